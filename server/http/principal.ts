import { LRUCache } from 'lru-cache'
import { ANY_ORIGIN, type OriginPattern, originMatches, readAllowedOrigins } from '../accounts/origins.ts'
import type { Owner } from '../accounts/owner.ts'
import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { Problem } from '../problem.ts'
import { prepared } from '../store/prepared.ts'
import type { Dialect, Mode } from '../store/schema.ts'
import type { DialectRules } from './dialects.ts'
import type { ReadHeaders } from './headers.ts'

/** Who a request speaks for. Every query of a request is bounded by `ownerId` and `mode`. */
export interface Principal {
  keyId: string
  keyName: string
  dialect: Dialect
  mode: Mode
  /** The app (Paylinq) or the merchant (PayLinkr) that owns what the request sees and makes. */
  ownerId: string
  scopes: string[]
  /** Sites that alone may embed what it makes; empty: those of its owner. */
  origins: OriginPattern[]
}

/** The app and mode that a key speaks for. */
export const ownerOf = ({ ownerId, mode, keyId }: Principal): Owner => ({ appId: ownerId, mode, keyId })

export interface Keyring {
  /**
   * What a key was found to be holds for a moment. One that is revoked stops at once in the process that revokes it,
   * and after that moment in others.
   * @throws Problem `unauthorized`, the same for an unknown, revoked or other dialect's key.
   */
  identify(rules: DialectRules, headers: ReadHeaders): Promise<Principal>
}

type KeyringNeeds = Pick<Core, 'store' | 'secrets' | 'clock' | 'changes'>

const keyByHash = prepared((db, hash: string) =>
  db
    .selectFrom('api_keys as key')
    .leftJoin('apps as app', 'app.id', 'key.owner_id')
    .innerJoin('merchants as merchant', (join) =>
      join.on((eb) => eb('merchant.id', '=', eb.fn.coalesce('app.merchant_id', 'key.owner_id'))),
    )
    .select([
      'key.id',
      'key.name',
      'key.dialect',
      'key.mode',
      'key.owner_id',
      'key.scopes',
      'key.origins',
      'key.revoked_at',
      'merchant.plan',
    ])
    .where('key.hash', '=', hash),
)

/** In milliseconds, and of real time. */
const KNOWN_FOR = 200

/** A key's use is recorded this often at most: it is for people, and a write for each request is not. */
const USE_RECORDED_EVERY = 60_000

export function openKeyring({ store, secrets, clock, changes }: KeyringNeeds): Keyring {
  const recordedAt = new Map<string, number>()
  const known = new LRUCache<string, Principal>({ max: 10_000, ttl: KNOWN_FOR })
  changes.subscribe('keys', () => known.clear())

  async function recordUse(keyId: string) {
    const now = clock.now()
    if (now - (recordedAt.get(keyId) ?? 0) < USE_RECORDED_EVERY) return
    recordedAt.set(keyId, now)
    await store.db
      .updateTable('api_keys')
      .set({ last_used_at: toInstant(now) })
      .where('id', '=', keyId)
      .execute()
  }

  return {
    async identify(rules, headers) {
      const key = rules.readKey(headers)
      if (!key) throw new Problem('unauthorized', 'key_missing', `API key missing. ${rules.keyHint}`)
      const before = known.get(key)
      if (before?.dialect === rules.name) return before
      const [row] = await keyByHash(store.db, secrets.hashApiKey(key))
      if (!row || row.revoked_at !== null || row.dialect !== rules.name) {
        throw new Problem('unauthorized', 'key_invalid', `API key invalid. ${rules.keyHint}`)
      }
      if (row.plan === 'free') {
        throw new Problem('unauthorized', 'plan_required', 'API access requires the Pro plan.')
      }
      // Not awaited: a request does not wait for its own footprint.
      recordUse(row.id).catch(() => {})
      const principal: Principal = {
        keyId: row.id,
        keyName: row.name,
        dialect: row.dialect,
        mode: row.mode,
        ownerId: row.owner_id,
        scopes: JSON.parse(row.scopes),
        origins: readAllowedOrigins(row.origins),
      }
      known.set(key, principal)
      return principal
    },
  }
}

/** @throws Problem `forbidden`: what the key's scopes and origins do not allow. */
export function authorize(principal: Principal, scope: string | undefined, headers: ReadHeaders): void {
  if (scope && principal.scopes.length > 0 && !principal.scopes.includes(scope)) {
    throw new Problem('forbidden', 'scope_missing', `This API key does not have the scope ${scope}.`)
  }
  const origin = headers.get('origin') ?? headers.get('x-api-origin')
  if (allowsOrigin(principal, origin)) return
  const message = origin
    ? `"${origin}" is not one of the origins allowed for this API key.`
    : 'This API key is limited to its allowed origins: send one of them in the X-Api-Origin header.'
  throw new Problem('forbidden', 'origin_not_allowed', message)
}

/**
 * A key without origins, or with any, may be used from anywhere. So may every Paylinq key: its requests come from
 * servers, and its origins are for what it makes.
 */
export function allowsOrigin({ dialect, origins }: Principal, origin: string | null): boolean {
  if (dialect === 'paylinq' || origins.length === 0 || origins.includes(ANY_ORIGIN)) return true
  return origin !== null && origins.some((pattern) => originMatches(pattern, origin))
}
