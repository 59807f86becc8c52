import type { Instant } from '../clock.ts'
import type { InvoiceRow, InvoiceStatus, InvoiceStatusDetail } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * What can become of an invoice. Pure: each rule takes an invoice and gives the steps it goes through, each a new
 * invoice that its merchant is told of.
 */

/** Status and detail together; other pairs do not exist. */
export type InvoiceState =
  | 'unpaid/none'
  /** A transfer is seen and not final. */
  | 'pending/none'
  | 'partially_paid/none'
  | 'paid/none'
  /** Settled by hand. */
  | 'paid/accepted'
  | 'overpaid/none'
  | 'overpaid/accepted'
  | 'expired/none'
  /** With part of the money. */
  | 'expired/underpaid'
  /** Money came when it was too late; the merchant decides. */
  | 'expired/paid_late'
  | 'cancelled/none'
  | 'cancelled/paid_late'

/** Everything that can happen. A state that lists itself takes more money and stays what it is. */
export const INVOICE_TRANSITIONS: TransitionTable<InvoiceState> = {
  'unpaid/none': [
    'pending/none',
    'partially_paid/none',
    'paid/none',
    'overpaid/none',
    'expired/none',
    'cancelled/none',
  ],
  'pending/none': [
    'unpaid/none',
    'partially_paid/none',
    'paid/none',
    'overpaid/none',
    'expired/none',
    'expired/underpaid',
  ],
  'partially_paid/none': [
    'partially_paid/none',
    'pending/none',
    'paid/none',
    'overpaid/none',
    'paid/accepted',
    'expired/underpaid',
  ],
  // What an underpayment tolerance left open may still come.
  'paid/none': ['paid/none', 'overpaid/none'],
  'paid/accepted': ['overpaid/accepted'],
  'overpaid/none': ['overpaid/none'],
  'overpaid/accepted': ['overpaid/accepted'],
  'expired/none': ['expired/paid_late', 'expired/underpaid', 'paid/none', 'overpaid/none'],
  'expired/underpaid': ['expired/underpaid', 'expired/paid_late', 'paid/none', 'overpaid/none', 'paid/accepted'],
  'expired/paid_late': ['expired/paid_late', 'paid/accepted'],
  'cancelled/none': ['cancelled/paid_late'],
  'cancelled/paid_late': ['cancelled/paid_late', 'paid/accepted'],
}

export type InvoiceEvent =
  | 'invoice.created'
  | 'invoice.paid'
  | 'invoice.partially_paid'
  | 'invoice.underpaid'
  | 'invoice.overpaid'
  | 'invoice.expired'
  | 'invoice.paid_late'

/** What a merchant is told when an invoice comes into a state; null: nothing. */
const TOLD: Record<InvoiceState, InvoiceEvent | null> = {
  'unpaid/none': null,
  'pending/none': null,
  'partially_paid/none': 'invoice.partially_paid',
  'paid/none': 'invoice.paid',
  'paid/accepted': 'invoice.paid',
  'overpaid/none': 'invoice.overpaid',
  'overpaid/accepted': 'invoice.overpaid',
  'expired/none': 'invoice.expired',
  'expired/underpaid': 'invoice.underpaid',
  'expired/paid_late': 'invoice.paid_late',
  'cancelled/none': null,
  'cancelled/paid_late': 'invoice.paid_late',
}

/** The part of an invoice that the rules read and change. */
export type InvoiceCore = Pick<
  InvoiceRow,
  | 'status'
  | 'status_detail'
  | 'expected_amount'
  | 'received_amount'
  | 'pricing_amount'
  | 'pricing_received'
  | 'expires_at'
  | 'paid_at'
>

export interface Step<T extends InvoiceCore> {
  /** The status before it. */
  from: InvoiceStatus
  invoice: T
  event: InvoiceEvent | null
}

export interface Credit {
  /** In the smallest unit, more than nothing. */
  amount: bigint
  /** When the ledger closed that holds the transfer: this decides what is in time, not when it was seen. */
  closedAt: Instant
  /** In hundredths of a percent of what is asked: an invoice that lacks no more than this is paid. */
  tolerance: number
  /** For money that counts against a fiat price (`countsAgainstPrice`): what its quote makes of it. */
  priced: PricedCredit | null
}

/** What an invoice with a fiat price is after a credit. */
export type PricedCredit = Pick<InvoiceRow, 'expected_amount' | 'pricing_received'>

/** @throws Error for a pair that is no state. */
export function stateOf({ status, status_detail }: Pick<InvoiceRow, 'status' | 'status_detail'>): InvoiceState {
  const state = `${status}/${status_detail}`
  if (!Object.hasOwn(INVOICE_TRANSITIONS, state)) throw new Error(`No invoice can be ${state}.`)
  return state as InvoiceState
}

/** While an invoice is open it waits for money and can expire. */
export const OPEN_STATUSES = ['unpaid', 'pending', 'partially_paid'] as const satisfies InvoiceStatus[]

export const isOpen = (status: InvoiceStatus): boolean => (OPEN_STATUSES as readonly InvoiceStatus[]).includes(status)

