import { type Instant, toMillis } from '../clock.ts'
import type { Owner } from '../payments/payments.ts'
import type { Db } from '../store/store.ts'
import type { Job } from '../worker/worker.ts'
import { nextMovement } from './movements.ts'
import { lastClosedWeek, type Week, weekAt } from './settlement.ts'
import { settledWeeks, settleWeek } from './settlements.ts'

/** For one owner at once; a host that was down for longer takes several turns. */
const WEEKS_AT_ONCE = 20

/** A look through all owners for weeks that nobody has settled. */
interface Sweep {
  until: Instant
  /** Those that are still to be looked at; the last one is next. */
  owners: (Owner & { from: Instant })[]
}

/**
 * Settles each closed week in which something moved, for every app and mode, also the weeks that passed while no host
 * ran. What it has swept it remembers, so that it costs nothing until the next week closes; a new host looks through
 * everything once. Any number of hosts may sweep at once: a week is settled by one of them.
 */
export function settlementJob(): Job {
  let sweptUntil: Instant = ''
  let sweep: Sweep | null = null
  return {
    name: 'settle closed weeks',
    async run(core) {
      const until = lastClosedWeek(core.clock.now()).end
      if (!sweep && until <= sweptUntil) return false
      sweep ??= { until, owners: await allOwners(core.store.db, sweptUntil) }
      const owner = sweep.owners.at(-1)
      if (!owner) {
        sweptUntil = sweep.until
        sweep = null
        return true
      }
      const weeks = await unsettledWeeks(core.store.db, owner, sweep.until)
      for (const week of weeks) await core.store.transaction((tx) => settleWeek(core, tx, owner, week))
      if (weeks.length < WEEKS_AT_ONCE) sweep.owners.pop()
      else owner.from = weeks.at(-1)!.end
      return true
    },
  }
}

async function allOwners(db: Db, from: Instant): Promise<Sweep['owners']> {
  const apps = await db.selectFrom('apps').select('id').execute()
  return apps.flatMap(({ id: appId }): Sweep['owners'] => [
    { appId, mode: 'test', from },
    { appId, mode: 'live', from },
  ])
}

/** Weeks in which something moved, the oldest first, no more than are settled at once. */
async function unsettledWeeks(db: Db, owner: Sweep['owners'][number], until: Instant): Promise<Week[]> {
  const settled = await settledWeeks(db, owner)
  const weeks: Week[] = []
  let at = await nextMovement(db, owner, owner.from)
  while (at !== null && weeks.length < WEEKS_AT_ONCE) {
    const week = weekAt(at)
    if (week.start >= until) break
    if (!settled.has(week.start)) weeks.push(week)
    // Weeks that are settled one after the other need no look of their own.
    at = settled.has(week.end) ? toMillis(week.end) : await nextMovement(db, owner, week.end)
  }
  return weeks
}
