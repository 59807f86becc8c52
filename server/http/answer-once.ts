import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { prepared } from '../store/prepared.ts'
import type { Mode } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { Answer } from './answer.ts'
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

/*
 * Requests with an Idempotency-Key that are one transaction, in which their answer is kept. Where something comes
 * before it that may take long, such as asking for a rate, the key is leased meanwhile; not sooner than it turns out to
 * take long, because a lease costs a transaction, and mostly there is nothing to wait for.
 */

type Services = Pick<Core, 'store' | 'clock'>

interface Asked extends IdempotentRequest {
  /** What makes it this request and no other. */
  hash: string
}

/**
 * Runs `work` and keeps its answer under the key, both in one transaction: the answer is there exactly when what it
 * tells is. A request that comes second, at the same time or up to 24 hours later, gets the first one's answer, also
 * where `work` would refuse it by then.
 * @param before what `work` needs done outside the store first; not repeated once there is an answer.
 * @throws Problem `conflict` when the key was used for another request, or its request is still under way; and what
 *   `before` and `work` throw the first time.
 */
export function answerOnce(
  services: Services,
  request: IdempotentRequest,
  work: (tx: Tx) => Promise<Answer>,
  before?: () => Promise<void>,
): Promise<KeptAnswer> {
  const asked: Asked = { ...request, hash: hashOf(request) }
  return whenFree(PATIENCE[request.principal.dialect], async () => {
    if (!before) return workOnce(services, asked, work, null)
    const first = await keptAnswer(services, asked)
    if (first) return first
    const ready = await prepare(services, asked, before)
    if (ready === null || isLease(ready)) return workOnce(services, asked, work, ready)
    return ready
  })
}

/** @returns null where nothing is known of the key. */
function keptAnswer({ store, clock }: Services, request: Asked): Promise<KeptAnswer | UnderWay | null> {
  // In a transaction, because the first answer may be written and not yet durable: this one comes after it.
  return store.transaction((tx) => readAnswer(tx, request, clock.now()))
}

async function readAnswer(tx: Tx, request: Asked, now: number): Promise<KeptAnswer | UnderWay | null> {
  const row = await findKey(tx, request, toInstant(now))
  if (!row) return null
  requireSameRequest(row, request.hash)
  return row.status === 0 ? 'under way' : replay(row, request.hash)
}

/** The key is ours until the lease ends, or somebody has taken it over then. */
interface Lease {
  token: string
}

const isLease = (found: Lease | KeptAnswer | UnderWay): found is Lease => found !== 'under way' && 'token' in found

/** What takes longer than this is worth a lease. In milliseconds, of real time. */
const MOMENT = 25

/** @returns the lease where it took long; null where it did not; and what came of a request that has the key. */
async function prepare(
  services: Services,
  request: Asked,
  before: () => Promise<void>,
): Promise<Lease | KeptAnswer | UnderWay | null> {
  const done = before()
  if (await endsSoon(done)) return null
  // Whatever becomes of it: another request answers.
  done.catch(() => {})
  const taken = await takeLease(services, request)
  if (!isLease(taken)) return taken
  try {
    await done
    return taken
  } catch (error) {
    await freeKey(services, request, taken)
    throw error
  }
}

/** @throws what `work` does, if it ends soon with that. */
async function endsSoon(work: Promise<void>): Promise<boolean> {
  let ended = false
  const end = () => {
    ended = true
  }
  work.then(end, end)
  // Mostly there is nothing to do, and it ends before a timer would be worth its cost.
  for (let turn = 0; turn < 4 && !ended; turn += 1) await null
  if (!ended) {
    const moment = Promise.withResolvers<void>()
    const timer = setTimeout(moment.resolve, MOMENT)
    await Promise.race([work.catch(() => {}), moment.promise])
    clearTimeout(timer)
  }
  if (ended) await work
  return ended
}

function takeLease({ store, clock }: Services, request: Asked): Promise<Lease | KeptAnswer | UnderWay> {
  const token = newId('lease_')
  return store.transaction(async (tx) => {
    const now = clock.now()
    const known = await readAnswer(tx, request, now)
    if (known) return known
    // A lease that ended is as if it had never been: nothing was done yet.
    const until = toInstant(now + LEASE)
    const lease = {
      body_hash: request.hash,
      status: 0,
      body: 'null',
      work_id: token,
      leased_until: until,
      expires_at: until,
    }
    return (await insertKey(tx, { ...placeOf(request), ...lease }, now)) ? { token } : 'under way'
  })
}

async function workOnce(
  services: Services,
  request: Asked,
  work: (tx: Tx) => Promise<Answer>,
  lease: Lease | null,
): Promise<KeptAnswer | UnderWay> {
  let refusal: Problem | null = null
  const fresh = await services.store
    .transaction(async (tx) => {
      const answer = await work(tx)
      // Written last, so that on PostgreSQL the second of two waits here for the first and then undoes its own work.
      if (!(await keep(services, tx, request, lease, answer))) throw new KeyTaken()
      return answer
    })
    .catch(async (error) => {
      if (lease) await freeKey(services, request, lease)
      if (error instanceof Problem) refusal = error
      else if (!(error instanceof KeyTaken)) throw error
      return null
    })
  const answer = fresh ?? (await keptAnswer(services, request))
  if (!answer || (answer === 'under way' && refusal)) throw refusal ?? new Error('An answer that was kept has gone.')
  return answer
}

/** @returns false where another request has the key. */
async function keep(
  { clock }: Services,
  tx: Tx,
  request: Asked,
  lease: Lease | null,
  answer: Answer,
): Promise<boolean> {
  const { owner_id, mode, route, key } = placeOf(request)
  const body = JSON.stringify(answer.body)
  const now = clock.now()
  const until = toInstant(now + KEPT_FOR)
  if (!lease) {
    const at = toInstant(now)
    const kept = await insertAnswer(tx, owner_id, mode, route, key, request.hash, answer.status, body, until, at)
    return kept.length > 0
  }
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_keys')
    .set({ status: answer.status, body, expires_at: until, leased_until: null })
    .where((eb) => eb.and(placeOf(request)))
    .where('work_id', '=', lease.token)
    .where('status', '=', 0)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

const insertAnswer = prepared(
  (
    db,
    owner_id: string,
    mode: Mode,
    route: string,
    key: string,
    body_hash: string,
    status: number,
    body: string,
    expires_at: Instant,
    now: Instant,
  ) =>
    db
      .insertInto('idempotency_keys')
      .values({ owner_id, mode, route, key, body_hash, status, body, expires_at })
      .onConflict((on) =>
        on
          .columns(['owner_id', 'mode', 'route', 'key'])
          .doUpdateSet({ body_hash, status, body, expires_at })
          .where('idempotency_keys.expires_at', '<=', now),
      )
      .returning('status'),
)

/** So that a retry need not wait for the lease to end; if not even that can be written, it ends by itself. */
async function freeKey({ store }: Services, request: Asked, { token }: Lease): Promise<void> {
  await store.db
    .deleteFrom('idempotency_keys')
    .where((eb) => eb.and(placeOf(request)))
    .where('work_id', '=', token)
    .where('status', '=', 0)
    .execute()
    .catch(() => {})
}
