import type { Owner } from '../accounts/owner.ts'
import { type Instant, instantNow, toInstant, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { SettlementRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { readMovements } from './movements.ts'
import {
  closingTime,
  linesOf,
  readLines,
  type SettlementLine,
  type Week,
  weekAt,
  weekBefore,
  writeLines,
} from './settlement.ts'

/** What came in for an app in one closed week. Never changes: what is learned later falls into a later week. */
export interface Settlement {
  id: string
  periodStart: Instant
  periodEnd: Instant
  lines: SettlementLine[]
  createdAt: Instant
}

/**
 * Settles a week, also one in which nothing moved.
 * @param weekOf any instant of the week, in milliseconds; null for the week before this one.
 * @throws Problem `invalid` for a week that is not closed yet, `conflict` where it is settled.
 */
export async function makeSettlement(core: Core, tx: Tx, owner: Owner, weekOf: number | null): Promise<Settlement> {
  const now = core.clock.now()
  const week = weekOf === null ? weekBefore(now) : weekAt(weekOf)
  if (toMillis(week.start) < 0) throw invalid('week_of', 'must not lie before 1970')
  const closes = closingTime(week)
  if (now < closes) {
    const from = toInstant(closes)
    throw invalid('week_of', `must lie in a closed week: this one can be settled from ${from} on`, 'week_open')
  }
  const made = await insertSettlement(core, tx, owner, week, linesOf(await readMovements(tx, owner, week)))
  if (!made) throw conflict('settlement_exists', `The week from ${week.start} to ${week.end} is settled already.`)
  return made
}

/** Settles a closed week, unless somebody has. */
export async function settleWeek(core: Core, tx: Tx, owner: Owner, week: Week): Promise<void> {
  await insertSettlement(core, tx, owner, week, linesOf(await readMovements(tx, owner, week)))
}

/** @returns null when the week is settled already: the store's unique key decides between those who try at once. */
async function insertSettlement(
  core: Core,
  tx: Tx,
  { appId, mode }: Owner,
  week: Week,
  lines: SettlementLine[],
): Promise<Settlement | null> {
  const row: SettlementRow = {
    id: newId('set_'),
    app_id: appId,
    mode,
    period_start: week.start,
    period_end: week.end,
    lines: writeLines(lines),
    created_at: instantNow(core.clock),
  }
  const inserted = await tx
    .insertInto('settlements')
    .values(row)
    .onConflict((there) => there.columns(['app_id', 'mode', 'period_start']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted ? settlementOf(row) : null
}

/** @throws Problem `not_found`, also for a settlement that is somebody else's. */
export async function getSettlement(db: Db, owner: Owner, id: string): Promise<Settlement> {
  const row = await settlementsOf(db, owner).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('settlement')
  return settlementOf(row)
}

/** @returns rows for `presentList`, the last made first. */
export const listSettlements = (db: Db, owner: Owner, page: Page): Promise<SettlementRow[]> =>
  pageOf(settlementsOf(db, owner), page).execute()

/** When the weeks begin that are settled. */
export async function settledWeeks(db: Db, owner: Owner): Promise<Set<Instant>> {
  const rows = await settlementsOf(db, owner).clearSelect().select('period_start').execute()
  return new Set(rows.map(({ period_start }) => period_start))
}

const settlementsOf = (db: Db, { appId, mode }: Owner) =>
  db.selectFrom('settlements').selectAll().where('app_id', '=', appId).where('mode', '=', mode)

export const settlementOf = (row: SettlementRow): Settlement => ({
  id: row.id,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  lines: readLines(row.lines),
  createdAt: row.created_at,
})
