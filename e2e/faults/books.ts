import { expect } from 'vitest'
import type { StandInCharge } from '../../demo/networks/stand-in.ts'
import type { AttemptStatus } from '../../server/store/schema.ts'
import type { Db } from '../../server/store/store.ts'
import { type Networks, PROVIDERS, type ProviderName } from './networks.ts'

interface Charge extends StandInCharge {
  provider: ProviderName
}

/** Where an attempt can stay for good: a form that was shown and never used is none of anybody's trouble. */
const AT_REST: AttemptStatus[] = ['ready', 'succeeded', 'declined', 'voided', 'failed', 'abandoned', 'returned']

/** What is still to be found out, or to be given back, as `payment 1: processing`. */
export async function undecided(db: Db): Promise<string[]> {
  const payments = await db
    .selectFrom('payments')
    .select(['id', 'status'])
    .where('status', 'in', ['processing', 'requires_action'])
    .execute()
  const attempts = await db
    .selectFrom('attempts')
    .select(['id', 'status', 'provider'])
    .where('status', 'not in', AT_REST)
    .execute()
  const unanswered = await db
    .selectFrom('attempts')
    .select(['id', 'status', 'provider'])
    .where('status', '=', 'abandoned')
    .where('check_at', 'is not', null)
    .execute()
  return [
    ...payments.map(({ id, status }) => `payment ${id}: ${status}`),
    ...[...attempts, ...unanswered].map(({ id, status, provider }) => `attempt ${id} at ${provider}: ${status}`),
  ]
}

/** Every charge in all providers' books, by the attempt that it was made for. */
function chargesByAttempt(networks: Networks): Map<string, Charge[]> {
  const all = PROVIDERS.flatMap((provider) =>
    networks[provider]
      .charges()
      .filter(({ captured }) => captured > 0n)
      .map((charge) => ({ provider, ...charge })),
  )
  return Map.groupBy(all, ({ ourKey }) => ourKey ?? 'nobody')
}

export interface Tally {
  succeeded: number
  /** Captured, and given back because no payment had use for it. */
  returned: number
  /** Captures that were kept, by provider. */
  kept: Partial<Record<ProviderName, number>>
}

/**
 * Holds the product's books to the providers': a payment that succeeded is backed by one capture of its amount, of the
 * attempt that succeeded, at its provider, of which nothing was given back; whatever else was captured was given back
 * whole.
 */
export async function expectBooksToAgree(db: Db, networks: Networks): Promise<Tally> {
  const payments = await db.selectFrom('payments').selectAll().execute()
  const attempts = await db.selectFrom('attempts').selectAll().execute()
  const charges = chargesByAttempt(networks)
  const tally: Tally = { succeeded: 0, returned: 0, kept: {} }

  expect([...charges.keys()].filter((key) => !attempts.some(({ id }) => id === key))).toEqual([])
  for (const payment of payments) {
    const own = attempts.filter(({ payment_id }) => payment_id === payment.id)
    const captured = own.flatMap(({ id }) => charges.get(id) ?? [])
    const kept = captured.filter(({ captured, refunded }) => captured !== refunded)
    const paidBy = own.filter(({ status }) => status === 'succeeded')
    const amount = payment.amount - payment.discount_amount
    const owed = paidBy.map(({ provider, id, provider_ref, currency }) => ({
      provider,
      ourKey: id,
      reference: provider_ref,
      currency,
      captured: amount,
      refunded: 0n,
    }))
    expect(kept, `payment ${payment.id}, which is ${payment.status}`).toEqual(owed)
    expect([payment.id, paidBy.length]).toEqual([payment.id, payment.status === 'succeeded' ? 1 : 0])
    tally.succeeded += paidBy.length
    tally.returned += captured.length - kept.length
    for (const { provider } of kept) tally.kept[provider] = (tally.kept[provider] ?? 0) + 1
  }
  return tally
}
