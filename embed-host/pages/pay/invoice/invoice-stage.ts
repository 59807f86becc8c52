import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { toMillis } from '../../../../server/clock.ts'
import { isZero } from '../../../ui/amounts.ts'

/** What the page shows of an invoice. */
export type InvoiceStage =
  /** Money may be sent. */
  | { name: 'open'; partlyPaid: boolean }
  /** A transfer is on the network and not final: another one now would be one too many. */
  | { name: 'seen' }
  | { name: 'ended'; how: InvoiceEnding }

export type InvoiceEnding = 'paid' | 'accepted' | 'overpaid' | 'paid_late' | 'expired' | 'underpaid' | 'cancelled'

/** `now` is the server's time in milliseconds. */
export function invoiceStage(view: InvoiceView, now: number): InvoiceStage {
  switch (view.status) {
    case 'unpaid':
    case 'partially_paid':
      // The server says `expired` only once the ledger has passed that time; a payer must stop before.
      return isOver(view, now) ? expired(view) : { name: 'open', partlyPaid: view.status === 'partially_paid' }
    case 'pending':
      return { name: 'seen' }
    case 'paid':
      return { name: 'ended', how: view.statusDetail === 'accepted' ? 'accepted' : 'paid' }
    case 'overpaid':
      return { name: 'ended', how: 'overpaid' }
    case 'expired':
      return view.statusDetail === 'paid_late' ? { name: 'ended', how: 'paid_late' } : expired(view)
    case 'cancelled':
      return { name: 'ended', how: 'cancelled' }
  }
}

function expired(view: InvoiceView): InvoiceStage {
  return { name: 'ended', how: isZero(view.receivedAmount) ? 'expired' : 'underpaid' }
}

function isOver(view: InvoiceView, now: number): boolean {
  return view.expiresAt !== null && now >= toMillis(view.expiresAt)
}

/** The merchant has the money that was due. */
export function isSettled(ending: InvoiceEnding): ending is 'paid' | 'accepted' | 'overpaid' {
  return ending === 'paid' || ending === 'accepted' || ending === 'overpaid'
}
