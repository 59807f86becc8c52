import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../server/clock.ts'
import { type Service, type ServiceContext, type StandIn, startStandIn } from './stand-in.ts'

/** What the tests of the stand-ins have in common. */

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

/** A running stand-in on a free port, and its service. It is stopped when the test is over, if not before. */
export async function startTestStandIn<Kind extends Service>(
  name: string,
  clock: Clock,
  open: (context: ServiceContext) => Kind,
): Promise<{ standIn: StandIn; service: Kind }> {
  let service!: Kind
  const standIn = await startStandIn({
    name,
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
  return { standIn: { ...standIn, stop }, service }
}

/** What a promise is rejected with; undefined when it is not. */
export const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

export interface ReceivedWebhook {
  body: string
  headers: Headers
}

/** A receiver of webhooks that answers with the statuses it is given, and then 200. */
export async function startReceiver(...statuses: number[]) {
  const received: ReceivedWebhook[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = new Headers(request.headers as Record<string, string>)
    received.push({ body: Buffer.concat(chunks).toString(), headers })
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
