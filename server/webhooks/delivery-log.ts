import { instantNow, toInstant, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { conflict, notFound } from '../problem.ts'
import type { DeliveryAttemptRow, DeliveryRow, DeliveryState } from '../store/schema.ts'
import { afterCommit, type Db, type Tx } from '../store/store.ts'
import { reopenDelivery } from './delivery.ts'
import type { EndpointOwner } from './endpoints.ts'

/** A delivery with what it delivers. */
export interface LoggedDelivery extends DeliveryRow {
  type: string
  /** The payment, invoice … that the event is about. */
  subject_id: string
  /** Where it goes now; each attempt has the address that it went to. */
  url: string
}

export interface DeliveryFilter {
  state?: DeliveryState | undefined
  /** An event's type: `payment.succeeded`. */
  type?: string | undefined
}

/** @returns one more than the page's limit where there are more, the newest first. */
export function listDeliveries(
  db: Db,
  owner: EndpointOwner,
  { state, type }: DeliveryFilter,
  page: Page,
): Promise<LoggedDelivery[]> {
  const found = deliveriesOf(db, owner)
    .$if(state !== undefined, (query) => query.where('delivery.state', '=', state!))
    .$if(type !== undefined, (query) => query.where('event.type', '=', type!))
  return pageOf(found, page, 'delivery').execute()
}

/** @throws Problem `not_found`, also for a delivery that is somebody else's. */
export async function getDelivery(db: Db, owner: EndpointOwner, id: string): Promise<LoggedDelivery> {
  const row = await deliveriesOf(db, owner).where('delivery.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('webhook delivery')
  return row
}

/** An owner has one endpoint, so its deliveries are the owner's. */
const deliveriesOf = (db: Db, { dialect, ownerId, mode }: EndpointOwner) =>
  db
    .selectFrom('webhook_endpoints as endpoint')
    .innerJoin('deliveries as delivery', 'delivery.endpoint_id', 'endpoint.id')
    .innerJoin('events as event', 'event.id', 'delivery.event_id')
    .selectAll('delivery')
    .select(['event.type', 'event.subject_id', 'endpoint.url'])
    .where('endpoint.owner_id', '=', ownerId)
    .where('endpoint.dialect', '=', dialect)
    .where('endpoint.mode', '=', mode)

/** Clocks of several nodes differ by less. */
const CLOCKS_APART = 60 * 60_000

/** In the order in which they were made. They are found among what the owner was sent while the delivery was alive. */
export const attemptsOfDelivery = (
  db: Db,
  { ownerId, mode }: EndpointOwner,
  { id, created_at, updated_at }: DeliveryRow,
): Promise<DeliveryAttemptRow[]> =>
  db
    .selectFrom('delivery_attempts')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('mode', '=', mode)
    .where('created_at', '>=', toInstant(toMillis(created_at) - CLOCKS_APART))
    .where('created_at', '<=', toInstant(toMillis(updated_at) + CLOCKS_APART))
    .where('delivery_id', '=', id)
    .orderBy('attempt')
    .execute()

/**
 * Sends a delivery again at once, under the same id and with the same body, by which a receiver knows what it has had.
 * What fails then is retried as the attempts so far leave room for.
 * @throws Problem `not_found`; `conflict` while it is still being sent, and when its endpoint is switched off.
 */
export async function redeliver(core: Core, tx: Tx, owner: EndpointOwner, id: string): Promise<LoggedDelivery> {
  const { endpoint_id } = await getDelivery(tx, owner, id)
  // The endpoint first, as whoever switches it off does: locks are taken in one order everywhere.
  const { enabled, disabled_reason } = await tx
    .selectFrom('webhook_endpoints')
    .select(['enabled', 'disabled_reason'])
    .where('id', '=', endpoint_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await tx.selectFrom('deliveries').select('id').where('id', '=', id).forUpdate().execute()
  const delivery = await getDelivery(tx, owner, id)
  if (delivery.state === 'due')
    throw conflict('delivery_due', 'It is still being sent: there is nothing to send again.')
  if (!enabled)
    throw conflict('endpoint_disabled', `The webhook is switched off${because(disabled_reason)} Enable it first.`)
  const now = instantNow(core.clock)
  const changes = { state: reopenDelivery(delivery.state), due_at: now, updated_at: now }
  await tx.updateTable('deliveries').set(changes).where('id', '=', id).execute()
  afterCommit(tx, () => core.changes.announce('deliveries'))
  return { ...delivery, ...changes }
}

const because = (reason: string | null) => (reason === null ? '.' : `: ${reason}`)
