import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { saveCharge } from './charges.ts'
import { confirmIntent, confirmParameters } from './confirmation.ts'
import { checkAmount, readCurrency } from './currencies.ts'
import { invalidRequest, unexpectedState } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId, randomText } from './ids.ts'
import { getIntent, saveIntent } from './kept-intents.ts'
import { page } from './lists.ts'
import { changedMetadata, created, expand, flag, integer, metadata, paging, text, unsettable } from './parameters.ts'
import { createPaymentMethod, findPaymentMethod } from './payment-methods.ts'

const { client_secret: _, ...confirmShape } = confirmParameters.shape

/** What describes a payment, at its beginning and later. */
const described = {
  description: unsettable.optional(),
  metadata: metadata.optional(),
  statement_descriptor: text.max(22).optional(),
  statement_descriptor_suffix: text.max(22).optional(),
  transfer_group: text.optional(),
}

export const intentCreateParameters = z
  .strictObject({
    ...confirmShape,
    ...described,
    amount: integer({ min: 1 }),
    currency: text.transform(readCurrency),
    allowed_payment_method_types: z.array(z.literal('card')).min(1).optional(),
    automatic_payment_methods: z
      .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
      .optional(),
    capture_method: z.enum(['automatic', 'automatic_async', 'manual']).default('automatic_async'),
    confirm: flag.default(false),
    confirmation_method: z.enum(['automatic', 'manual']).default('automatic'),
  })
  .transform((input) => {
    checkAmount(input.amount, input.currency)
    return input
  })

export const intentUpdateParameters = z.strictObject({
  ...described,
  amount: integer({ min: 1 }).optional(),
  currency: text.transform(readCurrency).optional(),
  payment_method: text.optional(),
  receipt_email: unsettable.optional(),
  expand,
})

export const intentListParameters = z.strictObject({ ...paging, created })

export const intentGetParameters = z.strictObject({ client_secret: text.optional(), expand })

const WHILE_UNPAID = ['requires_payment_method', 'requires_confirmation', 'requires_action']

const ONLY_WITH_CONFIRM = ['return_url', 'use_stripe_sdk', 'error_on_requires_action', 'off_session'] as const

export function createIntent(account: Account, input: z.infer<typeof intentCreateParameters>): Stripe.PaymentIntent {
  const early = ONLY_WITH_CONFIRM.find((param) => !input.confirm && input[param] !== undefined)
  if (early) throw invalidRequest(`'${early}' goes with confirm=true, or with the confirmation.`, { param: early })
  const intent = newIntent(account, input)
  if (input.payment_method !== undefined || input.payment_method_data !== undefined) {
    const method = input.payment_method_data
      ? createPaymentMethod(account, input.payment_method_data)
      : findPaymentMethod(account, input.payment_method!)
    intent.payment_method = method.id
    intent.status = 'requires_confirmation'
  }
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.created', intent)
  if (!input.confirm) return intent
  const { payment_method: _, payment_method_data: __, ...how } = input
  return confirmIntent(account, intent, how)
}

function newIntent(account: Account, input: z.infer<typeof intentCreateParameters>): Stripe.PaymentIntent {
  const id = newId('pi')
  const automatic = input.automatic_payment_methods?.enabled ?? input.allowed_payment_method_types === undefined
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: input.allowed_payment_method_types ?? null,
    amount: input.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic
      ? { enabled: true, allow_redirects: input.automatic_payment_methods?.allow_redirects ?? 'always' }
      : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.capture_method,
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: input.confirmation_method,
    created: account.seconds(),
    currency: input.currency,
    customer: null,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: changedMetadata({}, input.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receipt_email ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: input.transfer_group ?? null,
  }
}

export const listIntents = (account: Account, input: z.infer<typeof intentListParameters>) =>
  page<Stripe.PaymentIntent>(account.books, 'payment_intent', '/v1/payment_intents', input)

/** What describes a payment can change at any time; what is paid, and with what, only until it is. */
export function updateIntent(account: Account, id: string, input: z.infer<typeof intentUpdateParameters>) {
  const intent = getIntent(account, id)
  const { expand: _, metadata: change, payment_method, ...fields } = input
  const late = (['amount', 'currency', 'payment_method'] as const).find((name) => input[name] !== undefined)
  if (late && !WHILE_UNPAID.includes(intent.status)) {
    throw unexpectedState(intent, `The ${late} cannot be changed: the PaymentIntent has the status ${intent.status}.`)
  }
  checkAmount(fields.amount ?? intent.amount, fields.currency ?? intent.currency)
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(intent, { [name]: value })
  intent.metadata = changedMetadata(intent.metadata, change)
  if (payment_method !== undefined) {
    intent.payment_method = findPaymentMethod(account, payment_method).id
    intent.status = 'requires_confirmation'
    intent.next_action = null
  }
  saveIntent(account, intent)
  return intent
}

/** Gives an intent up. An authorisation that it held is released. */
export function cancelIntent(account: Account, id: string, reason: string | undefined): Stripe.PaymentIntent {
  const intent = getIntent(account, id)
  if (![...WHILE_UNPAID, 'requires_capture'].includes(intent.status)) {
    throw unexpectedState(intent, `A PaymentIntent with the status ${intent.status} cannot be canceled.`)
  }
  if (intent.status === 'requires_capture') release(account, intent.latest_charge as string)
  Object.assign(intent, {
    status: 'canceled',
    canceled_at: account.seconds(),
    cancellation_reason: reason ?? null,
    amount_capturable: 0,
    next_action: null,
  })
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.canceled', intent)
  return intent
}

function release(account: Account, chargeId: string) {
  const charge = account.books.get<Stripe.Charge>('charge', chargeId)!
  charge.amount_refunded = charge.amount
  charge.refunded = true
  saveCharge(account, charge)
  recordEvent(account, 'charge.refunded', charge, { amount_refunded: 0, refunded: false })
}
