import { z } from 'zod'
import type { Account } from './account.ts'
import { writeAmount } from './amounts.ts'
import { noSuch } from './errors.ts'
import { newId } from './ids.ts'
import { pageOf, paging } from './lists.ts'
import { type Chargeback, getPayment, type KeptPayment, remainingOf, savePayment, tell } from './payment.ts'
import { presentChargeback } from './presenting.ts'

export const chargebackListParameters = z.strictObject({ ...paging, embed: z.literal('payment').optional() })

export function listChargebacks(account: Account, paymentId: string, input: z.infer<typeof chargebackListParameters>) {
  const payment = getPayment(account, paymentId)
  const path = `/v2/payments/${payment.id}/chargebacks`
  return pageOf(account, path, 'chargebacks', payment.chargebacks, input, (chargeback) =>
    presentChargeback(account, payment, chargeback),
  )
}

export function readChargeback(account: Account, paymentId: string, id: string) {
  const payment = getPayment(account, paymentId)
  const chargeback = payment.chargebacks.find((one) => one.id === id)
  if (!chargeback) throw noSuch('chargeback', id)
  return presentChargeback(account, payment, chargeback)
}

/**
 * The payer's bank takes the money back.
 * @param amount in the smallest unit; by default all that is left of the payment.
 * @returns the chargeback's id.
 * @throws RangeError when that much is not left.
 */
export function chargeBack(account: Account, paymentId: string, amount?: bigint): string {
  const payment = getPayment(account, paymentId)
  const remaining = remainingOf(account, payment)
  const taken = amount ?? remaining
  if (taken <= 0n || taken > remaining) throw new RangeError(`Of ${paymentId} only ${remaining} are left.`)
  const chargeback: Chargeback = {
    id: newId('chb'),
    amount: writeAmount(taken, payment.amount.currency),
    createdAt: account.now(),
    reversedAt: null,
  }
  change(account, payment, [...payment.chargebacks, chargeback])
  return chargeback.id
}

/** The merchant was right after all: the bank gives the money back. */
export function reverseChargeback(account: Account, paymentId: string, id: string): void {
  const payment = getPayment(account, paymentId)
  if (!payment.chargebacks.some((one) => one.id === id)) throw noSuch('chargeback', id)
  const reversed = (one: Chargeback) => (one.id === id ? { ...one, reversedAt: account.now() } : one)
  change(account, payment, payment.chargebacks.map(reversed))
}

const change = (account: Account, payment: KeptPayment, chargebacks: Chargeback[]) =>
  tell(account, savePayment(account, { ...payment, chargebacks }))
