import { z } from 'zod'
import { type Account, timestamp } from './account.ts'
import {
  behaviourOf,
  brandOf,
  type CardBehaviour,
  type CardInput,
  checkCard,
  type Decline,
  DO_NOT_HONOUR,
  NOT_AUTHENTICATED,
} from './cards.ts'
import { findChallenge, openChallenge, type Way } from './challenges.ts'
import { Declined, invalid, wrongStatus } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { cardOptions, requestId, takeMoney } from './intents.ts'
import { getIntent, type KeptIntent, presentIntent, saveIntent } from './kept-intents.ts'

const card = z.strictObject({
  number: z.string(),
  expiry_month: z.string(),
  expiry_year: z.string(),
  cvc: z.string().optional(),
  name: z.string().optional(),
  number_type: z.literal('PAN').optional(),
})

export const confirmBody = z.strictObject({
  request_id: requestId,
  payment_method: z.strictObject({ type: z.literal('card'), card }),
  payment_method_options: z.strictObject({ card: cardOptions.optional() }).optional(),
  return_url: z.url({ protocol: /^https?$/ }).optional(),
})

export const continueBody = z.strictObject({
  request_id: requestId,
  type: z.literal('3ds_continue'),
  three_ds: z.strictObject({ acs_response: z.string(), return_url: z.string().optional() }),
})

export function confirmIntent(account: Account, id: string, input: z.infer<typeof confirmBody>) {
  const intent = getIntent(account, id)
  if (intent.status !== 'REQUIRES_PAYMENT_METHOD') throw wrongStatus(intent.status, 'confirm')
  const autoCapture = input.payment_method_options?.card?.auto_capture
  if (autoCapture !== undefined) intent.autoCapture = autoCapture
  const returnUrl = input.return_url ?? intent.return_url ?? null
  return payByCard(account, intent, input.payment_method.card, { kind: 'api', returnUrl })
}

/** Goes on with what the bank's page handed to the payer's browser. */
export function continueIntent(account: Account, id: string, input: z.infer<typeof continueBody>) {
  const intent = getIntent(account, id)
  if (intent.status !== 'REQUIRES_CUSTOMER_ACTION') throw wrongStatus(intent.status, 'confirm_continue')
  const challenge = findChallenge(account, intent)
  if (!challenge?.answer || challenge.acsResponse !== input.three_ds.acs_response) {
    throw invalid('three_ds.acs_response', 'three_ds.acs_response is not what the authentication answered')
  }
  return answerChallenge(account, intent, challenge.answer === 'passed')
}

/**
 * Tries to pay with a card. @param way where the payer is when the bank wants to be asked.
 * @throws Declined, after the failed attempt was kept.
 */
export function payByCard(account: Account, intent: KeptIntent, given: CardInput, way: Way) {
  const card = checkCard(given, account.clock.now())
  const behaviour: CardBehaviour = account.takeDecline()
    ? { authenticates: false, decline: DO_NOT_HONOUR }
    : behaviourOf(card.number)
  const at = timestamp(account.clock.now())
  const { number, expiry_month, expiry_year, name } = card
  intent.attempt = {
    id: newId('att'),
    status: 'AUTHENTICATION_REDIRECTED',
    captured: 0,
    refunded: 0,
    decline: null,
    card: {
      brand: brandOf(number),
      bin: number.slice(0, 6),
      last4: number.slice(-4),
      expiry_month,
      expiry_year,
      ...(name !== undefined && { name }),
    },
    created_at: at,
    updated_at: at,
  }
  if (!behaviour.authenticates) return charge(account, intent, behaviour.decline)
  const url = openChallenge(account, intent, way, behaviour.decline ?? null)
  intent.status = 'REQUIRES_CUSTOMER_ACTION'
  intent.nextAction = { type: 'redirect', method: 'GET', url }
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.requires_customer_action', presentIntent(intent))
  return presentIntent(intent)
}

/** @throws Declined, after the failed attempt was kept. */
export function answerChallenge(account: Account, intent: KeptIntent, passed: boolean) {
  const decline = passed ? findChallenge(account, intent)?.decline : NOT_AUTHENTICATED
  intent.nextAction = null
  return charge(account, intent, decline ?? undefined)
}

function charge(account: Account, intent: KeptIntent, decline: Decline | undefined) {
  if (decline) fail(account, intent, decline)
  if (intent.autoCapture) {
    takeMoney(account, intent, intent.amount)
    return presentIntent(intent)
  }
  intent.attempt!.status = 'AUTHORIZED'
  intent.status = 'REQUIRES_CAPTURE'
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.requires_capture', presentIntent(intent))
  return presentIntent(intent)
}

/** The payer may try again with another card: the intent goes back to where it asks for one. */
function fail(account: Account, intent: KeptIntent, decline: Decline): never {
  intent.attempt!.status = 'FAILED'
  intent.attempt!.decline = decline
  intent.status = 'REQUIRES_PAYMENT_METHOD'
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.requires_payment_method', presentIntent(intent))
  throw new Declined({
    code: decline.code,
    message: decline.message,
    ...(decline.response && { provider_original_response_code: decline.response }),
  })
}
