import { Agent, request } from 'undici'
import { createMerchant } from '../server/accounts/accounts.ts'
import type { Core } from '../server/core.ts'
import { setEndpoint } from '../server/webhooks/endpoints.ts'
import { emit } from '../server/webhooks/outbox.ts'
import { startDeliveryWorker } from '../server/webhooks/worker.ts'
import { start } from './children.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

const DUE = 10_000
const OWNERS = 10
const CONNECTIONS = 16

/**
 * Webhooks delivered in a second with 10,000 due, signed, each attempt recorded durably. The limit posts as many bare
 * requests to the same receiver and keeps nothing.
 */
export async function* benchDeliver(): AsyncGenerator<Measure> {
  const receiver = await start<{ url: string }>('receiver.ts')
  try {
    yield await withCore(async (core) => {
      const owners = await openOwners(core, receiver.hello.url)
      return inTurn(
        'deliver',
        'webhooks/s',
        async () => {
          await fill(core, owners)
          const startedAt = performance.now()
          const worker = startDeliveryWorker(core)
          await worker.drain()
          const seconds = (performance.now() - startedAt) / 1000
          await worker.stop()
          return DUE / seconds
        },
        () => postBare(receiver.hello.url),
      )
    })
  } finally {
    await receiver.stop()
  }
}

async function openOwners(core: Core, url: string): Promise<string[]> {
  const owners: string[] = []
  for (let n = 0; n < OWNERS; n += 1) {
    const { id } = await createMerchant(core, { name: `Bench ${n}`, origins: ['*'] })
    await setEndpoint(core, { dialect: 'paylinkr', ownerId: id, mode: 'test', url: `${url}/${n}` })
    owners.push(id)
  }
  return owners
}

async function fill(core: Core, owners: string[]): Promise<void> {
  for (const ownerId of owners) {
    await core.store.transaction(async (tx) => {
      for (let n = 0; n < DUE / OWNERS; n += 1) {
        const payload = { invoiceId: `inv_${n}`, status: 'paid', expectedAmount: '250.00', receivedAmount: '250.00' }
        await emit(core, tx, {
          dialect: 'paylinkr',
          ownerId,
          mode: 'test',
          type: 'invoice.paid',
          subjectId: `inv_${n}`,
          payload,
        })
      }
    })
  }
}

async function postBare(url: string): Promise<number> {
  const agent = new Agent({ connections: CONNECTIONS * OWNERS })
  const body = JSON.stringify({ event: 'invoice.paid', invoiceId: 'inv_1', status: 'paid', expectedAmount: '250.00' })
  let left = DUE
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS * OWNERS }, async () => {
      while (left > 0) {
        left -= 1
        const headers = { 'content-type': 'application/json' }
        const answer = await request(url, { method: 'POST', body, headers, dispatcher: agent })
        await answer.body.dump()
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  await agent.close()
  return DUE / seconds
}
