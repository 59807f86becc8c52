import { createHash } from 'node:crypto'
import { type Clock, type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { conflict, Problem } from '../problem.ts'
import { prepared } from '../store/prepared.ts'
import type { IdempotencyKeyRow, Mode } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Answer } from './answer.ts'
import type { ReadHeaders } from './headers.ts'
import type { Principal } from './principal.ts'

const KEPT_FOR = 24 * 60 * 60 * 1000
const MAX_KEY_LENGTH = 255

/** @throws Problem `malformed` when the header is there but no usable key. */
export function readIdempotencyKey(headers: ReadHeaders): string | null {
  const key = headers.get('idempotency-key')
  if (key === null) return null
  if (key.length < 1 || key.length > MAX_KEY_LENGTH) {
    const message = `must have 1 to ${MAX_KEY_LENGTH} characters`
    throw new Problem('malformed', 'idempotency_key_invalid', `Idempotency-Key ${message}.`, [
      { path: 'Idempotency-Key', message },
    ])
  }
  return key
}

export interface IdempotentRequest {
  principal: Principal
  /** Method and path pattern: the same key on another route is another key. */
  route: string
  key: string
  /** Path parameters and body: what makes it this request and no other. */
  asked: { params: Record<string, string>; body: unknown }
}

/**
 * Runs `work` and keeps its answer under the key, both in one transaction: the answer is there exactly when what it
 * tells is. A request that comes second, at the same time or up to 24 hours later, gets the first one's answer, also
 * where `work` would refuse it by then.
 * @throws Problem `conflict` when the key was used for another request, and what `work` throws the first time.
 */
export async function answerOnce(
  store: Store,
  clock: Clock,
  request: IdempotentRequest,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const { principal, route, key, asked } = request
  const place = { owner_id: principal.ownerId, mode: principal.mode, route, key }
  const body_hash = createHash('sha256').update(canonicalJson(asked)).digest('base64url')
  const now = clock.now()
  let refusal: Problem | null = null
  const fresh = await store
    .transaction(async (tx) => {
      const answer = await work(tx)
      // Written last, so that on PostgreSQL the second of two waits here for the first and then undoes its own work.
      const row: IdempotencyKeyRow = {
        ...place,
        body_hash,
        status: answer.status,
        body: JSON.stringify(answer.body),
        expires_at: toInstant(now + KEPT_FOR),
      }
      if (!(await keep(tx, row, toInstant(now)))) throw new AnsweredBefore()
      return answer
    })
    .catch((error) => {
      if (error instanceof Problem) refusal = error
      else if (!(error instanceof AnsweredBefore)) throw error
      return null
    })
  if (fresh) return fresh

  // In a transaction, because the first answer may be written and not yet durable: this one comes after it.
  const first = await store.transaction((tx) =>
    tx
      .selectFrom('idempotency_keys')
      .select(['body_hash', 'status', 'body'])
      .where((eb) => eb.and(place))
      .where('expires_at', '>', toInstant(now))
      .executeTakeFirst(),
  )
  if (!first) throw refusal ?? new Error('An answer that was kept has gone.')
  if (first.body_hash !== body_hash) {
    throw conflict(
      'idempotency_key_reused',
      'This Idempotency-Key was already used with a different request: use a new key for a new request.',
    )
  }
  return {
    status: first.status as Answer['status'],
    body: JSON.parse(first.body),
    headers: { 'Idempotent-Replayed': 'true' },
  }
}

/** @returns whether the key was free, or its answer too old to count. */
async function keep(tx: Tx, row: IdempotencyKeyRow, now: Instant): Promise<boolean> {
  const { owner_id, mode, route, key, body_hash, status, body, expires_at } = row
  const kept = await insertKey(tx, owner_id, mode, route, key, body_hash, status, body, expires_at, now)
  return kept.length > 0
}

const insertKey = prepared(
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

const FORGOTTEN_AT_ONCE = 1_000

/**
 * Deletes answers whose time is over.
 * @returns whether there may be more.
 */
export async function forgetExpiredKeys({ store, clock }: Pick<Core, 'store' | 'clock'>): Promise<boolean> {
  const { numDeletedRows } = await store.db
    .deleteFrom('idempotency_keys')
    .where((eb) =>
      eb(
        eb.refTuple('owner_id', 'mode', 'route', 'key'),
        'in',
        eb
          .selectFrom('idempotency_keys')
          .select(['owner_id', 'mode', 'route', 'key'])
          .where('expires_at', '<=', toInstant(clock.now()))
          .orderBy('expires_at')
          .limit(FORGOTTEN_AT_ONCE)
          .$asTuple('owner_id', 'mode', 'route', 'key'),
      ),
    )
    .executeTakeFirstOrThrow()
  return numDeletedRows === BigInt(FORGOTTEN_AT_ONCE)
}

class AnsweredBefore extends Error {}

/** Bodies are compared as parsed JSON: neither the order of keys nor white space makes another request. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
