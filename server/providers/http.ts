import { ProviderFailure } from './provider.ts'

/** Connections that were never made: nothing can have arrived. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** How sure a failed call is to have done nothing, by what the network said. */
export const certaintyOf = (code: unknown): ProviderFailure['certainty'] =>
  typeof code === 'string' && NEVER_CONNECTED.has(code) ? 'not_sent' : 'unknown'

export interface ProviderAnswer {
  status: number
  headers: Headers
  /** Parsed JSON; null when there was none. */
  body: unknown
}

/** Answers of providers are small; one that is not is none. */
const MAX_ANSWER_BYTES = 2_000_000

/**
 * One call to a provider, never repeated and never redirected.
 * @throws ProviderFailure when there is no answer, or none that can be read: `not_sent` if it surely never arrived.
 */
export async function providerFetch(url: string, init: RequestInit, timeout: number): Promise<ProviderAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeout) })
    const text = await response.text()
    if (text.length > MAX_ANSWER_BYTES) throw new Error('The answer is too long.')
    return { status: response.status, headers: response.headers, body: text === '' ? null : parse(text) }
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: unknown; message?: string } }
    throw new ProviderFailure(certaintyOf(cause?.code), cause?.message ?? message)
  }
}

/** Something between us may answer with a page of its own: the status then says what it was. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
