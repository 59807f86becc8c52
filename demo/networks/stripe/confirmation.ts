import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { type CardBehaviour, type Decline, GENERIC_DECLINE } from './cards.ts'
import { openChallenge } from './challenges.ts'
import { makeCharge } from './charges.ts'
import { openDispute } from './disputes.ts'
import { Declined, invalidRequest, unexpectedState } from './errors.ts'
import { recordEvent } from './events.ts'
import { getIntent, saveIntent } from './kept-intents.ts'
import { expand, flag, text, unsettable, webAddress } from './parameters.ts'
import { behaviourOfMethod, createPaymentMethod, findPaymentMethod, paymentMethodData } from './payment-methods.ts'

export const confirmParameters = z.strictObject({
  client_secret: text.optional(),
  error_on_requires_action: flag.optional(),
  off_session: flag.optional(),
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  receipt_email: unsettable.optional(),
  return_url: webAddress.optional(),
  use_stripe_sdk: flag.optional(),
  expand,
})

type Confirmation = z.infer<typeof confirmParameters>

/** Attempts to pay an intent. A decline is kept on it, and thrown as the 402 that the caller gets. */
export function confirmIntent(account: Account, intent: Stripe.PaymentIntent, how: Confirmation): Stripe.PaymentIntent {
  checkConfirmable(intent, how)
  const method = methodFor(account, intent, how)
  const behaviour: CardBehaviour = account.takeDecline()
    ? { authenticates: false, decline: GENERIC_DECLINE }
    : behaviourOfMethod(account, method.id)
  intent.payment_method = method.id
  intent.last_payment_error = null
  intent.next_action = null
  if (how.receipt_email !== undefined) intent.receipt_email = how.receipt_email
  if (!behaviour.authenticates) return charge(account, intent, method, { authenticated: false, ...behaviour })
  if (how.error_on_requires_action || how.off_session) {
    return decline(account, intent, method, {
      code: 'card_declined',
      decline_code: 'authentication_required',
      message: 'The card asks the payer to authenticate, and nobody is there to do it.',
    })
  }
  return requireAction(account, intent, how)
}

/** Goes on after the payer has authenticated, or has failed to. A challenge that is over is left as it is. */
export function answerChallenge(account: Account, intentId: string, passed: boolean): Stripe.PaymentIntent {
  const intent = getIntent(account, intentId)
  if (intent.status !== 'requires_action') return intent
  const method = findPaymentMethod(account, intent.payment_method as string)
  intent.next_action = null
  if (!passed) {
    failPayment(account, intent, {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message: 'The payment method could not be authenticated. Choose another one, or try again.',
      payment_method: method,
    })
    return intent
  }
  try {
    return charge(account, intent, method, { ...behaviourOfMethod(account, method.id), authenticated: true })
  } catch (error) {
    // The payer's page reads a decline from the intent: there is no caller to throw it at.
    if (error instanceof Declined) return intent
    throw error
  }
}

function checkConfirmable(intent: Stripe.PaymentIntent, how: Confirmation) {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw unexpectedState(intent, `A PaymentIntent with the status ${intent.status} cannot be confirmed.`)
  }
  if (how.payment_method !== undefined && how.payment_method_data !== undefined) {
    throw invalidRequest('Send only one of payment_method and payment_method_data.', {
      code: 'parameters_exclusive',
      param: 'payment_method_data',
    })
  }
  const mayRedirect = intent.automatic_payment_methods?.allow_redirects === 'always'
  if (mayRedirect && !how.return_url && !how.use_stripe_sdk) {
    const message =
      'Some of the payment methods of this PaymentIntent may redirect the payer, so a return_url is needed. ' +
      'Without one, create it with automatic_payment_methods[allow_redirects]=never.'
    throw invalidRequest(message, { param: 'return_url' })
  }
}

function methodFor(account: Account, intent: Stripe.PaymentIntent, how: Confirmation): Stripe.PaymentMethod {
  if (how.payment_method_data) return createPaymentMethod(account, how.payment_method_data)
  const id = how.payment_method ?? (intent.payment_method as string | null)
  if (!id) throw unexpectedState(intent, 'The PaymentIntent has no payment method: send one with the confirmation.')
  return findPaymentMethod(account, id)
}

function charge(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { authenticated, decline: refusal, disputes }: { authenticated: boolean; decline?: Decline; disputes?: true },
) {
  if (refusal) return decline(account, intent, method, refusal)
  const captured = intent.capture_method !== 'manual'
  const made = makeCharge(account, intent, method, { captured, authenticated })
  intent.latest_charge = made.id
  if (captured) Object.assign(intent, { status: 'succeeded', amount_received: intent.amount })
  else Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount })
  saveIntent(account, intent)
  recordEvent(account, 'charge.succeeded', made)
  recordEvent(account, captured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent)
  if (disputes && captured) openDispute(account, made)
  return intent
}

/** The payer may try again with another card: the intent goes back to where it asks for one. */
function decline(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  refusal: Decline,
): never {
  const failed = makeCharge(account, intent, method, { captured: false, authenticated: false, decline: refusal })
  intent.latest_charge = failed.id
  recordEvent(account, 'charge.failed', failed)
  const error = { type: 'card_error' as const, ...refusal, charge: failed.id, payment_method: method }
  failPayment(account, intent, error)
  throw new Declined({ ...error, payment_intent: intent })
}

function failPayment(account: Account, intent: Stripe.PaymentIntent, error: Stripe.PaymentIntent.LastPaymentError) {
  Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: error })
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.payment_failed', intent)
}

function requireAction(account: Account, intent: Stripe.PaymentIntent, { use_stripe_sdk, return_url }: Confirmation) {
  const page = openChallenge(account, intent, use_stripe_sdk ? null : (return_url ?? null))
  intent.status = 'requires_action'
  intent.next_action =
    return_url && !use_stripe_sdk
      ? { type: 'redirect_to_url', redirect_to_url: { url: page, return_url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: page } }
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.requires_action', intent)
  return intent
}
