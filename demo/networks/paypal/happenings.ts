import type { Account } from './account.ts'
import { settleCapture } from './captures.ts'
import { type DisputeOutcome, openDispute, resolveDispute } from './disputes.ts'
import { getOrder, saveOrder } from './kept-orders.ts'
import type { KeptCapture, KeptRefund } from './kept-payments.ts'
import { settleRefund } from './refunds.ts'

/** What happens at PayPal by itself: a buyer complains, a bank answers. */
export interface Happenings {
  /**
   * A buyer disputes a payment that was captured.
   * @param order its id.
   * @returns the dispute's id.
   */
  openDispute(order: string, reason?: string): string
  resolveDispute(dispute: string, outcome: DisputeOutcome): void
  /** The bank's money for an order arrives, or never will. */
  settlePayment(order: string, status: 'COMPLETED' | 'DECLINED'): void
  /** The bank took a refund, or sent it back. */
  settleRefund(refund: string, status: 'COMPLETED' | 'FAILED'): void
  /** An old order is shown no longer; what was captured of it is. */
  forgetOrder(order: string): void
}

/** @param committed called once what happened is written. */
export function openHappenings(account: Account, committed: () => void): Happenings {
  function happen<T>(what: () => T): T {
    const result = account.books.together(what)
    committed()
    return result
  }

  function captureOf(order: string): KeptCapture {
    const found = account.books.list<KeptCapture>('capture').find(({ document }) => document.order === order)
    if (!found) throw new Error(`Nothing was captured for the order ${order}.`)
    return found.document
  }

  return {
    openDispute: (order, reason) => happen(() => openDispute(account, captureOf(order).id, reason)),
    resolveDispute: (dispute, outcome) => happen(() => resolveDispute(account, dispute, outcome)),
    settlePayment: (order, status) => happen(() => void settleCapture(account, captureOf(order), status)),
    settleRefund(refund, status) {
      const kept = account.books.get<KeptRefund>('refund', refund)
      if (!kept) throw new Error(`There is no refund ${refund}.`)
      happen(() => void settleRefund(account, kept, status))
    },
    forgetOrder: (order) => happen(() => saveOrder(account, { ...getOrder(account, order), forgotten: true })),
  }
}