/** Nothing more is asked for. */
export const isSettled = (status: InvoiceStatus): boolean => status === 'paid' || status === 'overpaid'

const isLate = ({ expires_at }: Pick<InvoiceCore, 'expires_at'>, closedAt: Instant): boolean =>
  expires_at !== null && closedAt >= expires_at

/**
 * Whether money whose ledger closed then is compared with a fiat price. What comes for a settled invoice, or too late,
 * is kept in its asset alone: the merchant decides about it.
 */
export function countsAgainstPrice(invoice: InvoiceCore, closedAt: Instant): boolean {
  if (invoice.pricing_amount === null || isLate(invoice, closedAt)) return false
  return isOpen(invoice.status) || (invoice.status === 'expired' && invoice.status_detail !== 'paid_late')
}

/**
 * Money arrived. An open invoice whose time was over when the ledger closed expires first: it is two steps.
 * Once late money is in the sum, what came in time cannot be told from it any more, so that all further
 * money leaves the decision to the merchant too.
 */
export function creditInvoice<T extends InvoiceCore>(invoice: T, credit: Credit): Step<T>[] {
  if (credit.amount <= 0n) throw new Error('Only money can be credited.')
  const late = isLate(invoice, credit.closedAt)
  if (late && isOpen(invoice.status)) {
    const expired = expireInvoice(invoice)
    return [expired, ...creditInvoice(expired.invoice, credit)]
  }
  const { amount, closedAt, tolerance, priced } = credit
  const credited = { ...invoice, ...priced, received_amount: invoice.received_amount + amount }
  const to = stateWith(credited, late, tolerance)
  const step = move(credited, to)
  if (!isSettled(step.invoice.status)) return [step]
  return [{ ...step, invoice: { ...step.invoice, paid_at: invoice.paid_at ?? closedAt } }]
}

/** The time is over, and the ledger is known to be read up to its end. */
export function expireInvoice<T extends InvoiceCore>(invoice: T): Step<T> {
  return move(invoice, invoice.received_amount > 0n ? 'expired/underpaid' : 'expired/none')
}

/** The merchant ends an open invoice. Money whose ledger closed before `now` still counts as in time. */
export function expireInvoiceNow<T extends InvoiceCore>(invoice: T, now: Instant): Step<T> {
  const expires_at = invoice.expires_at !== null && invoice.expires_at < now ? invoice.expires_at : now
  return expireInvoice({ ...invoice, expires_at })
}

/** It is not wanted any more; nothing came for it. */
export function cancelInvoice<T extends InvoiceCore>(invoice: T): Step<T> {
  return move(invoice, 'cancelled/none')
}

/** The merchant takes what came as enough. */
export function settleInvoice<T extends InvoiceCore>(invoice: T, now: Instant): Step<T> {
  return move(invoice, 'paid/accepted', { paid_at: now })
}

/** @param invoice with the money in its sums, and still in the state from before. */
function stateWith(invoice: InvoiceCore, late: boolean, tolerance: number): InvoiceState {
  const { status, status_detail } = invoice
  switch (status) {
    case 'unpaid':
    case 'pending':
    case 'partially_paid':
      return coverage(invoice, tolerance) ?? 'partially_paid/none'
    case 'paid':
    case 'overpaid':
      if (status_detail === 'accepted') return 'overpaid/accepted'
      return status === 'paid' && isWithinExpected(invoice) ? 'paid/none' : 'overpaid/none'
    case 'expired':
      if (late || status_detail === 'paid_late') return 'expired/paid_late'
      return coverage(invoice, tolerance) ?? 'expired/underpaid'
    case 'cancelled':
      return 'cancelled/paid_late'
  }
}

/** Null while something is missing. Where the payer chooses the amount, any is enough. */
function coverage(invoice: InvoiceCore, tolerance: number): 'paid/none' | 'overpaid/none' | null {
  const { asked, received } = debtOf(invoice)
  if (asked === null) return 'paid/none'
  if (received > asked) return 'overpaid/none'
  return (asked - received) * WHOLE <= asked * BigInt(tolerance) ? 'paid/none' : null
}

/** Hundredths of a percent in one. */
const WHOLE = 10_000n

/** Of a fiat price where there is one, else of the asset. */
function debtOf(invoice: InvoiceCore): { asked: bigint | null; received: bigint } {
  if (invoice.pricing_amount === null) return { asked: invoice.expected_amount, received: invoice.received_amount }
  return { asked: invoice.pricing_amount, received: invoice.pricing_received ?? 0n }
}

const isWithinExpected = ({ expected_amount, received_amount }: InvoiceCore): boolean =>
  expected_amount !== null && received_amount <= expected_amount

function move<T extends InvoiceCore>(invoice: T, to: InvoiceState, change: Partial<InvoiceCore> = {}): Step<T> {
  const from = stateOf(invoice)
  transition('Invoice', INVOICE_TRANSITIONS, from, to)
  const [status, status_detail] = to.split('/') as [InvoiceStatus, InvoiceStatusDetail]
  // Nobody is told twice that it is paid.
  const event = from === to && to === 'paid/none' ? null : TOLD[to]
  return { from: invoice.status, invoice: { ...invoice, ...change, status, status_detail }, event }
}
