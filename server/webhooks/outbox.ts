import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { prepared, preparedInserts } from '../store/prepared.ts'
import type { DeliveryRow, Dialect, EventRow, Mode } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'

export interface NewEvent {
  dialect: Dialect
  ownerId: string
  mode: Mode
  /** `payment.succeeded`, `invoice.paid` … */
  type: string
  /** The payment, invoice … that it is about. */
  subjectId: string
  /** Paylinq: what stands under `data`. PayLinkr: the flat body but for `event` and `timestamp`. */
  payload: object
}

/**
 * Tells the owner that something happened: an event in the transaction that makes it happen, and its delivery if the
 * owner has an endpoint. It is sent when the transaction is durable, and never when it is rolled back.
 */
export const emit = (core: Core, tx: Tx, event: NewEvent): Promise<void> => emitAll(core, tx, [event])

/** Many at once, as `emit` does it: an owner's endpoint is looked up once for all of them. */
export async function emitAll(core: Core, tx: Tx, events: readonly NewEvent[]): Promise<void> {
  const now = instantNow(core.clock)
  const rows = events.map((event) => eventRow(event, now))
  await insertEvents(tx, rows)
  const deliveries = await deliveriesOf(tx, rows)
  if (deliveries.length === 0) return
  await insertDeliveries(tx, deliveries)
  afterCommit(tx, () => core.changes.announce('deliveries'))
}

const eventRow = (event: NewEvent, created_at: Instant): EventRow => ({
  id: newId('evt_'),
  dialect: event.dialect,
  owner_id: event.ownerId,
  mode: event.mode,
  type: event.type,
  subject_id: event.subjectId,
  payload: JSON.stringify(event.payload),
  created_at,
})

/** One for each event whose owner has an endpoint. */
async function deliveriesOf(tx: Tx, events: readonly EventRow[]): Promise<DeliveryRow[]> {
  const endpoints = new Map<string, string | null>()
  const deliveries: DeliveryRow[] = []
  for (const { id, owner_id, dialect, mode, created_at } of events) {
    const key = `${owner_id} ${dialect} ${mode}`
    let endpoint_id = endpoints.get(key)
    if (endpoint_id === undefined) {
      endpoint_id = (await enabledEndpoint(tx, owner_id, dialect, mode))[0]?.id ?? null
      endpoints.set(key, endpoint_id)
    }
    if (endpoint_id !== null) deliveries.push(newDelivery(id, endpoint_id, created_at))
  }
  return deliveries
}

/** Due at once. */
export const newDelivery = (event_id: string, endpoint_id: string, created_at: Instant): DeliveryRow => ({
  id: newId('wh_del_'),
  event_id,
  endpoint_id,
  state: 'due',
  attempts: 0,
  due_at: created_at,
  last_status_code: null,
  created_at,
  updated_at: created_at,
})

const insertEvents = preparedInserts('events', [
  'id',
  'dialect',
  'owner_id',
  'mode',
  'type',
  'subject_id',
  'payload',
  'created_at',
])

const enabledEndpoint = prepared((db, ownerId: string, dialect: Dialect, mode: Mode) =>
  db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('dialect', '=', dialect)
    .where('mode', '=', mode)
    .where('enabled', '=', 1),
)

const insertDeliveries = preparedInserts('deliveries', [
  'id',
  'event_id',
  'endpoint_id',
  'state',
  'attempts',
  'due_at',
  'last_status_code',
  'created_at',
  'updated_at',
])
