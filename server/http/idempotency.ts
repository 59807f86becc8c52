import { createHash } from 'node:crypto'
import type { ExpressionBuilder } from 'kysely'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { conflict, Problem } from '../problem.ts'
import type { IdempotencyKeyRow, Schema } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { Answer } from './answer.ts'
import type { ReadHeaders } from './headers.ts'
import type { Principal } from './principal.ts'

/** Milliseconds that an answer counts, from its first request on. */
export const KEPT_FOR = 24 * 60 * 60 * 1000
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
  /** Hashed: it is kept, and compared, as nothing else. */
  key: string
  /** Path parameters and body: what makes it this request and no other. */
  asked: { params: Record<string, string>; body: unknown }
}

/** An answer as it is kept: a refusal may be one too. */
export type KeptAnswer = Pick<Answer, 'body' | 'headers'> & { status: number }

const FORGOTTEN_AT_ONCE = 1_000

/**
 * Deletes answers whose time is over. A request that is under way keeps its key.
 * @returns whether there may be more.
 */
export async function forgetExpiredKeys({ store, clock }: Pick<Core, 'store' | 'clock'>): Promise<boolean> {
  const now = instantNow(clock)
  const { numDeletedRows } = await store.db
    .deleteFrom('idempotency_keys')
    .where((eb) =>
      eb(
        eb.refTuple('owner_id', 'mode', 'route', 'key'),
        'in',
        eb
          .selectFrom('idempotency_keys')
          .select(['owner_id', 'mode', 'route', 'key'])
          .where(isOver(now))
          .orderBy('expires_at')
          .limit(FORGOTTEN_AT_ONCE)
          .$asTuple('owner_id', 'mode', 'route', 'key'),
      ),
    )
    // Once more: a key may have been used anew since it was found.
    .where(isOver(now))
    .executeTakeFirstOrThrow()
  return numDeletedRows === BigInt(FORGOTTEN_AT_ONCE)
}

/** Neither its answer counts any more, nor is a request under way. */
export const isOver = (now: Instant) => (eb: ExpressionBuilder<Schema, 'idempotency_keys'>) =>
  eb.and([
    eb('idempotency_keys.expires_at', '<=', now),
    eb.or([eb('idempotency_keys.leased_until', 'is', null), eb('idempotency_keys.leased_until', '<=', now)]),
  ])

/** Where a request's answer is kept. */
export const placeOf = ({ principal, route, key }: IdempotentRequest) => ({
  owner_id: principal.ownerId,
  mode: principal.mode,
  route,
  key,
})

/** What is kept under a request's key and still counts. */
export const findKey = (tx: Tx, request: IdempotentRequest, now: Instant): Promise<IdempotencyKeyRow | undefined> =>
  tx
    .selectFrom('idempotency_keys')
    .selectAll()
    .where((eb) => eb.and(placeOf(request)))
    .where((eb) => eb.not(isOver(now)(eb)))
    .executeTakeFirst()

/** @throws Problem `conflict` when the key was used for another request. */
export function requireSameRequest({ body_hash }: IdempotencyKeyRow, asked: string): void {
  if (body_hash === asked) return
  throw conflict(
    'idempotency_key_reused',
    'This Idempotency-Key was already used with a different request: use a new key for a new request.',
  )
}

/** The first answer, for a request that is the same. @throws Problem `conflict` when it is not. */
export function replay(row: IdempotencyKeyRow, asked: string): KeptAnswer {
  requireSameRequest(row, asked)
  return { status: row.status, body: JSON.parse(row.body), headers: { 'Idempotent-Replayed': 'true' } }
}

/** Thrown to undo a transaction: another request has the key. */
export class KeyTaken extends Error {}

export const hashOf = ({ asked }: IdempotentRequest): string =>
  createHash('sha256').update(canonicalJson(asked)).digest('base64url')

/** Bodies are compared as parsed JSON: neither the order of keys nor white space makes another request. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
