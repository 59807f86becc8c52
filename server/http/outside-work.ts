import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { Problem } from '../problem.ts'
import type { IdempotencyKeyRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { type DialectRules, errorBody } from './dialects.ts'
import {
  findKey,
  hashOf,
  type IdempotentRequest,
  KEPT_FOR,
  type KeptAnswer,
  KeyTaken,
  placeOf,
  replay,
  requireSameRequest,
} from './idempotency.ts'
import { insertKey, LEASE, PATIENCE, type UnderWay, whenFree } from './key-lease.ts'

/**
 * Requests with an Idempotency-Key that do something outside the store, where no transaction reaches: a refund at its
 * provider.
 *
 * 1. What is to be done and the key that names it are written in one transaction, with a lease for this request.
 * 2. It is done, and its answer is kept under the key.
 * 3. If there is no answer (a failure, a crash), the next request with the key takes the lease, once it is over or
 *    given back, and goes on with the same work: never with a second one.
 */

export interface OutsideWork {
  /** Writes what is to be done. @returns its id. What it throws is not kept. */
  begin(tx: Tx): Promise<string>
  /**
   * Does it, and answers. May be called again, even at the same time, for work that an earlier call did. A refusal
   * that is to be kept is returned; what is thrown is not kept. `provider_unreachable` says that nothing was done and
   * that this work never will be: the key is free again.
   */
  finish(workId: string): Promise<KeptAnswer>
}

/** What a provider said no to is an answer: a retry gets the same. @throws what a retry may change. */
export function refusalToKeep(rules: DialectRules, error: unknown): KeptAnswer {
  if (!(error instanceof Problem)) throw error
  const status = rules.status[error.kind]
  if (status === 429 || status >= 500) throw error
  return { status, body: errorBody(rules, error) }
}

type Services = Pick<Core, 'store' | 'clock'>
interface Lease {
  workId: string
  until: string
}

/**
 * Does the work of a key once, and answers every request with that key alike, for 24 hours.
 * @throws Problem `conflict` when the key was used for another request, or its request is still under way; and what
 *   `work` throws.
 */
export async function finishOnce(
  services: Services,
  request: IdempotentRequest,
  work: OutsideWork,
  patience = PATIENCE[request.principal.dialect],
): Promise<KeptAnswer> {
  const found = await whenFree(patience, () => takeLease(services, request, work))
  return 'workId' in found ? finish(services, request, work, found) : found
}

/** @returns the first answer where there is one; else the lease, with the work that the key names now. */
async function takeLease(
  { store, clock }: Services,
  request: IdempotentRequest,
  { begin }: OutsideWork,
): Promise<KeptAnswer | Lease | UnderWay> {
  const now = clock.now()
  const until = toInstant(now + LEASE)
  const asked = hashOf(request)
  const knownWork = async (tx: Tx) => {
    const row = await findKey(tx, request, toInstant(now))
    return row ? goOn(tx, request, row, { asked, now: toInstant(now), until }) : null
  }
  let refusal: Problem | null = null
  const found = await store
    .transaction(async (tx) => {
      const known = await knownWork(tx)
      if (known) return known
      const workId = await begin(tx)
      const row = { body_hash: asked, status: 0, body: 'null', work_id: workId, leased_until: until }
      if (!(await insertKey(tx, { ...placeOf(request), ...row, expires_at: toInstant(now + KEPT_FOR) }, now))) {
        throw new KeyTaken()
      }
      return { workId, until }
    })
    .catch((error) => {
      if (error instanceof Problem) refusal = error
      else if (!(error instanceof KeyTaken)) throw error
      return null
    })
  // The other of two may have begun meanwhile: then that is what this request asks for, and no refusal stands.
  const known = found ?? (await store.transaction(knownWork))
  if (known) return known
  if (refusal) throw refusal
  return 'under way'
}

async function goOn(
  tx: Tx,
  request: IdempotentRequest,
  row: IdempotencyKeyRow,
  { asked, now, until }: { asked: string; now: string; until: string },
): Promise<KeptAnswer | Lease | UnderWay> {
  requireSameRequest(row, asked)
  if (row.status !== 0) return replay(row, asked)
  // Of two that read the same, one changes it.
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_keys')
    .set({ leased_until: until })
    .where((eb) => eb.and(placeOf(request)))
    .where('work_id', '=', row.work_id)
    .where('status', '=', 0)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n ? { workId: row.work_id!, until } : 'under way'
}

async function finish(
  services: Services,
  request: IdempotentRequest,
  work: OutsideWork,
  lease: Lease,
): Promise<KeptAnswer> {
  try {
    const answer = await work.finish(lease.workId)
    return (await keepAnswer(services, request, lease, answer)) ?? answer
  } catch (error) {
    const isUndone = error instanceof Problem && error.kind === 'provider_unreachable'
    // If not even that can be written, the lease ends by itself.
    await (isUndone ? freeKey(services, request, lease) : giveBack(services, request, lease)).catch(() => {})
    throw error
  }
}

/** @returns the answer that was kept before, by a request that went on with the same work when our lease was over. */
function keepAnswer(
  { store, clock }: Services,
  request: IdempotentRequest,
  { workId }: Lease,
  { status, body }: KeptAnswer,
): Promise<KeptAnswer | null> {
  return store.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('idempotency_keys')
      .set({ status, body: JSON.stringify(body), leased_until: null })
      .where((eb) => eb.and(placeOf(request)))
      .where('work_id', '=', workId)
      .where('status', '=', 0)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) return null
    const row = await findKey(tx, request, toInstant(clock.now()))
    return row && row.work_id === workId ? replay(row, hashOf(request)) : null
  })
}

/** So that a retry need not wait for the lease to end. */
async function giveBack({ store }: Services, request: IdempotentRequest, { until }: Lease): Promise<void> {
  await store.db
    .updateTable('idempotency_keys')
    .set({ leased_until: null })
    .where((eb) => eb.and(placeOf(request)))
    .where('status', '=', 0)
    .where('leased_until', '=', until)
    .execute()
}

async function freeKey({ store }: Services, request: IdempotentRequest, { until }: Lease): Promise<void> {
  await store.db
    .deleteFrom('idempotency_keys')
    .where((eb) => eb.and(placeOf(request)))
    .where('status', '=', 0)
    .where('leased_until', '=', until)
    .execute()
}
