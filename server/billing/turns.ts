import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { Tx } from '../store/store.ts'

/** What is billed by the calendar: subscriptions, recurring plans. */
export interface Billable<Row extends { id: string }> {
  name: string
  /** Rows whose time has come, locked, those that wait longest first. What another node has locked is left out. */
  take(tx: Tx, now: Instant, limit: number): Promise<Row[]>
  /** The same for one row; null when it is not due any more, or locked. */
  takeOne(tx: Tx, now: Instant, id: string): Promise<Row | null>
  /** Bills what is due of each row, or the oldest part of it, and moves its time on. */
  bill(core: Core, tx: Tx, rows: Row[]): Promise<void>
  /** Moves only its time on. */
  postpone(tx: Tx, id: string, until: Instant): Promise<void>
}

/** In one transaction, so that a large part of what it costs is paid once. */
const TOGETHER = 100

/** Milliseconds until what could not be billed is tried again: its merchant may have added an address by then. */
const TRIED_AGAIN_AFTER = 60 * 60_000

/**
 * On PostgreSQL most of the time of a transaction is its way there and back, so that several side by side do more. On
 * SQLite there is one writer.
 */
const SIDE_BY_SIDE = { sqlite: 1, postgres: 4 } as const

/**
 * Bills a bounded part of what is due. Any number of nodes may do so: what one has taken the others leave alone, and
 * once it is billed its time has moved on.
 * @returns whether there may be more.
 */
export async function billDue<Row extends { id: string }>(core: Core, billable: Billable<Row>): Promise<boolean> {
  const taken = await billTogether(core, billable)
  if (taken < TOGETHER) return taken > 0
  const lanes = Array.from({ length: SIDE_BY_SIDE[core.store.engine] }, () => billTogether(core, billable))
  await Promise.all(lanes)
  return true
}

/** @returns how many were taken. */
async function billTogether<Row extends { id: string }>(core: Core, billable: Billable<Row>): Promise<number> {
  let taken: Row[] = []
  try {
    await core.store.transaction(async (tx) => {
      taken = await billable.take(tx, instantNow(core.clock), TOGETHER)
      if (taken.length > 0) await billable.bill(core, tx, taken)
    })
  } catch (error) {
    if (taken.length === 0) throw error
    // One of them cannot be billed, and the others shall not wait for it.
    for (const { id } of taken) await billAlone(core, billable, id)
  }
  return taken.length
}

async function billAlone<Row extends { id: string }>(core: Core, billable: Billable<Row>, id: string): Promise<void> {
  try {
    await core.store.transaction(async (tx) => {
      const row = await billable.takeOne(tx, instantNow(core.clock), id)
      if (row) await billable.bill(core, tx, [row])
    })
  } catch (error) {
    core.logger.warn({ err: error, id }, `${billable.name} not billed; it is tried again in an hour`)
    const until = toInstant(core.clock.now() + TRIED_AGAIN_AFTER)
    await core.store.transaction((tx) => billable.postpone(tx, id, until))
  }
}
