import { sql } from 'kysely'
import { prepared } from '../store/prepared.ts'
import type { Store } from '../store/store.ts'

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
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) return false
  const found = await keyForOrigin(store.db, `%${JSON.stringify(origin).replaceAll(/[\\%_]/g, '\\$&')}%`)
  return found.length > 0
}

const keyForOrigin = prepared((db, pattern: string) =>
  db
    .selectFrom('api_keys')
    .select('id')
    .where('dialect', '=', 'paylinkr')
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('origins', '=', '[]'), sql<boolean>`origins like ${pattern} escape '\\'`]))
    .limit(1),
)
