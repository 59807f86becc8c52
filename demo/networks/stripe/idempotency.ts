import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { ApiError, invalidRequest } from './errors.ts'
import type { FormMap } from './form.ts'

/** What a request was answered. */
export interface Answer {
  status: number
  body: object
}

interface KeptAnswer extends Answer {
  endpoint: string
  parameters: string
  at: number
}

interface Keyed {
  key: string
  /** Method and path. */
  endpoint: string
  form: FormMap
}

const KEPT_MS = 24 * 60 * 60 * 1000

/** Lets a request with a key take effect once: whoever sends it again gets the first answer again. */
export interface Idempotency {
  /** Runs `execute`, or replays. `execute` calls `keep` with its answer in the transaction that it writes in. */
  once(
    request: Keyed,
    execute: (keep: (answer: Answer) => void) => Answer,
  ): Promise<{ answer: Answer; replayed: boolean }>
}

export function openIdempotency(books: Books, clock: Clock): Idempotency {
  const inFlight = new Set<string>()
  return {
    async once({ key, endpoint, form }, execute) {
      if (key.length > 255) throw invalidRequest('An idempotency key has at most 255 characters.')
      if (inFlight.has(key)) {
        throw new ApiError(409, {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: `Another request with the key ${key} is being worked on. Try again.`,
        })
      }
      const parameters = createHash('sha256').update(JSON.stringify(form)).digest('hex')
      const kept = books.get<KeptAnswer>('idempotent_answer', key)
      if (kept && clock.now() - kept.at < KEPT_MS) {
        checkSame(kept, { key, endpoint, parameters })
        return { answer: { status: kept.status, body: kept.body }, replayed: true }
      }
      inFlight.add(key)
      try {
        // Two requests that arrive together are both here before either is worked on, as at Stripe.
        await nextTurn()
        const at = clock.now()
        const answer = execute((made) =>
          books.put('idempotent_answer', key, { ...made, endpoint, parameters, at } satisfies KeptAnswer),
        )
        return { answer, replayed: false }
      } finally {
        inFlight.delete(key)
      }
    },
  }
}

function checkSame(kept: KeptAnswer, again: { key: string; endpoint: string; parameters: string }) {
  if (kept.endpoint === again.endpoint && kept.parameters === again.parameters) return
  const what = kept.endpoint === again.endpoint ? 'other parameters' : `another endpoint (${kept.endpoint})`
  throw new ApiError(400, {
    type: 'idempotency_error',
    message: `The key ${again.key} was first used with ${what}. Use a new key for a new request.`,
  })
}
