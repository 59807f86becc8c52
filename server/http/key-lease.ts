import { setTimeout as pause } from 'node:timers/promises'
import { toInstant } from '../clock.ts'
import { conflict } from '../problem.ts'
import type { Dialect, IdempotencyKeyRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { isOver } from './idempotency.ts'

/** What two requests with one Idempotency-Key, at the same time, are to each other: one works, the other waits. */

/** How long a key belongs to a request: longer than anything outside is waited for. In milliseconds, as below. */
export const LEASE = 30_000
/** How long a request waits, in real time, for the one that has its key; then it is told to come again. */
export const PATIENCE: Record<Dialect, number> = { paylinq: 10_000, paylinkr: 0 }
const FIRST_POLL = 20
const LONGEST_POLL = 250

export type UnderWay = 'under way'

/**
 * @param look takes the key, or says that another request has it.
 * @throws Problem `conflict` when it is not free within `patience`; and what `look` throws.
 */
export async function whenFree<T>(patience: number, look: () => Promise<T | UnderWay>): Promise<T> {
  const givenUpAt = performance.now() + patience
  for (let wait = FIRST_POLL; ; wait = Math.min(wait * 2, LONGEST_POLL)) {
    const found = await look()
    if (found !== 'under way') return found
    if (performance.now() + wait > givenUpAt) {
      throw conflict(
        'idempotency_in_progress',
        'The first request with this Idempotency-Key is still under way: send it again after a short delay.',
      )
    }
    await pause(wait)
  }
}

/** @returns whether the key was free, or its answer too old to count. */
export async function insertKey(tx: Tx, row: IdempotencyKeyRow, now: number): Promise<boolean> {
  const { owner_id, mode, route, key, ...content } = row
  const kept = await tx
    .insertInto('idempotency_keys')
    .values(row)
    .onConflict((on) =>
      on
        .columns(['owner_id', 'mode', 'route', 'key'])
        .doUpdateSet(content)
        .where(isOver(toInstant(now))),
    )
    .returning('status')
    .execute()
  return kept.length > 0
}
