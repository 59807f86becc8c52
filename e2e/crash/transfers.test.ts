import type { Transaction } from '@stellar/stellar-sdk'
import { describe, expect, it, vi } from 'vitest'
import { type Chance, KILLS, openChance, SEED } from './chance.ts'
import { countPaid, createInvoice } from './merchant.ts'
import { type Moment, pickMoment } from './moment.ts'
import { ENGINES, type Host, LEASES_OVER_MS, openScene, PATIENCE_MS, type Scene } from './scene.ts'
import { type Draft, inUsdc, readArrivals, signAll } from './transfers.ts'

const INVOICES_A_KILL = 7
/** In stroops. */
const UP_TO_30_USDC = 300_000_000

describe.concurrent.each(ENGINES)('a host on %s that is killed while transfers arrive', (engine) => {
  const timeout = 60_000 + KILLS * 10_000

  it(`credits each of them once, and tells of each once (${KILLS} kills, seed ${SEED})`, { timeout }, async (test) => {
    const scene = await openScene(test, engine)
    const chance = openChance()
    let host = await scene.startHost()
    const invoices = KILLS * INVOICES_A_KILL
    const drafts: Draft[] = []
    for (let n = 0; n < invoices; n += 1) drafts.push(...(await billInParts(scene, host, chance, n)))
    const transactions = await signAll(scene.horizon, chance.shuffle(drafts))

    async function killAndStartAgain() {
      await host.kill()
      scene.passTime(LEASES_OVER_MS)
      host = await scene.startHost()
    }

    for (let kill = 0; kill < KILLS; kill += 1) {
      const [from, to] = [kill, kill + 1].map((n) => Math.floor((n * transactions.length) / KILLS))
      const some = transactions.slice(from, to)
      const moment = pickMoment(chance, some.length)
      await Promise.all([submitAll(scene, some, moment), moment.reached.then(killAndStartAgain)])
    }

    await vi.waitFor(async () => expect(await countPaid(scene, host)).toBe(invoices), PATIENCE_MS)
    const told = { 'invoice.created': invoices, 'invoice.partially_paid': 2 * invoices, 'invoice.paid': invoices }
    await vi.waitFor(() => expect(webhooksByType(scene)).toEqual(told), PATIENCE_MS)
    await host.stop()
    await expectBooksToAgree(scene)
  })
})

/** An invoice over some amount, to be paid in three parts; two of them in one transaction for every fourth. */
async function billInParts(scene: Scene, host: Host, chance: Chance, n: number): Promise<Draft[]> {
  const part = () => 1n + BigInt(Math.floor(chance.below(UP_TO_30_USDC)))
  const [a, b, c] = [part(), part(), part()] as const
  const { memo } = await createInvoice(scene, host, inUsdc(a + b + c))
  const together = n % 4 === 0 ? [[a, b], [c]] : [[a], [b], [c]]
  return together.map((amounts) => ({ memo, amounts }))
}

/** In their order; each is answered when a ledger holds it. */
async function submitAll({ horizon }: Scene, transactions: Transaction[], moment: Moment) {
  for (const transaction of transactions) {
    await horizon.submitTransaction(transaction)
    moment.happened()
  }
}

/** How many different ones arrived: one that was sent twice has the same id. */
function webhooksByType({ receiver }: Scene): Record<string, number> {
  const types = new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id']!, JSON.parse(body).event]))
  return Object.fromEntries([...Map.groupBy(types.values(), (type) => type)].map(([type, all]) => [type, all.length]))
}

async function expectBooksToAgree({ horizon, read }: Scene) {
  const arrivals = await readArrivals(horizon)
  const transfers = await read((db) => db.selectFrom('transfers').selectAll().execute())
  expect(transfers.filter(({ invoice_id }) => invoice_id === null)).toEqual([])
  const kept = transfers.map(({ transaction_hash, reference, amount }) => `${transaction_hash} ${reference} ${amount}`)
  const wanted = arrivals.map(({ transactionHash, memo, amount }) => `${transactionHash} ${memo} ${amount}`)
  expect(kept.sort()).toEqual(wanted.sort())

  const received = Map.groupBy(arrivals, ({ memo }) => memo)
  const invoices = await read((db) => db.selectFrom('invoices').selectAll().execute())
  const credited = invoices.map((one) => `${one.reference} ${one.status} ${one.received_amount}`)
  const booked = [...received].map(([memo, all]) => `${memo} paid ${all.reduce((sum, { amount }) => sum + amount, 0n)}`)
  expect(credited.sort()).toEqual(booked.sort())
}
