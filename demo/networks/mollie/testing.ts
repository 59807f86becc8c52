import http, { createServer } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { createMollieClient, type MollieClient } from '@mollie/api-client'
import { onTestFinished } from 'vitest'
import { type StandIn, startStandIn } from '../stand-in.ts'
import { type MollieService, mollieService } from './mollie.ts'

/** What the tests of the stand-in start from. */

export const API_KEY = 'test_sandbox00000000000000000000000'

/** A clock that stands still until it is moved. */
export function movableClock(at = Date.UTC(2026, 10, 20, 12)) {
  let now = at
  return {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export interface RunningMollie extends StandIn {
  service: MollieService
}

/** A running stand-in, stopped when the test is over. */
export async function startMollie({
  clock = movableClock(),
  booksFile = ':memory:',
  webhookRetryDelays = [1, 1, 1],
} = {}): Promise<RunningMollie> {
  const open = mollieService({ clock, booksFile, apiKey: API_KEY, webhookRetryDelays })
  let service!: MollieService
  const standIn = await startStandIn({
    name: 'mollie',
    port: 0,
    clock,
    service: (context) => {
      service = open(context)
      return service
    },
  })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= standIn.stop()
    return stopped
  }
  onTestFinished(stop)
  return { ...standIn, stop, service }
}

/**
 * The official client, unmodified, pointed at the stand-in. It makes an HTTPS agent whatever the address is, and it
 * makes it at once: for that moment the agent of plain HTTP stands in for it.
 */
export function clientOf({ url }: StandIn, apiKey = API_KEY): MollieClient {
  const { Agent } = https
  https.Agent = http.Agent as unknown as typeof https.Agent
  try {
    return createMollieClient({ apiKey, apiEndpoint: `${url}/v2/` })
  } finally {
    https.Agent = Agent
  }
}

/** What a promise is rejected with by the client. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<{ statusCode: number; field?: string; message: string }> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error && 'statusCode' in outcome) {
    return outcome as Error & { statusCode: number; field?: string }
  }
  throw new Error('Expected the request to be refused by Mollie', { cause: outcome })
}

/** A call without the client: for what the client would not send. */
export async function call(
  { url }: StandIn,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

export const RETURN_URL = 'http://shop.example/return?order=1'
export const CANCEL_URL = 'http://shop.example/return?order=1&cancelled=1'

/** What a merchant's server would create. */
export const order = {
  amount: { currency: 'EUR', value: '10.00' },
  description: 'Order 1',
  redirectUrl: RETURN_URL,
  cancelUrl: CANCEL_URL,
}

/** The payer's browser: what a page says, and where sending one of its forms leads. */
export const payer = {
  async look(address: string) {
    const response = await fetch(address, { redirect: 'manual' })
    return {
      status: response.status,
      html: await response.text(),
      headers: response.headers,
      location: response.headers.get('location'),
    }
  },
  async send(address: string, form: string, fields: Record<string, string> = {}) {
    const response = await fetch(`${address}/${form}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
    return { status: response.status, html: await response.text(), location: response.headers.get('location') }
  },
  card: (address: string, number: string) => payer.send(address, 'card', { number, expiry: '12 / 34', code: '123' }),
}

export interface ReceivedWebhook {
  body: string
  userAgent: string | undefined
  contentType: string | undefined
}

/** A receiver of webhooks that answers with the statuses it is given, and then 200. */
export async function startReceiver(...statuses: number[]) {
  const received: ReceivedWebhook[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { 'user-agent': userAgent, 'content-type': contentType } = request.headers
    received.push({ body: Buffer.concat(chunks).toString(), userAgent, contentType })
    response.writeHead(statuses.shift() ?? 200).end()
    for (const wake of waiting.splice(0)) wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** Resolves once `count` webhooks have come. */
    async until(count: number) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return received
    },
  }
}
