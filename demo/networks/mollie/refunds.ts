import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Account } from './account.ts'
import { amountParameter, readAmount, writeAmount } from './amounts.ts'
import { ApiError, noSuch, unprocessable } from './errors.ts'
import { newId } from './ids.ts'
import { pageOf, paging } from './lists.ts'
import { metadata } from './parameters.ts'
import { getPayment, remainingOf } from './payment.ts'
import { presentRefund } from './presenting.ts'
import { type KeptRefund, refundsOf, saveRefund } from './refund.ts'

export const refundParameters = z.strictObject({
  amount: amountParameter,
  description: z.string().max(255, 'must be 255 characters or fewer').optional(),
  metadata: metadata.optional(),
})

export const refundListParameters = z.strictObject({ ...paging, embed: z.literal('payment').optional() })

/** For how long a second refund like the first is taken for the same one. */
const DUPLICATE_WITHIN = 60_000

/** Gives part of a payment back, or all that is left of it, and never more than that. */
export function createRefund(account: Account, paymentId: string, input: z.infer<typeof refundParameters>) {
  const payment = getPayment(account, paymentId)
  const minor = readAmount(input.amount)
  if (payment.status !== 'paid') throw unprocessable(`This payment is ${payment.status}: there is nothing to refund.`)
  const { currency } = payment.amount
  if (input.amount.currency !== currency) throw unprocessable(`The payment is in ${currency}.`, 'amount.currency')
  const remaining = remainingOf(account, payment)
  if (minor > remaining) {
    throw unprocessable(`Only ${writeAmount(remaining, currency).value} of the payment can be refunded.`, 'amount')
  }
  const refund: KeptRefund = {
    id: newId('re'),
    paymentId,
    amount: writeAmount(minor, currency),
    description: input.description ?? payment.description,
    metadata: input.metadata ?? null,
    createdAt: account.now(),
    status: 'pending',
  }
  if (refundsOf(account, paymentId).some((other) => isRepeated(other, refund))) {
    throw new ApiError(409, 'The same refund was asked for a moment ago.')
  }
  saveRefund(account, refund)
  account.watch(paymentId)
  return presentRefund(account, refund)
}

const isRepeated = (before: KeptRefund, { amount, description, metadata, createdAt }: KeptRefund): boolean =>
  before.status === 'pending' &&
  createdAt - before.createdAt < DUPLICATE_WITHIN &&
  isDeepStrictEqual([before.amount, before.description, before.metadata], [amount, description, metadata])

export function findRefund(account: Account, paymentId: string, id: string): KeptRefund {
  const payment = getPayment(account, paymentId)
  const refund = refundsOf(account, payment.id).find((one) => one.id === id)
  if (!refund) throw noSuch('refund', id)
  return refund
}

export const readRefund = (account: Account, paymentId: string, id: string) =>
  presentRefund(account, findRefund(account, paymentId, id))

/** Possible until it is sent. */
export function cancelRefund(account: Account, paymentId: string, id: string): null {
  const refund = findRefund(account, paymentId, id)
  if (refund.status !== 'pending') throw unprocessable(`This refund is ${refund.status} and cannot be canceled.`)
  saveRefund(account, { ...refund, status: 'canceled' })
  return null
}

export function listRefunds(account: Account, paymentId: string, input: z.infer<typeof refundListParameters>) {
  const { id } = getPayment(account, paymentId)
  return pageOf(account, `/v2/payments/${id}/refunds`, 'refunds', refundsOf(account, id), input, (refund) =>
    presentRefund(account, refund),
  )
}
