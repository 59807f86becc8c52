import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { ApiError } from './errors.ts'

/** What a request was answered; no body with 204. */
export interface Answer {
  status: number
  body: object | null
}

interface KeptAnswer extends Answer {
  /** Method, path and body of the request, as a digest. */
  request: string
  at: number
}

interface Keyed {
  key: string
  /** Method and path. */
  endpoint: string
  body: unknown
}

/** docs.mollie.com/reference/api-idempotency: a key is remembered for an hour. */
const KEPT_MS = 60 * 60 * 1000

/** Lets a request with a key take effect once: whoever sends it again within the hour gets the first answer again. */
export interface Idempotency {
  /** Runs `execute`, or replays. `execute` calls `keep` with its answer in the transaction that it writes in. */
  once(request: Keyed, execute: (keep: (answer: Answer) => void) => Answer): Promise<Answer>
}

export function openIdempotency(books: Books, clock: Clock): Idempotency {
  const inFlight = new Set<string>()
  return {
    async once({ key, endpoint, body }, execute) {
      if (inFlight.has(key)) throw new ApiError(409, `Another request with the key ${key} is being worked on.`)
      const request = createHash('sha256')
        .update(JSON.stringify([endpoint, body]))
        .digest('hex')
      const kept = books.get<KeptAnswer>('idempotent_answer', key)
      if (kept && clock.now() - kept.at < KEPT_MS) {
        if (kept.request === request) return { status: kept.status, body: kept.body }
        throw new ApiError(400, `The key ${key} came with another request before. Use a new key for a new request.`)
      }
      inFlight.add(key)
      try {
        // Two requests that arrive together are both here before either is worked on.
        await nextTurn()
        const at = clock.now()
        return execute((made) => books.put('idempotent_answer', key, { ...made, request, at } satisfies KeptAnswer))
      } finally {
        inFlight.delete(key)
      }
    },
  }
}
