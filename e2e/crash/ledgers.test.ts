import type { Transaction } from '@stellar/stellar-sdk'
import { describe, expect, it, type TestContext, vi } from 'vitest'
import type { Client } from 'xrpl'
import { merchant, payer, startTestNetwork } from '../../demo/networks/xrpl/test-network.ts'
import { addReceivingAddress, listReceivingAddresses } from '../../server/accounts/receiving-addresses.ts'
import type { InvoiceAnswer } from '../../server/invoices/schemas.ts'
import { formatDecimal } from '../../server/money/decimal.ts'
import { type Chance, openChance, SEED } from './chance.ts'
import { countPaid, createInvoice, done, request } from './merchant.ts'
import { type Moment, pickMoment } from './moment.ts'
import { ENGINES, type Host, LEASES_OVER_MS, openScene, PATIENCE_MS, type Scene } from './scene.ts'
import { type Draft, inUsdc, readArrivals, signAll } from './transfers.ts'

const KILLS = process.env.LONG ? 100 : 5
/** On each ledger. */
const INVOICES_A_KILL = 4
/** In stroops. */
const UP_TO_30_USDC = 300_000_000
/** In drops: the payer has 10 000 XRP, which is enough for the longest run. */
const UP_TO_10_XRP = 10_000_000
const XRP_DIGITS = 6
const LEDGER_INTERVAL_MS = 10

describe.concurrent.each(ENGINES)('a host on %s that is killed while two ledgers stream', (engine) => {
  const timeout = 60_000 + KILLS * 10_000

  it(`credits what each ledger's books say (${KILLS} kills, seed ${SEED})`, { timeout }, async (test) => {
    const { scene, xrpl, passTime } = await openLedgers(test, engine)
    const chance = openChance()
    let host = await scene.startHost()
    const invoices = KILLS * INVOICES_A_KILL
    const inUsdcToBe: Draft[] = []
    const inXrpToBe: XrpDraft[] = []
    for (let n = 0; n < invoices; n += 1) {
      inUsdcToBe.push(...(await billUsdc(scene, host, chance)))
      inXrpToBe.push(...(await billXrp(scene, host, chance)))
    }
    const onStellar = await signAll(scene.horizon, chance.shuffle(inUsdcToBe))
    const onXrpl = await signAllXrp(xrpl, chance.shuffle(inXrpToBe))

    async function killAndStartAgain() {
      await host.kill()
      passTime(LEASES_OVER_MS)
      host = await scene.startHost()
    }

    for (let kill = 0; kill < KILLS; kill += 1) {
      const [stellarPart, xrplPart] = [partOf(onStellar, kill), partOf(onXrpl, kill)]
      const moment = pickMoment(chance, stellarPart.length + xrplPart.length)
      await Promise.all([
        submitToStellar(scene, stellarPart, moment),
        submitToXrpl(xrpl, xrplPart, moment),
        moment.reached.then(killAndStartAgain),
      ])
    }

    await vi.waitFor(async () => expect(await countPaid(scene, host)).toBe(2 * invoices), PATIENCE_MS)
    const told = {
      'invoice.created': 2 * invoices,
      'invoice.partially_paid': 2 * invoices,
      'invoice.paid': 2 * invoices,
    }
    await vi.waitFor(() => expect(webhooksByType(scene)).toEqual(told), PATIENCE_MS)
    await host.stop()
    const arrived = [
      ...(await readArrivals(scene.horizon)).map(({ transactionHash, memo, amount }) => ({
        network: 'STELLAR',
        hash: transactionHash,
        reference: memo,
        amount,
      })),
      ...(await readXrpArrivals(xrpl)),
    ]
    expect(arrived).toHaveLength(4 * invoices)
    await expectBooksToAgree(scene, arrived)
  })
})

/** A scene whose merchant can be paid on the XRP Ledger, too, and the official client for that. */
async function openLedgers(test: TestContext, engine: (typeof ENGINES)[number]) {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  const { standIn, client, stop } = await startTestNetwork({ clock, ledgerIntervalMs: LEDGER_INTERVAL_MS })
  test.onTestFinished(stop)
  const scene = await openScene(test, engine, { environment: { XRPL_TEST_URLS: standIn.url } })
  await scene.administer(async (core) => {
    const [{ merchantId } = { merchantId: '' }] = await listReceivingAddresses(core)
    await addReceivingAddress(core, { merchantId, mode: 'test', network: 'XRPL', address: merchant.classicAddress })
  })
  return {
    scene,
    xrpl: client,
    passTime(ms: number) {
      ahead += ms
      scene.passTime(ms)
    },
  }
}

const partOf = <T>(all: T[], kill: number): T[] => {
  const [from, to] = [kill, kill + 1].map((n) => Math.floor((n * all.length) / KILLS))
  return all.slice(from, to)
}

