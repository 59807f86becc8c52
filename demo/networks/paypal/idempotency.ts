import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Account } from './account.ts'
import { inProgress, invalidRequest, unprocessable } from './errors.ts'

interface KeptRequest {
  endpoint: string
  parameters: string
  /** What it made. */
  id: string
  at: number
}

interface Keyed {
  /** `PayPal-Request-Id` */
  key: string
  /** Method and path. */
  endpoint: string
  body: unknown
  keptMs: number
}

/**
 * Lets a request with a `PayPal-Request-Id` take effect once: whoever sends it again is told how what it made is doing
 * now. A request that was refused is not remembered.
 * https://developer.paypal.com/api/rest/reference/idempotency/
 */
export interface Idempotency {
  /** Runs `execute`, or finds what it made before. `execute` calls `keep` in the transaction that it writes in. */
  once(request: Keyed, execute: (keep: (id: string) => void) => string): Promise<{ id: string; replayed: boolean }>
}

const LONGEST_KEY = 108

export function openIdempotency({ books, now }: Pick<Account, 'books' | 'now'>): Idempotency {
  const inFlight = new Set<string>()
  return {
    async once({ key, endpoint, body, keptMs }, execute) {
      if (key.length > LONGEST_KEY) {
        const description = `It has at most ${LONGEST_KEY} characters.`
        throw invalidRequest([
          { issue: 'INVALID_STRING_LENGTH', description, field: 'PayPal-Request-Id', location: 'header' },
        ])
      }
      if (inFlight.has(key)) throw inProgress()
      const parameters = createHash('sha256').update(JSON.stringify(body)).digest('hex')
      const kept = books.get<KeptRequest>('request', key)
      if (kept && now() - kept.at < keptMs) {
        checkSame(kept, { endpoint, parameters, key })
        return { id: kept.id, replayed: true }
      }
      inFlight.add(key)
      try {
        // Two requests that arrive together are both here before either is worked on.
        await nextTurn()
        const at = now()
        const id = execute((made) =>
          books.put('request', key, { endpoint, parameters, id: made, at } satisfies KeptRequest),
        )
        return { id, replayed: false }
      } finally {
        inFlight.delete(key)
      }
    },
  }
}

/** PayPal would answer with what the first request made. That is never what the second one meant. */
function checkSame(kept: KeptRequest, again: { endpoint: string; parameters: string; key: string }) {
  if (kept.endpoint === again.endpoint && kept.parameters === again.parameters) return
  throw unprocessable('DUPLICATE_REQUEST_ID', `This id was used for another request to ${kept.endpoint}.`, {
    field: 'PayPal-Request-Id',
    value: again.key,
    location: 'header',
  })
}
