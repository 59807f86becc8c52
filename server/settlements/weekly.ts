import type { Owner } from '../accounts/owner.ts'
import { type Instant, toMillis } from '../clock.ts'
import type { Db } from '../store/store.ts'
import type { Job } from '../worker/worker.ts'
import { lastClosedWeek, type Week, weekAt } from './settlement.ts'
import { settledWeeks, settleWeek } from './settlements.ts'

/** For one owner at once; a host that was down for longer takes several turns. */
const WEEKS_AT_ONCE = 20

/** A look through all owners for weeks that nobody has settled. */
interface Sweep {
  until: Instant
  /** Those that are still to be looked at; the last one is next. Weeks count from `from` on. */
  owners: (Owner & { from: Instant })[]
}

/**
 * Settles each closed week since an app was made, for every app and mode: also weeks in which nothing moved, and those
 * that passed while no host ran. What it has swept it remembers, so that it costs nothing until the next week closes; a
 * new host looks through everything once. Any number of hosts may sweep at once: a week is settled by one of them.
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
  const apps = await db.selectFrom('apps').select(['id', 'created_at']).execute()
  return apps.flatMap(({ id: appId, created_at }): Sweep['owners'] => {
    const made = weekAt(toMillis(created_at)).start
    const since = made > from ? made : from
    return [
      { appId, mode: 'test', from: since },
      { appId, mode: 'live', from: since },
    ]
  })
}

/** The oldest first, no more than are settled at once. */
async function unsettledWeeks(db: Db, owner: Sweep['owners'][number], until: Instant): Promise<Week[]> {
  const settled = await settledWeeks(db, owner)
  const weeks: Week[] = []
  let week = weekAt(toMillis(owner.from))
  while (week.end <= until && weeks.length < WEEKS_AT_ONCE) {
    if (!settled.has(week.start)) weeks.push(week)
    week = weekAt(toMillis(week.end))
  }
  return weeks
}
