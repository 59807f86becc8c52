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
  'paid/none': ['overpaid/none'],
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
  'status' | 'status_detail' | 'expected_amount' | 'received_amount' | 'expires_at' | 'paid_at'
>

export interface Step<T extends InvoiceCore> {
  invoice: T
  event: InvoiceEvent | null
}

export interface Credit {
  /** In the smallest unit, more than nothing. */
  amount: bigint
  /** When the ledger closed that holds the transfer: this decides what is in time, not when it was seen. */
  closedAt: Instant
}

/** @throws Error for a pair that is no state. */
export function stateOf({ status, status_detail }: Pick<InvoiceRow, 'status' | 'status_detail'>): InvoiceState {
  const state = `${status}/${status_detail}`
  if (!Object.hasOwn(INVOICE_TRANSITIONS, state)) throw new Error(`No invoice can be ${state}.`)
  return state as InvoiceState
}

/** While an invoice is open it waits for money and can expire. */
export const OPEN_STATUSES = ['unpaid', 'pending', 'partially_paid'] as const satisfies InvoiceStatus[]

export const isOpen = (status: InvoiceStatus): boolean => (OPEN_STATUSES as readonly InvoiceStatus[]).includes(status)

/**
 * Money arrived. An open invoice whose time was over when the ledger closed expires first: it is two steps.
 * Once late money is in the sum, what came in time cannot be told from it any more, so that all further
 * money leaves the decision to the merchant too.
 */
export function creditInvoice<T extends InvoiceCore>(invoice: T, credit: Credit): Step<T>[] {
  if (credit.amount <= 0n) throw new Error('Only money can be credited.')
  const late = invoice.expires_at !== null && credit.closedAt >= invoice.expires_at
  if (late && isOpen(invoice.status)) {
    const expired = expireInvoice(invoice)
    return [expired, ...creditInvoice(expired.invoice, credit)]
  }
  const received_amount = invoice.received_amount + credit.amount
  const to = stateWith(invoice, received_amount, late)
  return [move(invoice, to, { received_amount, ...(isSettled(to) && { paid_at: invoice.paid_at ?? credit.closedAt }) })]
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

/** The merchant takes what came as enough. */
export function settleInvoice<T extends InvoiceCore>(invoice: T, now: Instant): Step<T> {
  return move(invoice, 'paid/accepted', { paid_at: now })
}

function stateWith(invoice: InvoiceCore, received: bigint, late: boolean): InvoiceState {
  const { status, status_detail } = invoice
  switch (status) {
    case 'unpaid':
    case 'pending':
    case 'partially_paid':
      return coverage(invoice, received) ?? 'partially_paid/none'
    case 'paid':
    case 'overpaid':
      return status_detail === 'accepted' ? 'overpaid/accepted' : 'overpaid/none'
    case 'expired':
      if (late || status_detail === 'paid_late') return 'expired/paid_late'
      return coverage(invoice, received) ?? 'expired/underpaid'
    case 'cancelled':
      return 'cancelled/paid_late'
  }
}

/** Null while something is missing. Where the payer chooses the amount, any is enough. */
function coverage({ expected_amount }: InvoiceCore, received: bigint): 'paid/none' | 'overpaid/none' | null {
  if (expected_amount === null || received === expected_amount) return 'paid/none'
  return received > expected_amount ? 'overpaid/none' : null
}

const isSettled = (state: InvoiceState): boolean => state.startsWith('paid/') || state.startsWith('overpaid/')

function move<T extends InvoiceCore>(invoice: T, to: InvoiceState, change: Partial<InvoiceCore> = {}): Step<T> {
  transition('Invoice', INVOICE_TRANSITIONS, stateOf(invoice), to)
  const [status, status_detail] = to.split('/') as [InvoiceStatus, InvoiceStatusDetail]
  return { invoice: { ...invoice, ...change, status, status_detail }, event: TOLD[to] }
}
