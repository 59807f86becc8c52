import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { notFound } from '../problem.ts'
import type { ApiKeyRow, Dialect, Mode } from '../store/schema.ts'
import { getApp, getMerchant } from './accounts.ts'
import { newKey, parseKeyOrigins, parseScopes, previewKey, type Scope } from './key.ts'
import { parseName } from './name.ts'
import { type OriginPattern, readAllowedOrigins } from './origins.ts'

/** An API key as it can be shown at any time. The key itself is nowhere. */
export interface ApiKey {
  id: string
  dialect: Dialect
  /** The app (Paylinq) or merchant (PayLinkr) that it speaks for. */
  ownerId: string
  mode: Mode
  name: string
  /** Its beginning and its last four characters. */
  preview: string
  /** Empty: all. */
  scopes: Scope[]
  /**
   * Sites that alone may embed what is made with it; empty: those of its app or merchant. A PayLinkr key is refused to
   * requests from elsewhere too.
   */
  origins: OriginPattern[]
  createdAt: Instant
  lastUsedAt: Instant | null
  revokedAt: Instant | null
}

export interface NewApiKey {
  /** An app for `paylinq`, a merchant for `paylinkr`. */
  ownerId: string
  dialect: Dialect
  mode: Mode
  name: string
  scopes?: readonly string[] | undefined
  origins?: readonly string[] | undefined
}

/**
 * @returns with `key`: the only time it can be read.
 * @throws Problem `invalid`, `not_found` for the owner
 */
export async function createKey(core: Core, asked: NewApiKey): Promise<ApiKey & { key: string }> {
  const { dialect, mode, ownerId } = asked
  const key = newKey(dialect, mode)
  const row: ApiKeyRow = {
    id: newId('key_'),
    dialect,
    owner_id: ownerId,
    mode,
    name: parseName(asked.name),
    hash: core.secrets.hashApiKey(key),
    preview: previewKey(key),
    scopes: JSON.stringify(parseScopes(dialect, asked.scopes ?? [])),
    origins: JSON.stringify(parseKeyOrigins(asked.origins ?? [])),
    created_at: instantNow(core.clock),
    last_used_at: null,
    revoked_at: null,
  }
  await (dialect === 'paylinq' ? getApp(core, ownerId) : getMerchant(core, ownerId))
  await core.store.db.insertInto('api_keys').values(row).execute()
  return { key, ...keyOf(row) }
}

/** The oldest first, revoked ones as well: of one app or merchant, or all. */
export async function listKeys(core: Core, ownerId?: string): Promise<ApiKey[]> {
  const rows = await core.store.db
    .selectFrom('api_keys')
    .selectAll()
    .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId!))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(keyOf)
}

/** @throws Problem `not_found` */
export async function getKey(core: Core, id: string): Promise<ApiKey> {
  const row = await core.store.db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('API key')
  return keyOf(row)
}

/** What is left out stays. */
export interface KeyChanges {
  name?: string | undefined
  /** None: those of its app or merchant from now on, also for what was made with it. */
  origins?: readonly string[] | undefined
}

/** @throws Problem `invalid`, `not_found` */
export async function updateKey(core: Core, id: string, { name, origins }: KeyChanges): Promise<ApiKey> {
  const row = await core.store.db
    .updateTable('api_keys')
    .set((old) => ({
      name: name === undefined ? old.ref('name') : parseName(name),
      origins: origins ? JSON.stringify(parseKeyOrigins(origins)) : old.ref('origins'),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound('API key')
  core.changes.announce('keys')
  return keyOf(row)
}

/**
 * The next request with it is refused. Revoking it again changes nothing.
 * @throws Problem `not_found`
 */
export async function revokeKey(core: Core, id: string): Promise<ApiKey> {
  const row = await core.store.db
    .updateTable('api_keys')
    .set((old) => ({ revoked_at: old.fn.coalesce('revoked_at', old.val(instantNow(core.clock))) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound('API key')
  core.changes.announce('keys')
  return keyOf(row)
}

const keyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  dialect: row.dialect,
  ownerId: row.owner_id,
  mode: row.mode,
  name: row.name,
  preview: row.preview,
  scopes: JSON.parse(row.scopes),
  origins: readAllowedOrigins(row.origins),
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
})
