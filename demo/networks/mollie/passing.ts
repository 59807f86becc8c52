import type { Account } from './account.ts'
import { isOver, type KeptPayment, move, tell } from './payment.ts'
import { isOnItsWay, refundsOf, saveRefund, statusBy } from './refund.ts'

/**
 * What time does to a payment: the payer's time runs out, refunds are sent and arrive. To be called in a transaction.
 * @returns whether time may still change it later.
 */
export function passTime(account: Account, paymentId: string): boolean {
  const payment = account.books.get<KeptPayment>('payment', paymentId)
  if (!payment) return false
  if (!isOver(payment)) {
    if (account.now() < payment.expiresAt) return true
    move(account, payment, 'expired')
    return false
  }
  return moveRefunds(account, payment)
}

function moveRefunds(account: Account, payment: KeptPayment): boolean {
  let waiting = false
  for (const refund of refundsOf(account, payment.id)) {
    const status = statusBy(account.now(), refund)
    const moved = { ...refund, status }
    if (status !== refund.status) {
      saveRefund(account, moved)
      tell(account, payment)
    }
    waiting ||= isOnItsWay(moved)
  }
  return waiting
}
