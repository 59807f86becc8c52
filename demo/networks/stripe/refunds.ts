import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { bookOnBalance } from './balance.ts'
import { getCharge, saveCharge } from './charges.ts'
import { invalidRequest, noSuch, unexpectedState } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { getIntent } from './kept-intents.ts'
import { page } from './lists.ts'
import { changedMetadata, created, expand, integer, metadata, paging, text } from './parameters.ts'
import { behaviourOfMethod } from './payment-methods.ts'

export const refundCreateParameters = z.strictObject({
  charge: text.optional(),
  payment_intent: text.optional(),
  amount: integer({ min: 1 }).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  expand,
})

export const refundListParameters = z.strictObject({
  ...paging,
  created,
  charge: text.optional(),
  payment_intent: text.optional(),
})

/** How long the banks of some test cards take over a refund, in seconds. */
export const BANK_TAKES = 60 * 60

/** Gives back part of a charge, or all that is left of it, and never more than that. */
export function createRefund(account: Account, input: z.infer<typeof refundCreateParameters>): Stripe.Refund {
  settleRefunds(account)
  const charge = refundableCharge(account, input)
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been disputed.`, { code: 'charge_disputed' })
  }
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  const amount = input.amount ?? left
  if (amount > left) {
    throw invalidRequest(`The refund of ${amount} is more than the ${left} that is left of the charge.`, {
      param: 'amount',
    })
  }
  const id = newId('re')
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: bookOnBalance(
      account,
      'refund',
      { id, currency: charge.currency, description: 'REFUND FOR CHARGE' },
      amount,
    ),
    charge: charge.id,
    created: account.seconds(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    },
    metadata: changedMetadata({}, input.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: laterOf(account, charge.payment_method) === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  }
  account.books.put('refund', id, refund)
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded }
  charge.amount_refunded += amount
  charge.refunded = amount === left
  saveCharge(account, charge)
  recordEvent(account, 'refund.created', refund)
  recordEvent(account, 'charge.refunded', charge, before)
  return refund
}

function refundableCharge(account: Account, input: z.infer<typeof refundCreateParameters>): Stripe.Charge {
  if (input.payment_intent === undefined) {
    if (input.charge === undefined) {
      throw invalidRequest('Say what to refund: send payment_intent or charge.', {
        code: 'parameter_missing',
        param: 'payment_intent',
      })
    }
    return captured(getCharge(account, input.charge, 'charge'))
  }
  const intent = getIntent(account, input.payment_intent, 'payment_intent')
  if (intent.status !== 'succeeded') {
    throw unexpectedState(intent, `PaymentIntent ${intent.id} has no successful charge to refund.`)
  }
  if (input.charge !== undefined && input.charge !== intent.latest_charge) {
    throw invalidRequest('The charge does not belong to the payment_intent.', { param: 'charge' })
  }
  return getCharge(account, intent.latest_charge as string)
}

function captured(charge: Stripe.Charge): Stripe.Charge {
  if (charge.captured) return charge
  throw invalidRequest(`Charge ${charge.id} was not captured, so there is nothing to refund.`, { param: 'charge' })
}

const laterOf = (account: Account, method: Stripe.Refund['payment_method'] | undefined) =>
  typeof method === 'string' ? behaviourOfMethod(account, method).refunds : undefined

/** What the banks of test cards have made of refunds by now. */
function settleRefunds(account: Account) {
  for (const { document: refund } of account.books.list<Stripe.Refund>('refund')) {
    if (account.seconds() < refund.created + BANK_TAKES) continue
    const later = laterOf(account, refund.payment_method)
    if (later === 'pending' && refund.status === 'pending') save(account, { ...refund, status: 'succeeded' })
    if (later === 'failing' && refund.status === 'succeeded') sendBack(account, refund)
  }
}

function sendBack(account: Account, refund: Stripe.Refund) {
  const { id, amount, currency } = refund
  const source = { id, currency, description: 'REFUND FAILURE' }
  const failed: Stripe.Refund = {
    ...refund,
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: bookOnBalance(account, 'refund_failure', source, amount),
  }
  const charge = getCharge(account, refund.charge as string)
  saveCharge(account, { ...charge, amount_refunded: charge.amount_refunded - amount, refunded: false })
  save(account, failed)
  recordEvent(account, 'refund.failed', failed)
}

function save(account: Account, refund: Stripe.Refund) {
  account.books.put('refund', refund.id, refund)
  recordEvent(account, 'refund.updated', refund)
}

export function getRefund(account: Account, id: string): Stripe.Refund {
  settleRefunds(account)
  const refund = account.books.get<Stripe.Refund>('refund', id)
  if (!refund) throw noSuch('refund', id)
  return refund
}

export function listRefunds(account: Account, input: z.infer<typeof refundListParameters>) {
  settleRefunds(account)
  return page<Stripe.Refund>(
    account.books,
    'refund',
    '/v1/refunds',
    input,
    (refund) =>
      (input.charge === undefined || refund.charge === input.charge) &&
      (input.payment_intent === undefined || refund.payment_intent === input.payment_intent),
  )
}
