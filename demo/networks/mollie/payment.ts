import type { Account } from './account.ts'
import { type Amount, minorOf } from './amounts.ts'
import { noSuch } from './errors.ts'
import type { MethodId } from './methods.ts'
import { refundedOf } from './refund.ts'

export type PaymentStatus = 'open' | 'pending' | 'paid' | 'failed' | 'canceled' | 'expired'

/** What is known of how it was paid, or of why it was not. */
export type Details = Record<string, string | null>

/** A payment as the books keep it. */
export interface KeptPayment {
  id: string
  /** Names the payer's page. */
  token: string
  /** The key of the request that made it. */
  idempotencyKey: string | null
  createdAt: number
  amount: Amount
  description: string
  redirectUrl: string
  cancelUrl: string | null
  webhookUrl: string | null
  locale: string | null
  metadata: unknown
  /** What the payer may choose among. One that is given leaves no choice. */
  methods: MethodId[]
  method: MethodId | null
  status: PaymentStatus
  /** When it came into the states it has been in. */
  since: Partial<Record<PaymentStatus, number>>
  expiresAt: number
  details: Details | null
  chargebacks: Chargeback[]
}

export interface Chargeback {
  id: string
  amount: Amount
  createdAt: number
  reversedAt: number | null
}

const NEXT: Record<PaymentStatus, readonly PaymentStatus[]> = {
  open: ['pending', 'paid', 'failed', 'canceled', 'expired'],
  // Back to `open`: it failed with one method and another can be chosen.
  pending: ['open', 'paid', 'failed', 'canceled', 'expired'],
  paid: [],
  failed: [],
  canceled: [],
  expired: [],
}

/** Told by webhook; `open` and `pending` are not (docs.mollie.com/docs/handling-payment-status). */
const TOLD: readonly PaymentStatus[] = ['paid', 'failed', 'canceled', 'expired']

export const isOver = ({ status }: KeptPayment): boolean => NEXT[status].length === 0

/**
 * A payment can be cancelled through the API until its method is known. Cards, iDEAL and Bancontact cannot be, from the
 * moment they are chosen or given (github.com/mollie/api-documentation/issues/675): they are left to expire.
 */
export const isCancelable = ({ status, method }: KeptPayment): boolean => status === 'open' && method === null

export const isChosenByPayer = ({ methods }: KeptPayment): boolean => methods.length > 1

export function getPayment({ books }: Account, id: string): KeptPayment {
  const payment = books.get<KeptPayment>('payment', id)
  if (!payment) throw noSuch('payment', id)
  return payment
}

export function savePayment({ books, watch }: Account, payment: KeptPayment): KeptPayment {
  books.put('payment', payment.id, payment)
  if (!isOver(payment)) watch(payment.id)
  return payment
}

export function tell({ queueWebhook }: Account, { id, webhookUrl }: KeptPayment) {
  if (webhookUrl) queueWebhook(id, webhookUrl)
}

/** Moves a payment on, and has its webhook called where that is told. */
export function move(
  account: Account,
  payment: KeptPayment,
  status: PaymentStatus,
  change: Partial<KeptPayment> = {},
): KeptPayment {
  if (!NEXT[payment.status].includes(status)) throw new Error(`A payment that is ${payment.status} never is ${status}.`)
  const since = { ...payment.since, [status]: account.now() }
  const moved = savePayment(account, { ...payment, ...change, status, since })
  if (TOLD.includes(status)) tell(account, moved)
  return moved
}

/** What was given back and charged back, in the smallest unit. */
export function wentBack(account: Account, payment: KeptPayment): { refunded: bigint; chargedBack: bigint } {
  const standing = payment.chargebacks.filter(({ reversedAt }) => reversedAt === null)
  return {
    refunded: refundedOf(account, payment.id),
    chargedBack: standing.reduce((sum, { amount }) => sum + minorOf(amount), 0n),
  }
}

/** What can still be given back, in the smallest unit. */
export function remainingOf(account: Account, payment: KeptPayment): bigint {
  if (payment.status !== 'paid') return 0n
  const { refunded, chargedBack } = wentBack(account, payment)
  return minorOf(payment.amount) - refunded - chargedBack
}
