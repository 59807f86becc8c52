import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import type { Core } from '../core.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { getEndpoint, setEndpoint } from './endpoints.ts'
import { leaseDue } from './leases.ts'
import type { SenderOptions } from './send.ts'
import {
  addOwner,
  attemptsOf,
  deliveriesOf,
  emitMany,
  forgetWebhooks,
  type Receiver,
  startReceiver,
} from './test-webhooks.ts'
import { type DeliveryWorker, startDeliveryWorker } from './worker.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describeOnBothStores('the delivery worker', (store) => {
  const receivers: Receiver[] = []
  const workers: DeliveryWorker[] = []

  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close()
    for (const worker of workers.splice(0)) await worker.stop()
    await forgetWebhooks(store())
  })

  const core = () => testCore(store())

  async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
    const made = await startReceiver(answer)
    receivers.push(made)
    return made
  }

  function start(node: Core, options?: SenderOptions): DeliveryWorker {
    const worker = startDeliveryWorker(node, options)
    workers.push(worker)
    return worker
  }

  const idsOf = ({ received }: Receiver) => received.map(({ headers }) => headers['webhook-id'])

  it('delivers each of 500 once, signed', async () => {
    const node = core()
    const shop = await receiver()
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner, 500)
    await start(node).drain()
    expect(shop.received).toHaveLength(500)
    expect(new Set(shop.received.map(({ body }) => JSON.parse(body).data.payment_id)).size).toBe(500)
    for (const { headers, body } of shop.received) {
      expect(headers['x-paylinq-signature']).toBe(createHmac('sha256', owner.secret).update(body).digest('hex'))
      expect(JSON.parse(body).id).toBe(headers['webhook-id'])
    }
    const deliveries = await deliveriesOf(node, owner)
    expect(deliveries.every(({ state, attempts }) => state === 'succeeded' && attempts === 1)).toBe(true)
    expect(await attemptsOf(node, owner)).toHaveLength(500)
  })

  it('is woken by what happens while it runs', async () => {
    const node = core()
    const shop = await receiver()
    const owner = await addOwner(node, shop.url, 'paylinkr')
    start(node)
    await emitMany(node, owner, 3)
    await expect.poll(() => shop.received.length).toBe(3)
    expect(shop.received[0]!.headers).toMatchObject({ 'x-paylinkr-event': 'payment.succeeded' })
  })

  it('shares the work with another node, and delivers each once', async () => {
    const [first, second] = [core(), core()]
    const [one, other] = [await receiver(), await receiver()]
    const owners = [await addOwner(first, one.url), await addOwner(first, other.url)]
    for (const owner of owners) await emitMany(first, owner, 150)
    const started = [start(first), start(second)]
    await Promise.all(started.map((worker) => worker.drain()))
    for (const worker of started) await worker.stop()
    for (const shop of [one, other]) {
      expect(shop.received).toHaveLength(150)
      expect(new Set(idsOf(shop)).size).toBe(150)
    }
  })

  it('lets dead endpoints keep no other waiting', async () => {
    const node = core()
    const dead = await receiver(() => {})
    const shop = await receiver()
    for (let n = 0; n < 10; n++) await emitMany(node, await addOwner(node, `${dead.url}/${n}`), 50)
    node.clock.advance(1)
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner, 200)
    start(node)
    await expect.poll(() => shop.received.length).toBe(200)
    // None of the dead ones has as much as timed out, and they hold few connections.
    expect(dead.received.length).toBeLessThanOrEqual(10 * 4)
    const failed = store().db.selectFrom('delivery_attempts').select('id').where('success', '=', 0)
    expect(await failed.execute()).toEqual([])
  })

  it('sends the same bytes again after a failure', async () => {
    const node = core()
    let answers = 0
    const shop = await receiver((response) => response.writeHead(answers++ === 0 ? 500 : 200).end())
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner)
    const worker = start(node)
    await worker.drain()
    expect(shop.received).toHaveLength(1)
    node.clock.advance(5_000)
    await worker.drain()
    const [first, second] = shop.received
    expect(second!.body).toBe(first!.body)
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
    expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp'])
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 2 }])
  })

  it('delivers what a node leased that crashed before it knew the result', async () => {
    const node = core()
    const shop = await receiver()
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner)
    await leaseDue(node, { limit: 10, room: () => 10, held: new Set() })
    const worker = start(node)
    await worker.drain()
    expect(shop.received).toHaveLength(0)
    node.clock.advance(MINUTE)
    await worker.drain()
    expect(shop.received).toHaveLength(1)
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 2 }])
  })

  it('sends nothing twice when the clock leaps while a message is under way', async () => {
    const node = core()
    const answers: ServerResponse[] = []
    const shop = await receiver((response) => void answers.push(response))
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner)
    const worker = start(node)
    await expect.poll(() => answers.length).toBe(1)
    node.clock.advance(DAY)
    const drained = worker.drain()
    node.changes.announce('deliveries')
    answers[0]!.writeHead(204).end()
    await drained
    expect(shop.received).toHaveLength(1)
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 1 }])
  })

  it('waits as long as Retry-After says', async () => {
    const node = core()
    let busy = true
    const shop = await receiver((response) => {
      if (busy) response.writeHead(503, { 'Retry-After': '600' }).end()
      else response.writeHead(204).end()
    })
    await emitMany(node, await addOwner(node, shop.url))
    const worker = start(node)
    await worker.drain()
    busy = false
    node.clock.advance(10 * MINUTE - 1)
    await worker.drain()
    expect(shop.received).toHaveLength(1)
    node.clock.advance(1)
    await worker.drain()
    expect(shop.received).toHaveLength(2)
  })

  it('switches off an endpoint that is gone, and sends it nothing more', async () => {
    const node = core()
    const shop = await receiver((response) => response.writeHead(410).end())
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner, 100)
    const worker = start(node)
    await worker.drain()
    // Only those that were under way together when the first answer came.
    expect(shop.received.length).toBeLessThan(100)
    expect(await getEndpoint(node, { ...owner, mode: 'test' })).toMatchObject({ enabled: false })
    expect((await deliveriesOf(node, owner)).every(({ state }) => state === 'failed')).toBe(true)
    const before = shop.received.length
    node.clock.advance(DAY)
    await emitMany(node, owner)
    await worker.drain()
    expect(shop.received).toHaveLength(before)
  })

  it('switches off an endpoint that failed for five days', async () => {
    const node = core()
    const shop = await receiver((response) => response.writeHead(500).end())
    const owner = await addOwner(node, shop.url)
    const worker = start(node)
    for (let day = 0; day < 6; day++) {
      await emitMany(node, owner)
      await worker.drain()
      expect((await getEndpoint(node, { ...owner, mode: 'test' }))!.enabled).toBe(day < 5)
      node.clock.advance(DAY)
    }
  })

  it('follows no redirect and records that it did not', async () => {
    const node = core()
    const inside = await receiver()
    const shop = await receiver((response) => response.writeHead(302, { Location: inside.url }).end())
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner)
    await start(node).drain()
    expect(inside.received).toEqual([])
    expect(await attemptsOf(node, owner)).toMatchObject([{ status_code: 302, success: 0 }])
  })

  it('connects to nothing inside, whatever the endpoint was allowed when it was set', async () => {
    const node = core()
    const inside = await receiver()
    const literal = await addOwner(node, inside.url)
    const named = await addOwner(node, inside.url.replace('127.0.0.1', 'rebind.example'))
    for (const owner of [literal, named]) await emitMany(node, owner)
    const strict = { ...node, config: { ...node.config, webhooksToLoopback: false } }
    await start(strict, { resolve: async () => [{ address: '127.0.0.1', family: 4 }] }).drain()
    expect(inside.received).toEqual([])
    expect(await attemptsOf(node, literal)).toMatchObject([{ status_code: null, success: 0 }])
    expect(await attemptsOf(node, named)).toMatchObject([{ status_code: null, success: 0 }])
  })

  it('finishes what is under way when it stops, and gives back the rest', async () => {
    const node = core()
    const answers: ServerResponse[] = []
    const shop = await receiver((response) => void answers.push(response))
    const owner = await addOwner(node, shop.url)
    await emitMany(node, owner, 20)
    const worker = start(node)
    await expect.poll(() => answers.length).toBe(4)
    const stopped = worker.stop()
    for (const response of answers) response.writeHead(204).end()
    await stopped
    const deliveries = await deliveriesOf(node, owner)
    expect(deliveries.filter(({ state, attempts }) => state === 'succeeded' && attempts === 1)).toHaveLength(4)
    expect(deliveries.filter(({ state, attempts }) => state === 'due' && attempts === 0)).toHaveLength(16)
    await emitMany(node, owner)
    expect((await leaseDue(node, { limit: 50, room: () => 50, held: new Set() })).leases).toHaveLength(17)
    expect(shop.received).toHaveLength(4)
  })

  it('goes on after an endpoint that was switched off is switched on again', async () => {
    const node = core()
    const shop = await receiver()
    const owner = await addOwner(node, shop.url)
    const worker = start(node)
    await setEndpoint(node, { ...owner, mode: 'test', enabled: false })
    await emitMany(node, owner)
    await worker.drain()
    await setEndpoint(node, { ...owner, mode: 'test', enabled: true })
    await emitMany(node, owner)
    await worker.drain()
    expect(shop.received).toHaveLength(1)
  })
})
