import { describe, expect, it, type TestContext, vi } from 'vitest'
import { cancelPayment, createInvoice, createPayment } from './merchant.ts'
import { type Host, openScene, PATIENCE_MS, type Scene } from './scene.ts'
import { signAll } from './transfers.ts'

const PAYMENTS = 30
const INVOICES = 10
/** In stroops. */
const ONE_USDC = 10_000_000n

describe.concurrent('two hosts on one PostgreSQL', () => {
  const timeout = 60_000

  async function open(test: TestContext, environment: Record<string, string> = {}) {
    const scene = await openScene(test, 'postgres', { environment })
    return { scene, hosts: await Promise.all([scene.startHost(), scene.startHost()]) }
  }

  it('make one payment for one Idempotency-Key, and cancel it once', { timeout }, async (test) => {
    const { scene, hosts } = await open(test)
    const ids = await Promise.all(
      Array.from({ length: PAYMENTS }, async (_, n) => {
        const key = { 'Idempotency-Key': `order-${n}` }
        const answers = await Promise.all(hosts.map((host) => createPayment(scene, host, key)))
        expect(answers.map(({ status }) => status)).toEqual([201, 201])
        expect(answers.map(({ headers }) => headers.get('idempotent-replayed')).sort()).toEqual([null, 'true'])
        expect(answers[0]!.body).toEqual(answers[1]!.body)
        return answers[0]!.body.id
      }),
    )
    const kept = await scene.read((db) => db.selectFrom('payments').select('id').execute())
    expect(kept.map(({ id }) => id).sort()).toEqual(ids.sort())

    for (const id of ids) {
      const answers = await Promise.all(hosts.map((host) => cancelPayment(scene, host, id)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    }
    await expectEachToldOnce(scene, hosts, PAYMENTS)
  })

  it('credit each transfer once, and tell of each once', { timeout }, async (test) => {
    const { scene, hosts } = await open(test)
    const memos: string[] = []
    for (let n = 0; n < INVOICES; n += 1) memos.push((await createInvoice(scene, hosts[n % 2]!, '3')).memo)
    const parts = [ONE_USDC, 2n * ONE_USDC].flatMap((amount) => memos.map((memo) => ({ memo, amounts: [amount] })))
    for (const payment of await signAll(scene.horizon, parts)) await scene.horizon.submitTransaction(payment)

    // Created, partially paid, paid.
    await expectEachToldOnce(scene, hosts, 3 * INVOICES)
    const invoices = await scene.read((db) =>
      db.selectFrom('invoices').select(['reference', 'status', 'received_amount']).execute(),
    )
    expect(invoices.map((one) => `${one.reference} ${one.status} ${one.received_amount}`).sort()).toEqual(
      memos.map((memo) => `${memo} paid ${3n * ONE_USDC}`).sort(),
    )
    const transfers = await scene.read((db) => db.selectFrom('transfers').select('amount').execute())
    expect(transfers).toHaveLength(parts.length)
  })

  it('count the requests of a key together', { timeout }, async (test) => {
    const { scene, hosts } = await open(test, { RATE_LIMIT: '20' })
    const answers = await Promise.all(Array.from({ length: PAYMENTS }, (_, n) => createPayment(scene, hosts[n % 2]!)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(20).fill(201), ...Array(10).fill(429)])
    const kept = await scene.read((db) => db.selectFrom('payments').select('id').execute())
    expect(kept).toHaveLength(20)
  })
})

/** Waits for as many webhooks, then has both hosts finish what they do. */
async function expectEachToldOnce({ receiver, read }: Scene, hosts: Host[], count: number) {
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(count), PATIENCE_MS)
  await Promise.all(hosts.map(({ stop }) => stop()))
  expect(receiver.received).toHaveLength(count)
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(count)
  const deliveries = await read((db) => db.selectFrom('deliveries').select(['state', 'attempts']).execute())
  expect(deliveries).toEqual(Array(count).fill({ state: 'succeeded', attempts: 1 }))
}
