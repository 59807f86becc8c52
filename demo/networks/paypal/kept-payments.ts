import type { Books } from '../books.ts'
import { amountOf, type Money } from './money.ts'

export interface KeptCapture {
  id: string
  order: string
  /** What became of it itself; what was given back since is told by its refunds. */
  status: 'COMPLETED' | 'PENDING' | 'DECLINED'
  amount: Money
  custom_id?: string
  invoice_id?: string
  createdAt: number
  updatedAt: number
  /** When a bank's money arrives. Null for other money. */
  clearsAt: number | null
  refunds: string[]
}

export interface KeptRefund {
  id: string
  capture: string
  status: 'COMPLETED' | 'PENDING' | 'FAILED'
  amount: Money
  custom_id?: string
  invoice_id?: string
  note_to_payer?: string
  createdAt: number
  updatedAt: number
  /** When a bank has the money back. Null where it is back at once. */
  clearsAt: number | null
}

/** How long money from or to a bank is on its way. */
export const CLEARING_MS = 3 * 24 * 60 * 60 * 1000

/** What was given back or is about to be, in PayPal's smallest amount. */
export const givenBack = (books: Books, { refunds }: KeptCapture): bigint =>
  refunds
    .map((id) => books.get<KeptRefund>('refund', id)!)
    .filter(({ status }) => status !== 'FAILED')
    .reduce((sum, { amount }) => sum + amountOf(amount), 0n)
