import { sql } from 'kysely'
import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import type { DeliveryAttemptRow, DeliveryRow, EventRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { healthAfter, isDelivered, nextStep, type Outcome } from './delivery.ts'
import { openSigningSecrets, type SigningSecrets } from './endpoint-secrets.ts'

/** How long a leased delivery belongs to its node. If the node dies, the delivery is due again after that. */
const LEASE_MS = 60_000

/** The right to make one attempt of a delivery, until the lease ends. */
export interface Lease {
  delivery: DueDelivery
  /** Counts from 1. No other lease of this delivery has the same, which is how a late result is known. */
  attempt: number
  expiresAt: Instant
  endpoint: LeasedEndpoint
  event: EventRow
}

/** As it was when it was leased. */
type DueDelivery = Pick<DeliveryRow, 'id' | 'event_id' | 'endpoint_id' | 'attempts' | 'due_at' | 'created_at'>

export interface LeasedEndpoint {
  id: string
  url: string
  secrets: SigningSecrets
  failing: boolean
}

export interface Wanted {
  /** Deliveries in all. */
  limit: number
  /** How many to take for one endpoint: this keeps a busy or dead one from taking the places of others. */
  room(endpointId: string): number
  /** Left alone: this node is still busy with them, however late it is. */
  held: ReadonlySet<string>
}

export interface Leased {
  leases: Lease[]
  /** Endpoints that have more due than was taken. */
  backlog: Set<string>
  /** When the first delivery falls due that is not due now. */
  nextDueAt: Instant | null
}

/**
 * Takes deliveries that are due, for each endpoint those that wait longest. Any number of nodes may ask: a delivery
 * goes to one of them, and is due again when its lease ends without a result.
 */
export async function leaseDue(core: Core, wanted: Wanted): Promise<Leased> {
  const now = instantNow(core.clock)
  const endpoints = await endpointsByNextDue(core)
  const due = endpoints.filter(({ next_due }) => next_due <= now)
  const nextDueAt = endpoints[due.length]?.next_due ?? null
  const backlog = new Set<string>()
  const claims = new Map<string, number>()
  let left = wanted.limit
  for (const { id } of due) {
    const room = Math.min(wanted.room(id), left)
    if (room > 0) claims.set(id, room)
    else backlog.add(id)
    left -= room
  }
  if (claims.size === 0) return { leases: [], backlog, nextDueAt }

  const leases = await core.store.transaction(async (tx) => {
    const taken: Omit<Lease, 'event'>[] = []
    const expiresAt = toInstant(core.clock.now() + LEASE_MS)
    for (const endpoint of await readEndpoints(core, tx, [...claims.keys()])) {
      const room = claims.get(endpoint.id)!
      const rows = await lockDue(tx, endpoint.id, now, room)
      if (rows.length === room) backlog.add(endpoint.id)
      for (const delivery of rows) {
        if (wanted.held.has(delivery.id)) continue
        taken.push({ delivery, attempt: delivery.attempts + 1, expiresAt, endpoint })
      }
    }
    return markLeased(tx, taken)
  })
  return { leases, backlog, nextDueAt }
}

/** Those that have anything to come, the longest overdue first. */
function endpointsByNextDue(core: Core): Promise<{ id: string; next_due: Instant }[]> {
  return core.store.db
    .selectFrom((eb) =>
      eb
        .selectFrom('webhook_endpoints as endpoint')
        .select((endpoint) => [
          'endpoint.id',
          endpoint
            .selectFrom('deliveries')
            .select(({ fn }) => fn.min('due_at').as('first'))
            .whereRef('endpoint_id', '=', 'endpoint.id')
            // Written out: only so the index of what is due serves, here and below.
            .where('state', '=', sql.lit('due'))
            .as('next_due'),
        ])
        .as('waiting'),
    )
    .select(['id', 'next_due'])
    .where('next_due', 'is not', null)
    .orderBy('next_due')
    .$narrowType<{ next_due: Instant }>()
    .execute()
}

/** Those that can be sent to. What is still due for one that was switched off meanwhile is given up. */
async function readEndpoints(core: Core, tx: Tx, ids: string[]): Promise<LeasedEndpoint[]> {
  const rows = await tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'url', 'enabled', 'secret', 'previous_secret', 'previous_until', 'failing_since'])
    .where('id', 'in', ids)
    .execute()
  const endpoints: LeasedEndpoint[] = []
  for (const row of rows) {
    if (!row.enabled) {
      await failDeliveriesOf(core, tx, row.id)
      continue
    }
    try {
      const secrets = openSigningSecrets(core, row)
      endpoints.push({ id: row.id, url: row.url, secrets, failing: row.failing_since !== null })
    } catch (error) {
      core.logger.error({ err: error, endpoint: row.id }, 'webhook endpoint left out: its secret does not open')
    }
  }
  return endpoints
}

function lockDue(tx: Tx, endpointId: string, now: Instant, limit: number): Promise<DueDelivery[]> {
  return tx
    .selectFrom('deliveries')
    .select(['id', 'event_id', 'endpoint_id', 'attempts', 'due_at', 'created_at'])
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', sql.lit('due'))
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

async function markLeased(tx: Tx, taken: Omit<Lease, 'event'>[]): Promise<Lease[]> {
  const [first] = taken
  if (!first) return []
  await tx
    .updateTable('deliveries')
    .set((eb) => ({ due_at: first.expiresAt, attempts: eb('attempts', '+', 1) }))
    .where(
      'id',
      'in',
      taken.map(({ delivery }) => delivery.id),
    )
    .execute()
  const rows = await tx
    .selectFrom('events')
    .selectAll()
    .where(
      'id',
      'in',
      taken.map(({ delivery }) => delivery.event_id),
    )
    .execute()
  const events = new Map(rows.map((event) => [event.id, event]))
  return taken.map((lease) => ({ ...lease, event: events.get(lease.delivery.event_id)! }))
}

/** Gives up leases of which no attempt was made: the deliveries are due as they were before. */
export async function giveBack(core: Core, leases: Lease[]): Promise<void> {
  await core.store.transaction(async (tx) => {
    for (const { delivery, attempt } of leases) {
      await tx
        .updateTable('deliveries')
        .set({ attempts: delivery.attempts, due_at: delivery.due_at })
        .where('id', '=', delivery.id)
        .where('state', '=', 'due')
        .where('attempts', '=', attempt)
        .execute()
    }
  })
}

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
    .select(['id', 'url', 'failing_since'])
    .where('id', 'in', [...byEndpoint.keys()])
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  const disabled: string[] = []
  for (const { id, url, failing_since } of endpoints) {
    // An answer from an address that was replaced meanwhile says nothing about the new one.
    const current = byEndpoint.get(id)!.filter(({ lease }) => lease.endpoint.url === url)
    const attempts = current.map(({ lease, outcome }) => ({ attempt: lease.attempt, outcome }))
    const health = healthAfter(failing_since, attempts, core.clock.now())
    if (!health) continue
    await tx
      .updateTable('webhook_endpoints')
      .set({ ...health, updated_at: instantNow(core.clock) })
      .where('id', '=', id)
      .where('enabled', '=', 1)
      .execute()
    if (health.enabled) continue
    await failDeliveriesOf(core, tx, id)
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
