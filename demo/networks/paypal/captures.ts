import { z } from 'zod'
import { type Account, timeText } from './account.ts'
import { declined, notFound, unprocessable } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { getOrder, type KeptOrder, saveOrder } from './kept-orders.ts'
import { CLEARING_MS, givenBack, type KeptCapture } from './kept-payments.ts'
import { approvalPath, link } from './links.ts'
import { amountOf, feeOn, type Money, writeAmount } from './money.ts'

export const captureParameters = z.strictObject({})

/** Takes the money of an order that its buyer approved. */
export function captureOrder(account: Account, _input: object, { id }: { id: string }): string {
  const order = getOrder(account, id)
  if (order.status === 'COMPLETED') {
    throw unprocessable('ORDER_ALREADY_CAPTURED', 'The order was captured before, and is captured once.')
  }
  if (order.status !== 'APPROVED') {
    throw unprocessable('ORDER_NOT_APPROVED', 'The buyer has not approved the order yet.')
  }
  checkInvoiceId(account, order)
  if (order.funding === 'declined' || account.takeDecline()) {
    // Asked for again it is declined again, until the buyer chooses something else.
    saveOrder(account, { ...order, funding: 'declined' })
    throw declined(link(account.url, approvalPath(id), 'redirect'))
  }
  const capture = makeCapture(account, order)
  saveOrder(account, { ...order, status: 'COMPLETED', captures: [capture.id] })
  tellOf(account, capture)
  return id
}

function makeCapture(account: Account, { id, unit, funding }: KeptOrder): KeptCapture {
  const at = account.now()
  const capture: KeptCapture = {
    id: newId(),
    order: id,
    status: funding === 'bank' ? 'PENDING' : 'COMPLETED',
    amount: unit.amount,
    ...(unit.custom_id && { custom_id: unit.custom_id }),
    ...(unit.invoice_id && { invoice_id: unit.invoice_id }),
    createdAt: at,
    updatedAt: at,
    clearsAt: funding === 'bank' ? at + CLEARING_MS : null,
    refunds: [],
  }
  account.books.put('capture', capture.id, capture)
  return capture
}

function checkInvoiceId({ books }: Account, { unit }: KeptOrder) {
  if (!unit.invoice_id) return
  const taken = books.list<KeptCapture>('capture').some(({ document }) => document.invoice_id === unit.invoice_id)
  if (taken) throw unprocessable('DUPLICATE_INVOICE_ID', 'A payment with this invoice_id was captured before.')
}

/** A bank's money that has arrived by now is booked when somebody looks. */
export function getCapture(account: Account, id: string): KeptCapture {
  const capture = account.books.get<KeptCapture>('capture', id)
  if (!capture) throw notFound('/capture_id', id)
  const isDue = capture.status === 'PENDING' && account.now() >= capture.clearsAt!
  return isDue ? settleCapture(account, capture, 'COMPLETED') : capture
}

/** Ends the waiting for a bank's money. */
export function settleCapture(account: Account, capture: KeptCapture, status: 'COMPLETED' | 'DECLINED'): KeptCapture {
  if (capture.status !== 'PENDING') throw new Error(`Capture ${capture.id} is not pending.`)
  const settled = { ...capture, status, updatedAt: account.now() }
  account.books.put('capture', capture.id, settled)
  tellOf(account, settled)
  return settled
}

const EVENTS = {
  COMPLETED: ['PAYMENT.CAPTURE.COMPLETED', 'A payment arrived.'],
  PENDING: ['PAYMENT.CAPTURE.PENDING', 'A payment is on its way.'],
  DECLINED: ['PAYMENT.CAPTURE.DENIED', 'A payment was denied.'],
} as const

function tellOf(account: Account, capture: KeptCapture) {
  const [type, summary] = EVENTS[capture.status]
  recordEvent(account, { type, resourceType: 'capture', summary, resource: showCapture(account, capture, 'alone') })
}

function statusOf(account: Account, capture: KeptCapture): string {
  if (capture.status !== 'COMPLETED') return capture.status
  const back = givenBack(account.books, capture)
  if (back === 0n) return 'COMPLETED'
  return back === amountOf(capture.amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
}

/** Within its order a capture does not say which order it belongs to. */
export function showCapture(account: Account, capture: KeptCapture, place: 'in order' | 'alone'): object {
  const { id, order, amount, custom_id, invoice_id, createdAt, updatedAt } = capture
  const path = `/v2/payments/captures/${id}`
  return {
    id,
    status: statusOf(account, capture),
    ...(capture.status === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
    amount,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    final_capture: true,
    disbursement_mode: 'INSTANT',
    seller_protection: {
      status: 'ELIGIBLE',
      dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'],
    },
    ...(capture.status === 'COMPLETED' && { seller_receivable_breakdown: breakdown(amount) }),
    ...(place === 'alone' && { supplementary_data: { related_ids: { order_id: order } } }),
    create_time: timeText(createdAt),
    update_time: timeText(updatedAt),
    links: [
      link(account.url, path, 'self'),
      link(account.url, `${path}/refund`, 'refund', 'POST'),
      link(account.url, `/v2/checkout/orders/${order}`, 'up'),
    ],
  }
}

function breakdown(amount: Money) {
  const gross = amountOf(amount)
  const fee = feeOn(gross, amount.currency_code)
  return {
    gross_amount: amount,
    paypal_fee: writeAmount(fee, amount.currency_code),
    net_amount: writeAmount(gross - fee, amount.currency_code),
  }
}