/** An invoice over some amount, to be paid in two parts. */
async function billUsdc(scene: Scene, host: Host, chance: Chance): Promise<Draft[]> {
  const parts = [someOf(chance, UP_TO_30_USDC), someOf(chance, UP_TO_30_USDC)] as const
  const { memo } = await createInvoice(scene, host, inUsdc(parts[0] + parts[1]))
  return parts.map((amount) => ({ memo, amounts: [amount] }))
}

interface XrpDraft {
  tag: number
  drops: bigint
}

async function billXrp({ credentials }: Scene, { address }: Host, chance: Chance): Promise<XrpDraft[]> {
  const parts = [someOf(chance, UP_TO_10_XRP), someOf(chance, UP_TO_10_XRP)] as const
  const amount = formatDecimal(parts[0] + parts[1], XRP_DIGITS, 2)
  const { apiKey, origin } = credentials.paylinkr
  const { reference } = await done(
    request<InvoiceAnswer>(`${address}/api/v1/invoices`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'X-Api-Origin': origin },
      body: JSON.stringify({ title: 'Beans', amount, asset: 'XRP' }),
    }),
  )
  return parts.map((drops) => ({ tag: Number(reference), drops }))
}

const someOf = (chance: Chance, limit: number): bigint => 1n + BigInt(Math.floor(chance.below(limit)))

/** Signed beforehand: the ledger takes them in this order and no other. They never lapse, ledgers are quick here. */
async function signAllXrp(client: Client, drafts: XrpDraft[]): Promise<string[]> {
  const { result } = await client.request({ command: 'account_info', account: payer.classicAddress })
  return drafts.map(({ tag, drops }, n) => {
    const signed = payer.sign({
      TransactionType: 'Payment',
      Account: payer.classicAddress,
      Destination: merchant.classicAddress,
      DestinationTag: tag,
      Amount: String(drops),
      Fee: '12',
      Sequence: result.account_data.Sequence + n,
    })
    return signed.tx_blob
  })
}

/** In their order; each is answered when a ledger holds it. */
async function submitToStellar({ horizon }: Scene, transactions: Transaction[], moment: Moment) {
  for (const transaction of transactions) {
    await horizon.submitTransaction(transaction)
    moment.happened()
  }
}

/** In their order; each is answered before a ledger holds it. */
async function submitToXrpl(client: Client, blobs: string[], moment: Moment) {
  for (const tx_blob of blobs) {
    const { result } = await client.request({ command: 'submit', tx_blob })
    if (result.engine_result !== 'tesSUCCESS') throw new Error(`The ledger refused: ${result.engine_result_message}`)
    moment.happened()
  }
}

/** How many different ones arrived: one that was sent twice has the same id. */
function webhooksByType({ receiver }: Scene): Record<string, number> {
  const types = new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id']!, JSON.parse(body).event]))
  return Object.fromEntries([...Map.groupBy(types.values(), (type) => type)].map(([type, all]) => [type, all.length]))
}

interface Arrival {
  network: string
  hash: string
  reference: string
  amount: bigint
}

/** What the XRP Ledger's own books say that the merchant was paid. */
async function readXrpArrivals(client: Client): Promise<Arrival[]> {
  const arrivals: Arrival[] = []
  let marker: unknown
  do {
    const { result } = await client.request({
      command: 'account_tx',
      account: merchant.classicAddress,
      ledger_index_min: -1,
      ledger_index_max: -1,
      ...(marker !== undefined && { marker }),
    })
    for (const { hash, tx_json, meta } of result.transactions) {
      if (tx_json?.TransactionType !== 'Payment' || tx_json.Destination !== merchant.classicAddress) continue
      if (typeof meta !== 'object' || !('delivered_amount' in meta)) throw new Error(`${hash} delivered nothing.`)
      const amount = BigInt(String(meta.delivered_amount))
      arrivals.push({ network: 'XRPL', hash: hash!, reference: String(tx_json.DestinationTag), amount })
    }
    marker = result.marker
  } while (marker !== undefined)
  return arrivals
}

/** What is kept is what arrived, each once; and each invoice is credited with the sum of what arrived for it. */
async function expectBooksToAgree({ read }: Scene, arrived: Arrival[]) {
  const transfers = await read((db) => db.selectFrom('transfers').selectAll().execute())
  expect(transfers.filter(({ invoice_id }) => invoice_id === null)).toEqual([])
  const kept = transfers.map((one) => `${one.network} ${one.transaction_hash} ${one.reference} ${one.amount}`)
  const wanted = arrived.map((one) => `${one.network} ${one.hash} ${one.reference} ${one.amount}`)
  expect(kept.sort()).toEqual(wanted.sort())

  const invoices = await read((db) => db.selectFrom('invoices').selectAll().execute())
  const credited = invoices.map((one) => `${one.reference} ${one.status} ${one.received_amount}`)
  const booked = [...Map.groupBy(arrived, ({ reference }) => reference)].map(
    ([reference, all]) => `${reference} paid ${all.reduce((sum, { amount }) => sum + amount, 0n)}`,
  )
  expect(credited.sort()).toEqual(booked.sort())
}
