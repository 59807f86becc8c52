import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Core } from '../core.ts'
import type { Dialect } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { setEndpoint } from './endpoints.ts'
import { emit } from './outbox.ts'

export interface Received {
  path: string
  headers: Record<string, string>
  body: string
}

export interface Receiver {
  url: string
  received: Received[]
  close(): Promise<void>
}

/** A merchant's server on a free port. @param answer 204 unless given; one that never answers is allowed. */
export async function startReceiver(
  answer: (response: ServerResponse, received: Received) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const entry = { path: request.url!, headers: request.headers as Record<string, string>, body }
    received.push(entry)
    answer(response, entry)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

export interface TestOwner {
  ownerId: string
  dialect: Dialect
  endpointId: string
  secret: string
}

/** Somebody with an endpoint. */
export async function addOwner(core: Core, url: string, dialect: Dialect = 'paylinq'): Promise<TestOwner> {
  const ownerId = randomUUID()
  const { endpoint, secret } = await setEndpoint(core, { dialect, ownerId, mode: 'test', url })
  return { ownerId, dialect, endpointId: endpoint.id, secret: secret! }
}

/** Lets as many payments of theirs succeed. */
export async function emitMany(core: Core, { ownerId, dialect }: TestOwner, count = 1): Promise<void> {
  await core.store.transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      const payload = { payment_id: `payment-${n}`, amount: 2500, currency: 'EUR' }
      const event = { dialect, ownerId, mode: 'test' as const, type: 'payment.succeeded', subjectId: `payment-${n}` }
      await emit(core, tx, { ...event, payload })
    }
  })
}

export const deliveriesOf = (core: Core, { endpointId }: TestOwner) =>
  core.store.db.selectFrom('deliveries').selectAll().where('endpoint_id', '=', endpointId).orderBy('id').execute()

export const attemptsOf = (core: Core, { ownerId }: TestOwner) =>
  core.store.db
    .selectFrom('delivery_attempts')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('created_at')
    .orderBy('attempt')
    .execute()

/** Leaves a shared store without anything that a later test's worker would send. */
export async function forgetWebhooks(store: Store): Promise<void> {
  for (const table of ['delivery_attempts', 'deliveries', 'events', 'webhook_endpoints'] as const) {
    await store.db.deleteFrom(table).execute()
  }
}
