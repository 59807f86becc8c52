import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { prepared, preparedInsert } from '../store/prepared.ts'
import type { Dialect, Mode } from '../store/schema.ts'
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
export async function emit(core: Core, tx: Tx, event: NewEvent): Promise<void> {
  const created_at = instantNow(core.clock)
  const id = newId('evt_')
  await insertEvent(tx, {
    id,
    dialect: event.dialect,
    owner_id: event.ownerId,
    mode: event.mode,
    type: event.type,
    subject_id: event.subjectId,
    payload: JSON.stringify(event.payload),
    created_at,
  })
  const [endpoint] = await enabledEndpoint(tx, event.ownerId, event.dialect, event.mode)
  if (!endpoint) return
  await insertDelivery(tx, {
    id: newId('wh_del_'),
    event_id: id,
    endpoint_id: endpoint.id,
    state: 'due',
    attempts: 0,
    due_at: created_at,
    last_status_code: null,
    created_at,
    updated_at: created_at,
  })
  afterCommit(tx, () => core.changes.announce('deliveries'))
}

const insertEvent = preparedInsert('events', [
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

const insertDelivery = preparedInsert('deliveries', [
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
