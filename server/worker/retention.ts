import { sql } from 'kysely'
import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { REMINDED_FOR } from '../notifications/reminders.ts'
import type { Db } from '../store/store.ts'
import type { Job } from './worker.ts'

/** By the core's clock. */
const EVERY = 60 * 60_000

/** Rows of one table in one statement, which is a transaction of its own: nobody waits for it long. */
export const PRUNED_AT_ONCE = 500

const DAY = 24 * 60 * 60_000

/**
 * Deletes what nobody asks for any more: the logs of requests and deliveries, events that can be replayed no longer,
 * what providers told, and mail. What is still to be sent stays, however old it is. Any number of nodes may do it at
 * once.
 */
export function retentionJob(): Job {
  let lookedAt = Number.NEGATIVE_INFINITY
  let left: readonly Prune[] = []
  return {
    name: 'delete what is old',
    async run(core) {
      const now = core.clock.now()
      if (left.length === 0 && now < lookedAt + EVERY) return false
      if (left.length === 0) {
        lookedAt = now
        left = PRUNES
      }
      const [prune] = left
      const deleted = await prune!(core.store.db, cutoffs(core))
      if (deleted < BigInt(PRUNED_AT_ONCE)) left = left.slice(1)
      return left.length > 0
    },
  }
}

interface Cutoffs {
  /** What is older goes. */
  old: Instant
  /** The same for mail. */
  oldMail: Instant
}

/** A mail is also how we know that somebody was told: as long as they would be told again, it stays. */
const MAIL_KEPT_FOR = REMINDED_FOR + 10 * DAY

function cutoffs({ clock, config }: Core): Cutoffs {
  const keptFor = config.retentionDays * DAY
  const before = (age: number) => toInstant(clock.now() - age)
  return { old: before(keptFor), oldMail: before(Math.max(keptFor, MAIL_KEPT_FOR)) }
}

/** Deletes a batch of one table. @returns how many rows. */
type Prune = (db: Db, cutoffs: Cutoffs) => Promise<bigint>

/** Attempts before their deliveries, and those before their events: each refers to the next. */
const PRUNES: readonly Prune[] = [
  (db, { old }) =>
    deleted(
      db
        .deleteFrom('request_logs')
        .where('request_id', 'in', (of) =>
          of.selectFrom('request_logs').select('request_id').where('created_at', '<', old).limit(PRUNED_AT_ONCE),
        ),
    ),
  (db, { old }) =>
    deleted(
      db
        .deleteFrom('delivery_attempts')
        .where('id', 'in', (of) =>
          of.selectFrom('delivery_attempts').select('id').where('created_at', '<', old).limit(PRUNED_AT_ONCE),
        ),
    ),
  (db, { old }) =>
    deleted(
      db
        .deleteFrom('deliveries')
        .where('id', 'in', (of) =>
          of
            .selectFrom('deliveries')
            .select('id')
            // Written out: only so the index serves, here and below.
            .where('state', '!=', sql.lit('due'))
            .where('updated_at', '<', old)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('delivery_attempts').select('delivery_id').whereRef('delivery_id', '=', 'deliveries.id'),
                ),
              ),
            )
            .limit(PRUNED_AT_ONCE),
        )
        // Once more: it may have been sent again since it was found.
        .where('state', '!=', sql.lit('due')),
    ),
  (db, { old }) =>
    deleted(
      db.deleteFrom('events').where('id', 'in', (of) =>
        of
          .selectFrom('events')
          .select('id')
          .where('created_at', '<', old)
          .where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('deliveries').select('event_id').whereRef('event_id', '=', 'events.id'))),
          )
          .limit(PRUNED_AT_ONCE),
      ),
    ),
  (db, { old }) =>
    deleted(
      db
        .deleteFrom('provider_events')
        .where((eb) =>
          eb(
            eb.refTuple('account_id', 'event_id'),
            'in',
            eb
              .selectFrom('provider_events')
              .select(['account_id', 'event_id'])
              .where('applied_at', 'is not', null)
              .where('received_at', '<', old)
              .limit(PRUNED_AT_ONCE)
              .$asTuple('account_id', 'event_id'),
          ),
        ),
    ),
  (db, { oldMail }) =>
    deleted(
      db
        .deleteFrom('mails')
        .where('id', 'in', (of) =>
          of
            .selectFrom('mails')
            .select('id')
            .where('state', '!=', sql.lit('due'))
            .where('created_at', '<', oldMail)
            .limit(PRUNED_AT_ONCE),
        ),
    ),
]

async function deleted(query: {
  executeTakeFirst(): Promise<{ numDeletedRows: bigint } | undefined>
}): Promise<bigint> {
  return (await query.executeTakeFirst())?.numDeletedRows ?? 0n
}
