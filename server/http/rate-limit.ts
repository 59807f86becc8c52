import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'

export interface Allowance {
  limit: number
  remaining: number
  /** Unix seconds at which the window ends. */
  reset: number
  /** Seconds to wait; 0 when the request may go on. */
  retryAfter: number
}

export interface RateLimit {
  /** @param key any text, also one that a stranger wrote. */
  take(key: string): Promise<Allowance>
  /** Seconds until `take` would let a request go on; 0 when it would now. Nothing is counted. */
  wait(key: string): Promise<number>
}

/** What the store takes as it is. */
const PLAIN_KEY = /^[!-~]{1,100}$/

/** So many requests in a minute, counted over all nodes: in memory beside SQLite (one node), else in PostgreSQL. */
export function openRateLimit(store: Store, name: string, limit: number): RateLimit {
  const options = { points: limit, duration: 60, keyPrefix: name }
  const limiter = store.pool
    ? new RateLimiterPostgres({ ...options, storeClient: store.pool, tableName: 'rate_limits', tableCreated: true })
    : new RateLimiterMemory(options)
  return {
    async take(key) {
      try {
        return allowance(await limiter.consume(storable(key)))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        return { ...allowance(refused), retryAfter: secondsLeft(refused) }
      }
    },
    async wait(key) {
      const state = await limiter.get(storable(key))
      return state !== null && state.remainingPoints <= 0 ? secondsLeft(state) : 0
    },
  }

  function allowance(state: RateLimiterRes): Allowance {
    return {
      limit,
      remaining: Math.max(0, state.remainingPoints),
      // The limiter counts real time: a moved clock neither empties nor fills a window.
      reset: Math.ceil((Date.now() + state.msBeforeNext) / 1000),
      retryAfter: 0,
    }
  }
}

const storable = (key: string): string =>
  PLAIN_KEY.test(key) ? key : createHash('sha256').update(key).digest('base64url')

const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000))

export function rateLimitHeaders({ limit, remaining, reset, retryAfter }: Allowance): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(reset),
    ...(retryAfter > 0 && { 'Retry-After': String(retryAfter) }),
  }
}

/** @throws Problem `rate_limited` */
export function refuseWhenSpent({ limit, retryAfter }: Allowance): void {
  if (retryAfter === 0) return
  throw new Problem(
    'rate_limited',
    'rate_limited',
    `Rate limit of ${limit} requests a minute exceeded: wait ${retryAfter} s and retry.`,
  )
}
