import { sql } from 'kysely'
import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { Tx } from '../store/store.ts'
import { failDeliveriesOf } from './deliveries.ts'
import { openSigningSecrets } from './endpoint-secrets.ts'
import type { DueDelivery, Lease, LeasedEndpoint } from './lease.ts'

/** How long a leased delivery belongs to its node. If the node dies, the delivery is due again after that. */
const LEASE_MS = 60_000

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
  /** Endpoints that may have more due than was taken. */
  backlog: Set<string>
  /** The limit was reached before every endpoint with room was looked at. */
  cutShort: boolean
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
  const due = endpoints.filter(({ next_due }) => next_due <= now).map(({ id }) => id)
  const nextDueAt = endpoints[due.length]?.next_due ?? null
  const withRoom = due.filter((id) => wanted.room(id) > 0)
  const backlog = new Set(due.filter((id) => wanted.room(id) <= 0))
  if (withRoom.length === 0) return { leases: [], backlog, cutShort: false, nextDueAt }

  return core.store.transaction(async (tx) => {
    const taken: Taken[] = []
    const expiresAt = toInstant(core.clock.now() + LEASE_MS)
    const asked = withRoom.slice(0, wanted.limit)
    let cutShort = asked.length < withRoom.length
    for (const row of await readEndpoints(tx, asked)) {
      const room = Math.min(wanted.room(row.id), wanted.limit - taken.length)
      if (room === 0) {
        cutShort = true
        break
      }
      const found = await takeFor(core, tx, row, { now, room, expiresAt })
      if (found.length === room) backlog.add(row.id)
      taken.push(...found.filter(({ delivery }) => !wanted.held.has(delivery.id)))
    }
    return { leases: await markLeased(tx, taken), backlog, cutShort, nextDueAt }
  })
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

type EndpointRow = Awaited<ReturnType<typeof readEndpoints>>[number]

/** In the order of their ids here. */
async function readEndpoints(tx: Tx, ids: string[]) {
  const rows = await tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'url', 'enabled', 'secret', 'previous_secret', 'previous_until', 'failing_since'])
    .where('id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

type Taken = Omit<Lease, 'event'>

async function takeFor(
  core: Core,
  tx: Tx,
  row: EndpointRow,
  { now, room, expiresAt }: { now: Instant; room: number; expiresAt: Instant },
): Promise<Taken[]> {
  if (!row.enabled) {
    // These were made in the very moment in which it was switched off.
    await failDeliveriesOf(core, tx, row.id)
    return []
  }
  const endpoint = openEndpoint(core, row)
  if (!endpoint) return []
  const deliveries = await lockDue(tx, endpoint.id, now, room)
  return deliveries.map((delivery) => ({ delivery, attempt: delivery.attempts + 1, expiresAt, endpoint }))
}

/** Null when its secret does not open: then it waits until that is mended, and holds up no other. */
function openEndpoint(core: Core, row: EndpointRow): LeasedEndpoint | null {
  try {
    const secrets = openSigningSecrets(core, row)
    return { id: row.id, url: row.url, secrets, failing: row.failing_since !== null }
  } catch (error) {
    core.logger.error({ err: error, endpoint: row.id }, 'webhook endpoint left out: its secret does not open')
    return null
  }
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

async function markLeased(tx: Tx, taken: Taken[]): Promise<Lease[]> {
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
