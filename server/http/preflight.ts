import { randomUUIDv7 } from 'node:crypto'
import type { Context } from 'hono'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { clientNetwork } from './client-address.ts'
import { preflightHeaders, someKeyAllows } from './cors.ts'
import { type DialectRules, errorBody } from './dialects.ts'
import { type Allowance, type RateLimit, rateLimitHeaders, refuseWhenSpent } from './rate-limit.ts'

interface Services {
  store: Store
  addressLimit: RateLimit
  trustedProxies: number
}

/** What comes without a known key counts against the address that it came from. */
export const takeForAddress = (
  c: Context,
  { addressLimit, trustedProxies }: Pick<Services, 'addressLimit' | 'trustedProxies'>,
): Promise<Allowance> => addressLimit.take(clientNetwork(c, trustedProxies))

/** A browser asks, before it sends what a page wants to send: it may, from origins that some key allows. */
export async function answerPreflight(c: Context, rules: DialectRules, services: Services): Promise<Response> {
  const allowance = await takeForAddress(c, services)
  const headers = {
    'X-Request-Id': randomUUIDv7(),
    'Cache-Control': 'no-store',
    Vary: 'Origin',
    ...rateLimitHeaders(allowance),
  }
  try {
    refuseWhenSpent(allowance)
    const origin = c.req.header('origin')
    if (origin === undefined || !(await someKeyAllows(services.store, origin))) throw NOT_ALLOWED
    return new Response(null, { status: 204, headers: { ...headers, ...preflightHeaders(origin) } })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return c.json(errorBody(rules, error), rules.status[error.kind], headers)
  }
}

const NOT_ALLOWED = new Problem(
  'forbidden',
  'origin_not_allowed',
  'No API key may be used from pages of this origin: add it to the allowed origins of the key.',
)
