import { z } from 'zod'
import { providerFetch } from '../http.ts'
import { ProviderFailure } from '../provider.ts'

export interface MollieCall {
  method: 'GET' | 'POST' | 'DELETE'
  /** Under `/v2/`. */
  path: string
  body?: object
  idempotencyKey?: string
  /** Statuses with which this call is surely turned away undone, beside 429. */
  turnedAway?: readonly number[]
}

export interface MollieApi {
  /** @throws MollieFailure, or ProviderFailure when there was no answer that can be read. */
  call<S extends z.ZodType>(answer: S, call: MollieCall): Promise<z.infer<S>>
}

/** Mollie's answer that something was not done, or not surely. */
export class MollieFailure extends ProviderFailure {
  readonly status: number

  constructor(certainty: ProviderFailure['certainty'], status: number, message: string) {
    super(certainty, message)
    this.status = status
  }
}

/** https://docs.mollie.com/reference/handling-errors */
const refusal = z.object({ title: z.string(), detail: z.string() })

/** @param timeout milliseconds for each call. */
export function openMollieApi(apiUrl: string, apiKey: string, timeout: number): MollieApi {
  return {
    async call(answer, { method, path, body, idempotencyKey, turnedAway = [] }) {
      const init = {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/hal+json',
          ...(body && { 'content-type': 'application/json' }),
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        },
        ...(body && { body: JSON.stringify(body) }),
      }
      const { status, body: given } = await providerFetch(`${apiUrl}/v2/${path}`, init, timeout)
      if (status < 200 || status > 299) throw failureOf(status, given, turnedAway)
      const parsed = answer.safeParse(given)
      if (parsed.success) return parsed.data
      throw new ProviderFailure('unknown', `Mollie answered what cannot be read: ${z.prettifyError(parsed.error)}`)
    },
  }
}

function failureOf(status: number, given: unknown, turnedAway: readonly number[]): MollieFailure {
  const parsed = refusal.safeParse(given)
  const message = parsed.success ? parsed.data.detail : `Mollie answered ${status}.`
  return new MollieFailure(certaintyOf(status, turnedAway), status, message)
}

function certaintyOf(status: number, turnedAway: readonly number[]): ProviderFailure['certainty'] {
  if (status === 429 || turnedAway.includes(status)) return 'not_sent'
  // 408: given up half-way. 409: the same is being worked on, or was done a moment ago.
  if (status < 400 || status >= 500 || status === 408 || status === 409) return 'unknown'
  return 'refused'
}
