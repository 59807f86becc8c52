import { randomUUID } from 'node:crypto'
import type { Owner } from '../accounts/owner.ts'
import { startAttempt } from '../payments/attempts.ts'
import { applyOutcome } from '../payments/outcomes.ts'
import { listAttempts } from '../payments/payments.ts'
import { prepareAttempt } from '../payments/preparing.ts'
import { newPayment } from '../payments/test-payments.ts'
import type { TestProvider } from '../payments/test-provider.ts'
import type { Outcome } from '../providers/provider.ts'
import type { TestCore } from '../test-core.ts'

const PAID: Outcome = { state: 'succeeded', fee: 60n }

/** A payment of 25 euros that was paid. */
export async function paidPayment(
  core: TestCore,
  provider: TestProvider,
  owner: Owner,
): Promise<{ id: string; reference: string }> {
  const { id } = await newPayment(core, owner, { externalRef: randomUUID() })
  const { attemptId } = await prepareAttempt(core, id, 'card')
  await startAttempt(core, id, attemptId)
  const reference = (await listAttempts(core.store.db, id)).at(-1)!.provider_ref!
  provider.pay(reference, PAID)
  await applyOutcome(core, attemptId, PAID)
  return { id, reference }
}

/** What the provider gave back of a payment, as its own books say. */
export function givenBack(provider: TestProvider, reference: string): bigint {
  const refunds = [...provider.books.get(reference)!.refunds.values()]
  return refunds.filter(({ state }) => state !== 'failed').reduce((sum, { amount }) => sum + amount, 0n)
}

/** The types of the events about a payment, with what they tell. */
export async function eventsAbout(core: TestCore, paymentId: string) {
  const rows = await core.store.db
    .selectFrom('events')
    .select(['type', 'payload'])
    .where('subject_id', '=', paymentId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ type, payload }) => ({ type, data: JSON.parse(payload) as Record<string, unknown> }))
}
