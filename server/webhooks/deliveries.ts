import { sql } from 'kysely'
import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { mailSwitchedOff } from '../notifications/webhook-mails.ts'
import type { DeliveryAttemptRow, DeliveryRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { healthAfter, isDelivered, nextStep, type Outcome } from './delivery.ts'
import type { Lease } from './lease.ts'

/** How the attempt of a lease ended. */
export interface Result {
  lease: Lease
  sentAt: Instant
  outcome: Outcome
}

/**
 * Writes down attempts and what follows from each, all or nothing.
 * @param results at most one for a delivery.
 * @returns the endpoints that their answers switched off.
 */
export function recordResults(core: Core, results: Result[]): Promise<string[]> {
  return core.store.transaction(async (tx) => {
    // Endpoints first, as whoever switches one off does: locks are taken in one order everywhere.
    const disabled = await updateHealth(core, tx, results)
    await tx.insertInto('delivery_attempts').values(results.map(attemptRow)).execute()
    await updateDeliveries(core, tx, results)
    return disabled
  })
}

const attemptRow = ({ lease, sentAt, outcome }: Result): DeliveryAttemptRow => ({
  id: newId('wh_att_'),
  delivery_id: lease.delivery.id,
  dialect: lease.event.dialect,
  owner_id: lease.event.owner_id,
  mode: lease.event.mode,
  event_type: lease.event.type,
  url: lease.endpoint.url,
  attempt: lease.attempt,
  status_code: outcome.statusCode,
  success: isDelivered(outcome) ? 1 : 0,
  error: outcome.error,
  duration_ms: outcome.durationMs,
  created_at: sentAt,
})

/**
 * An insert that always meets its row: the way to change many rows, each to its own values, that both stores know.
 * A delivery leased anew meanwhile is left to that lease, one given up stays so; but what arrived has arrived.
 */
async function updateDeliveries(core: Core, tx: Tx, results: Result[]) {
  const now = core.clock.now()
  const rows = results.map(({ lease, outcome }): DeliveryRow => {
    const { state, dueAt } = nextStep(lease.attempt, outcome, now)
    return {
      ...lease.delivery,
      state,
      attempts: lease.attempt,
      due_at: dueAt,
      last_status_code: outcome.statusCode,
      updated_at: toInstant(now),
    }
  })
  await tx
    .insertInto('deliveries')
    .values(rows.sort((a, b) => (a.id < b.id ? -1 : 1)))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          due_at: ref('excluded.due_at'),
          last_status_code: ref('excluded.last_status_code'),
          updated_at: ref('excluded.updated_at'),
        }))
        .where((eb) =>
          eb.or([
            eb('excluded.state', '=', 'succeeded'),
            eb.and([eb('deliveries.state', '=', 'due'), eb('deliveries.attempts', '=', eb.ref('excluded.attempts'))]),
          ]),
        ),
    )
    .execute()
}

async function updateHealth(core: Core, tx: Tx, results: Result[]): Promise<string[]> {
  const byEndpoint = Map.groupBy(results, ({ lease }) => lease.endpoint.id)
  const endpoints = await tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'dialect', 'owner_id', 'mode', 'url', 'failing_since'])
    .where('id', 'in', [...byEndpoint.keys()])
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  const now = instantNow(core.clock)
  const disabled: string[] = []
  for (const endpoint of endpoints) {
    const { id, url, failing_since } = endpoint
    // An answer from an address that was replaced meanwhile says nothing about the new one.
    const current = byEndpoint.get(id)!.filter(({ lease }) => lease.endpoint.url === url)
    const attempts = current.map(({ lease, outcome }) => ({ attempt: lease.attempt, outcome }))
    const health = healthAfter(failing_since, attempts, core.clock.now())
    if (!health) continue
    const { numUpdatedRows } = await tx
      .updateTable('webhook_endpoints')
      .set({ ...health, ...(!health.enabled && { disabled_at: now }), updated_at: now })
      .where('id', '=', id)
      .where('enabled', '=', 1)
      .executeTakeFirstOrThrow()
    if (health.enabled || numUpdatedRows === 0n) continue
    await failDeliveriesOf(core, tx, id)
    await mailSwitchedOff(core, tx, { ...endpoint, disabled_at: now })
    disabled.push(id)
    const { disabled_reason: reason } = health
    afterCommit(tx, () => core.logger.warn({ endpoint: id, url, reason }, 'webhook endpoint switched off'))
  }
  return disabled
}

/** Gives up what is due for an endpoint that was switched off. */
export async function failDeliveriesOf(core: Core, tx: Tx, endpointId: string): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'failed', updated_at: instantNow(core.clock) })
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', sql.lit('due'))
    .execute()
}
