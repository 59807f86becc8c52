import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { Dialect, Mode, WebhookEndpointRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { checkWebhookUrl } from './address.ts'
import { failDeliveriesOf } from './deliveries.ts'
import { openSigningSecrets, sealEndpointSecret } from './endpoint-secrets.ts'
import { newWebhookSecret, previewSecret } from './signature.ts'

/** Whose endpoint: an app's (Paylinq) or a merchant's (PayLinkr), for test or live events. Each has at most one. */
export interface EndpointOwner {
  dialect: Dialect
  ownerId: string
  mode: Mode
}

export interface Endpoint {
  id: string
  url: string
  enabled: boolean
  /** Why it was switched off by itself; null when it was not. */
  disabledReason: string | null
  /** When that was. */
  disabledAt: Instant | null
  /** Since when it took nothing. */
  failingSince: Instant | null
  secretPreview: string
  createdAt: Instant
  updatedAt: Instant
}

/** With the secret where one was made: it is shown this once. */
export interface EndpointChange {
  endpoint: Endpoint
  secret: string | null
}

export interface EndpointSettings {
  /** Required for the first time. */
  url?: string
  /** Switching on forgives what failed before; switching off gives up what is still to be delivered. */
  enabled?: boolean
}

/** After a rotation the old secret still signs Standard Webhooks for as long. */
const OVERLAP_MS = 24 * 60 * 60_000

const URL_FIELD: Record<Dialect, string> = { paylinkr: 'webhookUrl', paylinq: 'webhook_url' }

export async function getEndpoint(core: Core, owner: EndpointOwner, db: Db = core.store.db): Promise<Endpoint | null> {
  const row = await endpointOf(db, owner).executeTakeFirst()
  return row ? present(core, row) : null
}

/**
 * Makes the endpoint, or changes what is given.
 * @throws Problem `invalid` for an address that webhooks may not go to.
 */
export const setEndpoint = (core: Core, settings: EndpointOwner & EndpointSettings): Promise<EndpointChange> =>
  core.store.transaction((tx) => setEndpointIn(core, tx, settings))

/** `setEndpoint`, in a transaction that changes more than that. */
export async function setEndpointIn(
  core: Core,
  tx: Tx,
  { url, enabled, ...owner }: EndpointOwner & EndpointSettings,
): Promise<EndpointChange> {
  const field = URL_FIELD[owner.dialect]
  if (url !== undefined) checkWebhookUrl(core.config, url, field)
  const created = url === undefined ? null : await insertEndpoint(core, tx, owner, url, enabled ?? true)
  if (created) return created
  const row = await endpointOf(tx, owner).forUpdate().executeTakeFirst()
  if (!row) throw invalid(field, 'is required: there is no webhook endpoint yet', 'missing_field')
  const moved = url !== undefined && url !== row.url
  const changed = await updateEndpoint(core, tx, row.id, {
    url: url ?? row.url,
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0, disabled_reason: null, disabled_at: null }),
    ...((enabled || moved) && { failing_since: null }),
  })
  if (!changed.enabled) await failDeliveriesOf(core, tx, row.id)
  return { endpoint: present(core, changed), secret: null }
}

/**
 * Gives the endpoint a new secret, which signs from now on. The one it replaces signs the Standard Webhooks header
 * beside it for 24 hours; one that was replaced before that no longer does.
 * @throws Problem `not_found`.
 */
export const rotateSecret = (core: Core, owner: EndpointOwner): Promise<EndpointChange> =>
  core.store.transaction((tx) => rotateSecretIn(core, tx, owner))

/** `rotateSecret`, in a transaction that changes more than that. */
export async function rotateSecretIn(core: Core, tx: Tx, owner: EndpointOwner): Promise<EndpointChange> {
  const row = await endpointOf(tx, owner).forUpdate().executeTakeFirst()
  if (!row) throw notFound('webhook endpoint')
  const secret = newWebhookSecret()
  const [previous] = openSigningSecrets(core, row)
  const changed = await updateEndpoint(core, tx, row.id, {
    secret: sealEndpointSecret(core, 'secret', row.id, secret),
    previous_secret: sealEndpointSecret(core, 'previous_secret', row.id, previous),
    previous_until: toInstant(core.clock.now() + OVERLAP_MS),
  })
  return { endpoint: present(core, changed), secret }
}

/**
 * The owner's endpoint, for what goes to it now.
 * @throws Problem `conflict` when there is none, or it is switched off.
 */
export async function requireEnabled(
  tx: Tx,
  owner: EndpointOwner,
  { locked = false } = {},
): Promise<Pick<WebhookEndpointRow, 'id' | 'url'>> {
  const row = await endpointOf(tx, owner)
    .$if(locked, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw conflict('no_webhook', 'There is no webhook yet: set its address first.')
  if (row.enabled) return row
  const why = row.disabled_reason === null ? '' : ` (${row.disabled_reason})`
  throw conflict('webhook_disabled', `The webhook is switched off${why}: enable it first.`)
}

const endpointOf = (db: Db, { dialect, ownerId, mode }: EndpointOwner) =>
  db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('dialect', '=', dialect)
    .where('mode', '=', mode)

/** @returns null when the owner has one already. */
async function insertEndpoint(
  core: Core,
  tx: Tx,
  { dialect, ownerId, mode }: EndpointOwner,
  url: string,
  enabled: boolean,
): Promise<EndpointChange | null> {
  const id = newId('wh_ep_')
  const secret = newWebhookSecret()
  const now = instantNow(core.clock)
  const row: WebhookEndpointRow = {
    id,
    dialect,
    owner_id: ownerId,
    mode,
    url,
    enabled: enabled ? 1 : 0,
    secret: sealEndpointSecret(core, 'secret', id, secret),
    previous_secret: null,
    previous_until: null,
    failing_since: null,
    disabled_reason: null,
    disabled_at: null,
    created_at: now,
    updated_at: now,
  }
  const inserted = await tx
    .insertInto('webhook_endpoints')
    .values(row)
    .onConflict((conflict) => conflict.columns(['owner_id', 'dialect', 'mode']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted ? { endpoint: present(core, row), secret } : null
}

const updateEndpoint = (core: Core, tx: Tx, id: string, changes: Partial<WebhookEndpointRow>) =>
  tx
    .updateTable('webhook_endpoints')
    .set({ ...changes, updated_at: instantNow(core.clock) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

function present(core: Core, row: WebhookEndpointRow): Endpoint {
  return {
    id: row.id,
    url: row.url,
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at,
    failingSince: row.failing_since,
    secretPreview: previewSecret(openSigningSecrets(core, row)[0]),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
