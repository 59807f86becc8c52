import { z } from 'zod'
import { type Account, timeText } from './account.ts'
import type { Detail } from './api.ts'
import { getCapture } from './captures.ts'
import { hasOpenDispute } from './disputes.ts'
import { notFound, unprocessable } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { CLEARING_MS, givenBack, type KeptCapture, type KeptRefund } from './kept-payments.ts'
import { link } from './links.ts'
import { amountOf, type Money, money, readAmount, writeAmount } from './money.ts'
import { ownText } from './parameters.ts'

export const refundParameters = z.strictObject({
  amount: money.optional(),
  custom_id: ownText.optional(),
  invoice_id: ownText.optional(),
  note_to_payer: z.string().min(1).max(255).optional(),
})

/** Gives back part of a capture, or all that is left of it, and never more than that. */
export function refundCapture(
  account: Account,
  input: z.infer<typeof refundParameters>,
  { id: captureId }: { id: string },
): string {
  const capture = getCapture(account, captureId)
  checkRefundable(account, capture, input)
  const amount = amountToGiveBack(account, capture, input.amount)
  const at = account.now()
  const { amount: _amount, ...own } = input
  const refund: KeptRefund = {
    id: newId(),
    capture: captureId,
    status: capture.clearsAt === null ? 'COMPLETED' : 'PENDING',
    amount: writeAmount(amount, capture.amount.currency_code),
    ...own,
    createdAt: at,
    updatedAt: at,
    clearsAt: capture.clearsAt === null ? null : at + CLEARING_MS,
  }
  account.books.put('refund', refund.id, refund)
  account.books.put('capture', captureId, { ...capture, refunds: [...capture.refunds, refund.id], updatedAt: at })
  if (refund.status === 'COMPLETED') tellOf(account, refund)
  return refund.id
}

function checkRefundable(account: Account, capture: KeptCapture, input: z.infer<typeof refundParameters>) {
  if (capture.status === 'PENDING') throw unprocessable('PENDING_CAPTURE', 'The payment has not arrived yet.')
  if (capture.status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED', 'The payment never arrived.')
  if (input.invoice_id) {
    const taken = account.books
      .list<KeptRefund>('refund')
      .some(({ document }) => document.invoice_id === input.invoice_id)
    if (taken) throw unprocessable('DUPLICATE_INVOICE_ID', 'A refund with this invoice_id was made before.')
  }
}

function amountToGiveBack(account: Account, capture: KeptCapture, asked: Money | undefined): bigint {
  const left = amountOf(capture.amount) - givenBack(account.books, capture)
  if (left === 0n) throw unprocessable('CAPTURE_FULLY_REFUNDED', 'All of the payment was given back before.')
  if (!asked) return left
  if (asked.currency_code !== capture.amount.currency_code) {
    throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH', `The payment was in ${capture.amount.currency_code}.`)
  }
  const amount = readAmount(asked, '/amount')
  if (amount > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED', 'This is more than is left of the payment.')
  if (amount < left && hasOpenDispute(account, capture.id)) {
    throw unprocessable('TRANSACTION_DISPUTED', 'A disputed payment is given back whole or not at all.')
  }
  return amount
}

/** A refund that a bank has booked by now is told as booked. */
export function findRefund(account: Account, id: string): KeptRefund {
  const refund = account.books.get<KeptRefund>('refund', id)
  if (!refund) throw notFound('/refund_id', id)
  const isDue = refund.status === 'PENDING' && account.now() >= refund.clearsAt!
  return isDue ? settleRefund(account, refund, 'COMPLETED') : refund
}

/** Ends the waiting for a bank. */
export function settleRefund(account: Account, refund: KeptRefund, status: 'COMPLETED' | 'FAILED'): KeptRefund {
  if (refund.status !== 'PENDING') throw new Error(`Refund ${refund.id} is not pending.`)
  const settled = { ...refund, status, updatedAt: account.now() }
  account.books.put('refund', refund.id, settled)
  if (status === 'COMPLETED') tellOf(account, settled)
  return settled
}

const tellOf = (account: Account, refund: KeptRefund) =>
  recordEvent(account, {
    type: 'PAYMENT.CAPTURE.REFUNDED',
    resourceType: 'refund',
    summary: 'A payment was given back.',
    resource: showRefund(account, refund.id),
  })

export function showRefund(account: Account, id: string): object {
  const { capture, status, amount, custom_id, invoice_id, note_to_payer, ...times } = findRefund(account, id)
  return {
    id,
    status,
    ...(status === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
    amount,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    ...(note_to_payer && { note_to_payer }),
    seller_payable_breakdown: {
      gross_amount: amount,
      // The fee of the payment is not given back.
      paypal_fee: writeAmount(0n, amount.currency_code),
      net_amount: amount,
      total_refunded_amount: totalBack(account, capture, amount.currency_code),
    },
    create_time: timeText(times.createdAt),
    update_time: timeText(times.updatedAt),
    links: [
      link(account.url, `/v2/payments/refunds/${id}`, 'self'),
      link(account.url, `/v2/payments/captures/${capture}`, 'up'),
    ],
  }
}

const totalBack = (account: Account, captureId: string, currency: string) =>
  writeAmount(givenBack(account.books, account.books.get<KeptCapture>('capture', captureId)!), currency)

/** The answer to a refund that was asked for: all of it, or that it is there. */
export function showMadeRefund(account: Account, id: string, detail: Detail): object {
  const shown = showRefund(account, id)
  if (detail === 'representation') return shown
  const { status, links } = shown as { status: string; links: unknown }
  return { id, status, links }
}
