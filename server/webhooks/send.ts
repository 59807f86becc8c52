import { Agent } from 'undici'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { AddressRefused, publicOnlyConnector, type Resolve } from './address.ts'
import { type Outcome, readRetryAfter } from './delivery.ts'
import type { Message } from './message.ts'

export interface SenderOptions {
  /** Milliseconds for a whole exchange: name, connection, request, answer. */
  timeout?: number
  resolve?: Resolve
}

export interface Sender {
  /** Never throws. Null when the sender was closed before an answer came: then it is not known whether it arrived. */
  send(url: string, message: Message): Promise<Outcome | null>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

const EXCHANGE_TIMEOUT = 15_000
const CONNECT_TIMEOUT = 10_000
const IDLE_CONNECTION_KEPT = 10_000
/** An answer's body is read only to use its connection again, and no further than this. */
const MOST_BODY_BYTES = 16_384

/** Keeps connections open between messages and follows no redirect. */
export function openSender(config: Config, clock: Clock, options: SenderOptions = {}): Sender {
  const { timeout = EXCHANGE_TIMEOUT, resolve } = options
  const agent = new Agent({
    connect: publicOnlyConnector(config, { timeout: Math.min(timeout, CONNECT_TIMEOUT), resolve }),
    keepAliveTimeout: IDLE_CONNECTION_KEPT,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  })
  let closed = false

  async function exchange(url: URL, message: Message, signal: AbortSignal): Promise<Omit<Outcome, 'durationMs'>> {
    const { statusCode, headers, body } = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'POST',
      headers: message.headers,
      body: message.body,
      signal,
    })
    // The status has decided; an answer that breaks off behind it changes nothing.
    await body.dump({ limit: MOST_BODY_BYTES, signal }).catch(() => {})
    if (statusCode >= 200 && statusCode < 300) return { statusCode, error: null, retryAfter: null }
    const header = headers['retry-after']
    const retryAfter = readRetryAfter(Array.isArray(header) ? header[0] : header, clock.now())
    return { statusCode, error: describeStatus(statusCode), retryAfter }
  }

  return {
    async send(url, message) {
      const start = performance.now()
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), timeout)
      const durationMs = () => Math.round(performance.now() - start)
      try {
        return { ...(await exchange(new URL(url), message, deadline.signal)), durationMs: durationMs() }
      } catch (error) {
        if (closed) return null
        const text = deadline.signal.aborted ? `No answer within ${timeout / 1000} s.` : describeError(error)
        return { statusCode: null, error: text, retryAfter: null, durationMs: durationMs() }
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      closed = true
      await agent.destroy()
    },
  }
}

function describeStatus(status: number): string {
  const redirects = status >= 300 && status < 400
  return `It answered ${status}${redirects ? ', and redirects are not followed' : ''}.`
}

const ERRORS: Record<string, string> = {
  ECONNREFUSED: 'It refused the connection.',
  ECONNRESET: 'It broke the connection off without an answer.',
  UND_ERR_SOCKET: 'It broke the connection off without an answer.',
  UND_ERR_CONNECT_TIMEOUT: `No connection within ${CONNECT_TIMEOUT / 1000} s.`,
  ENOTFOUND: 'The host name does not exist.',
  EAI_AGAIN: 'The host name could not be resolved.',
}

/** For the endpoint's owner, who knows the address but not our network. */
function describeError(error: unknown): string {
  if (error instanceof AddressRefused) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return ERRORS[code ?? ''] ?? `No connection: ${message || code}.`
}
