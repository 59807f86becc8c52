import { z } from 'zod'
import type { Books } from '../books.ts'
import { type Account, timestamp } from './account.ts'
import { ApiError, invalid, notFound } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { metadata, requestId } from './intents.ts'
import { getIntent, type KeptIntent, saveIntent } from './kept-intents.ts'
import { pageOf, paging } from './lists.ts'
import { aboveLimit, readAmount, writeAmount } from './money.ts'

/** As the books keep it: the amount in the smallest unit. */
interface KeptRefund {
  id: string
  request_id: string
  payment_intent_id: string
  payment_attempt_id: string
  amount: number
  currency: string
  reason: string | undefined
  metadata: Record<string, string>
  status: 'RECEIVED' | 'ACCEPTED' | 'SETTLED' | 'FAILED'
  created_at: string
  updated_at: string
}

export const refundCreateBody = z.strictObject({
  request_id: requestId,
  payment_intent_id: z.string().optional(),
  payment_attempt_id: z.string().optional(),
  amount: z.number().optional(),
  reason: z.string().max(128).optional(),
  metadata: metadata.optional(),
})

export const refundListQuery = z.strictObject({
  ...paging,
  payment_intent_id: z.string().optional(),
  payment_attempt_id: z.string().optional(),
  currency: z.string().optional(),
  status: z.string().optional(),
})

/** Without an amount: all that was captured and not given back yet. */
export function createRefund(account: Account, input: z.infer<typeof refundCreateBody>) {
  const intent = intentOf(account, input)
  const { attempt, currency } = intent
  if (intent.status !== 'SUCCEEDED' || !attempt) {
    const message = `The PaymentIntent status ${intent.status} is invalid for operation refund`
    throw new ApiError(400, { code: 'invalid_status_for_operation', message })
  }
  const left = attempt.captured - attempt.refunded
  const amount = input.amount === undefined ? left : readAmount(input.amount, currency)
  if (amount > left || left === 0) throw aboveLimit(writeAmount(amount, currency), writeAmount(left, currency))
  attempt.refunded += amount
  saveIntent(account, intent)
  const at = timestamp(account.clock.now())
  const refund: KeptRefund = {
    id: newId('rfd'),
    request_id: input.request_id,
    payment_intent_id: intent.id,
    payment_attempt_id: attempt.id,
    amount,
    currency,
    reason: input.reason,
    metadata: input.metadata ?? {},
    status: 'RECEIVED',
    created_at: at,
    updated_at: at,
  }
  account.books.put('refund', refund.id, refund)
  recordEvent(account, 'refund.received', presented(refund))
  return presented(refund)
}

export function showRefund(account: Account, id: string) {
  const refund = account.books.get<KeptRefund>('refund', id)
  if (!refund) throw notFound(id)
  return presented(refund)
}

/** Newest first. */
export function listRefunds(account: Account, query: z.infer<typeof refundListQuery>) {
  const filters = ['payment_intent_id', 'payment_attempt_id', 'currency', 'status'] as const
  const found = account.books
    .listBack<KeptRefund>('refund')
    .map(({ document }) => document)
    .filter((refund) => filters.every((name) => query[name] === undefined || refund[name] === query[name]))
  return pageOf(found.map(presented), query)
}

/** Moves every refund on that is not settled yet: what takes the card schemes days happens at once. */
export function settleRefunds(account: Account) {
  for (const { document } of openRefunds(account.books)) {
    if (document.status === 'RECEIVED') move(account, document, 'ACCEPTED')
    if (account.takeFailedRefund()) fail(account, document)
    else move(account, document, 'SETTLED')
  }
}

export const hasOpenRefunds = (books: Books): boolean => openRefunds(books).length > 0

const openRefunds = (books: Books) =>
  books
    .list<KeptRefund>('refund')
    .filter(({ document }) => document.status === 'RECEIVED' || document.status === 'ACCEPTED')

/** The payer's bank does not take it: it can be given back anew. */
function fail(account: Account, refund: KeptRefund) {
  const intent = getIntent(account, refund.payment_intent_id)
  intent.attempt!.refunded -= refund.amount
  saveIntent(account, intent)
  move(account, refund, 'FAILED')
}

const EVENTS = { ACCEPTED: 'refund.accepted', SETTLED: 'refund.settled', FAILED: 'refund.failed' } as const

function move(account: Account, refund: KeptRefund, status: keyof typeof EVENTS) {
  refund.status = status
  refund.updated_at = timestamp(account.clock.now())
  account.books.put('refund', refund.id, refund)
  recordEvent(account, EVENTS[status], presented(refund))
}

function intentOf(account: Account, input: z.infer<typeof refundCreateBody>): KeptIntent {
  const { payment_intent_id: id, payment_attempt_id: attemptId } = input
  if (id !== undefined) {
    const intent = getIntent(account, id, 400)
    if (attemptId === undefined || intent.attempt?.id === attemptId) return intent
    throw invalid('payment_attempt_id', 'payment_attempt_id must belong to the payment_intent_id')
  }
  if (attemptId === undefined) throw invalid('payment_intent_id', 'payment_intent_id must be provided')
  const found = account.books
    .list<KeptIntent>('payment_intent')
    .find(({ document }) => document.attempt?.id === attemptId)
  if (!found) throw notFound(attemptId, 400)
  return found.document
}

const presented = ({ amount, ...refund }: KeptRefund) => ({ ...refund, amount: writeAmount(amount, refund.currency) })
