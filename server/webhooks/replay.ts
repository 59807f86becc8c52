import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { DeliveryRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { reopenDelivery } from './delivery.ts'
import { type EndpointOwner, requireEnabled } from './endpoints.ts'
import { newDelivery } from './outbox.ts'
import { TEST_EVENT } from './test-event.ts'

/** Deliveries that one call makes: all in one transaction, and as many as a receiver can be asked to take at once. */
export const MOST_REPLAYED = 1_000

export interface Replayed {
  /** Deliveries that are due now. */
  replayed: number
  /** Where to go on from, as there is more; null when there is not. */
  nextFrom: Instant | null
}

/**
 * Sends what an endpoint missed in a range of time, in the order in which it happened. What it took, or is still being
 * sent, is left alone, so that asking again doubles nothing. An event that was given up is sent under the id it had,
 * by which a receiver knows it; how often it is tried is counted on.
 * @throws Problem `conflict` when there is no endpoint, or it is switched off.
 */
export async function replay(
  core: Core,
  tx: Tx,
  owner: EndpointOwner,
  { from, to }: { from: Instant; to?: Instant | undefined },
): Promise<Replayed> {
  // Locked, so that two calls at once do not both find the same.
  const { id: endpointId } = await requireEnabled(tx, owner, { locked: true })
  const found = await missedEvents(tx, owner, endpointId, { from, to })
  const missed = found.slice(0, MOST_REPLAYED)
  const now = core.clock.now()
  const rows = missed.map(({ event_id, delivery_id, state, attempts }, n): DeliveryRow => {
    const row = newDelivery(event_id, endpointId, toInstant(now))
    // All are due at once; what happened first is taken first.
    const due_at = toInstant(now - missed.length + n)
    if (delivery_id === null) return { ...row, due_at }
    return { ...row, id: delivery_id, due_at, state: reopenDelivery(state!), attempts: attempts! }
  })
  await makeDue(core, tx, rows)
  return { replayed: rows.length, nextFrom: found[MOST_REPLAYED]?.created_at ?? null }
}

/** The oldest first, and one more than are sent at once, where there are more. */
const missedEvents = (
  tx: Tx,
  { dialect, ownerId, mode }: EndpointOwner,
  endpointId: string,
  { from, to }: { from: Instant; to?: Instant | undefined },
) =>
  tx
    .selectFrom('events as event')
    .leftJoin('deliveries as delivery', (join) =>
      join.onRef('delivery.event_id', '=', 'event.id').on('delivery.endpoint_id', '=', endpointId),
    )
    .select([
      'event.id as event_id',
      'event.created_at',
      'delivery.id as delivery_id',
      'delivery.state',
      'delivery.attempts',
    ])
    .where('event.owner_id', '=', ownerId)
    .where('event.mode', '=', mode)
    .where('event.dialect', '=', dialect)
    .where('event.type', '!=', TEST_EVENT)
    .where('event.created_at', '>=', from)
    .$if(to !== undefined, (query) => query.where('event.created_at', '<', to!))
    .where((eb) => eb.or([eb('delivery.id', 'is', null), eb('delivery.state', '=', 'failed')]))
    .orderBy('event.created_at')
    .orderBy('event.id')
    .limit(MOST_REPLAYED + 1)
    .execute()

/** New ones are inserted, and those that there are meet their row. */
async function makeDue(core: Core, tx: Tx, rows: DeliveryRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('deliveries')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          due_at: ref('excluded.due_at'),
          updated_at: instantNow(core.clock),
        }))
        .where('deliveries.state', '=', 'failed'),
    )
    .execute()
  afterCommit(tx, () => core.changes.announce('deliveries'))
}
