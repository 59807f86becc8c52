import { sql } from 'kysely'
import { originMatches, readAllowedOrigins } from '../accounts/origins.ts'
import { prepared } from '../store/prepared.ts'
import type { Db, Store } from '../store/store.ts'

/** What browsers may read of an answer beside its body. */
const EXPOSED =
  'X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, Idempotent-Replayed'

/** For an answer to a page of `origin`. */
export const corsHeaders = (origin: string): Record<string, string> => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': EXPOSED,
  Vary: 'Origin',
})

export const preflightHeaders = (origin: string): Record<string, string> => ({
  ...corsHeaders(origin),
  'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, X-Api-Origin',
  'Access-Control-Max-Age': '600',
})

/** Whether some key in use may be used from a page of this origin: a preflight comes without the key itself. */
export async function someKeyAllows(store: Store, origin: string): Promise<boolean> {
  // A pattern is no origin: it would be found as it is written.
  if (!URL.canParse(origin) || new URL(origin).origin !== origin || origin.includes('*')) return false
  const found = await keyForOrigin(store.db, `%${JSON.stringify(origin).replaceAll(/[\\%_]/g, '\\$&')}%`)
  if (found.length > 0) return true
  const wide = await keysWithPatterns(store.db)
  return wide.some(({ origins }) => readAllowedOrigins(origins).some((pattern) => originMatches(pattern, origin)))
}

const keyForOrigin = prepared((db, pattern: string) =>
  keysInUse(db)
    .select('id')
    .where((eb) => eb.or([eb('origins', '=', '[]'), sql<boolean>`origins like ${pattern} escape '\\'`]))
    .limit(1),
)

/** Those with a `*` in some origin. */
const keysWithPatterns = prepared((db) => keysInUse(db).select('origins').distinct().where('origins', 'like', '%*%'))

const keysInUse = (db: Db) =>
  db.selectFrom('api_keys').where('dialect', '=', 'paylinkr').where('revoked_at', 'is', null)
