import { type Account, timeText } from './account.ts'
import { BUYER } from './buyer.ts'
import { getCapture } from './captures.ts'
import { recordEvent } from './events.ts'
import { randomText } from './ids.ts'
import type { KeptCapture } from './kept-payments.ts'
import { link } from './links.ts'
import type { Money } from './money.ts'

/** https://developer.paypal.com/docs/api/customer-disputes/v1/ */
export type DisputeOutcome =
  | 'RESOLVED_BUYER_FAVOUR'
  | 'RESOLVED_SELLER_FAVOUR'
  | 'RESOLVED_WITH_PAYOUT'
  | 'CANCELED_BY_BUYER'
  | 'ACCEPTED'
  | 'DENIED'
  | 'NONE'

interface KeptDispute {
  id: string
  capture: string
  reason: string
  amount: Money
  /** Null while it is open. */
  outcome: DisputeOutcome | null
  createdAt: number
  updatedAt: number
}

/** What a buyer does who is not content. */
export function openDispute(
  account: Account,
  captureId: string,
  reason = 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
): string {
  const { amount } = getCapture(account, captureId)
  const at = account.now()
  const id = `PP-R-${randomText(3)}-${at}`
  keep(account, { id, capture: captureId, reason, amount, outcome: null, createdAt: at, updatedAt: at })
  return id
}

export function resolveDispute(account: Account, id: string, outcome: DisputeOutcome): void {
  const dispute = account.books.get<KeptDispute>('dispute', id)
  if (!dispute || dispute.outcome) throw new Error(`There is no open dispute ${id}.`)
  keep(account, { ...dispute, outcome, updatedAt: account.now() })
}

function keep(account: Account, dispute: KeptDispute) {
  account.books.put('dispute', dispute.id, dispute)
  recordEvent(account, {
    type: dispute.outcome ? 'CUSTOMER.DISPUTE.RESOLVED' : 'CUSTOMER.DISPUTE.CREATED',
    resourceType: 'dispute',
    summary: dispute.outcome ? 'A dispute was resolved.' : 'A buyer disputes a payment.',
    resource: show(account, dispute),
  })
}

export const hasOpenDispute = ({ books }: Account, captureId: string): boolean =>
  books.list<KeptDispute>('dispute').some(({ document }) => document.capture === captureId && !document.outcome)

function show(account: Account, { id, capture: captureId, reason, amount, outcome, ...times }: KeptDispute): object {
  const capture = account.books.get<KeptCapture>('capture', captureId)!
  return {
    dispute_id: id,
    create_time: timeText(times.createdAt),
    update_time: timeText(times.updatedAt),
    disputed_transactions: [
      {
        seller_transaction_id: captureId,
        create_time: timeText(capture.createdAt),
        transaction_status: 'COMPLETED',
        gross_amount: capture.amount,
        ...(capture.invoice_id && { invoice_number: capture.invoice_id }),
        ...(capture.custom_id && { custom: capture.custom_id }),
        buyer: { name: `${BUYER.name.given_name} ${BUYER.name.surname}` },
        seller: { merchant_id: 'MERCHANTSANDB' },
      },
    ],
    reason,
    status: outcome ? 'RESOLVED' : 'OPEN',
    dispute_amount: amount,
    ...(outcome && { dispute_outcome: { outcome_code: outcome } }),
    dispute_life_cycle_stage: 'INQUIRY',
    dispute_channel: 'INTERNAL',
    links: [link(account.url, `/v1/customer/disputes/${id}`, 'self')],
  }
}
