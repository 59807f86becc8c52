import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  merchant,
  pay,
  payer,
  send,
  startTestNetwork,
  type TestNetwork,
} from '../../../demo/networks/xrpl/test-network.ts'
import { toInstant } from '../../clock.ts'
import type { LedgerSource, Page } from '../ledger.ts'
import { openNodes, type XrplNodes, XrplUnreachable } from './nodes.ts'
import { afterLedger } from './position.ts'
import { xrplSource } from './source.ts'

const ADDRESS = merchant.classicAddress
const START = Date.parse('2026-01-15T12:00:00.000Z')

let network: TestNetwork
const running: { stop(): Promise<unknown> }[] = []

async function start(networkId = 1): Promise<TestNetwork> {
  const started = await startTestNetwork({
    networkId,
    ledgerIntervalMs: Number.POSITIVE_INFINITY,
    clock: { now: () => now },
  })
  running.push(started)
  return started
}

function sourceOf(...networks: Pick<TestNetwork, 'standIn'>[]): LedgerSource & { nodes: XrplNodes } {
  const nodes = openNodes({ urls: networks.map(({ standIn }) => standIn.url) })
  running.push({ stop: nodes.close })
  return { ...xrplSource(nodes, 1), nodes }
}

let now = START
beforeEach(async () => {
  now = START
  network = await start()
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of running.splice(0).reverse()) await one.stop()
})

/** Ledger 1 closed at the start, each further one ten seconds after the one before. */
function closeLedgers(count: number) {
  for (let n = 0; n < count; n += 1) {
    now += 10_000
    network.standIn.closeLedger()
  }
}

const paid = async (drops: string) => (await send(network, payer, pay(payer, drops))).hash

async function readAll(source: LedgerSource, from: string): Promise<Page[]> {
  const pages = [await source.readPage(ADDRESS, from)]
  while (!pages.at(-1)!.isLast) pages.push(await source.readPage(ADDRESS, pages.at(-1)!.cursor))
  return pages
}

it.each([
  [0, 0],
  [1, 1],
  [10_000, 1],
  [10_001, 2],
  [155_000, 16],
  [300_000, 30],
  [999_000, 31],
])('finds the place before what closed at or after %i ms', async (ms, ledger) => {
  closeLedgers(30)
  const cursor = await sourceOf(network).cursorAt(ADDRESS, toInstant(START + ms))
  expect(cursor).toBe(afterLedger(ledger).toString())
})

it('reads page by page, all of it once, and up to the newest ledger', async () => {
  closeLedgers(3)
  const hashes: string[] = []
  for (let n = 1; n <= 5; n += 1) hashes.push(await paid(String(n)))
  const source = sourceOf(network)
  const [page, ...rest] = await readAll(source, '0')
  expect(rest).toEqual([])
  expect(page!.transfers.map(({ transactionHash }) => transactionHash)).toEqual(hashes)
  expect(page).toMatchObject({ isLast: true, closedBefore: toInstant(now), cursor: afterLedger(9).toString() })
  expect(await source.readPage(ADDRESS, page!.cursor)).toEqual({ ...page, transfers: [] })
  closeLedgers(1)
  expect(await source.readPage(ADDRESS, page!.cursor)).toMatchObject({
    transfers: [],
    cursor: afterLedger(10).toString(),
    closedBefore: toInstant(now),
  })
})

it('goes on inside a ledger that is longer than a page', async () => {
  const { client, standIn } = network
  const filled = await client.autofill(pay(payer, '1'))
  for (let n = 0; n < 450; n += 1) {
    const { tx_blob } = payer.sign({ ...filled, Sequence: filled.Sequence! + n, Amount: String(n + 1) })
    await client.request({ command: 'submit', tx_blob })
  }
  standIn.closeLedger()
  const pages = await readAll(sourceOf(network), '0')
  expect(pages.map(({ transfers }) => transfers.length)).toEqual([200, 200, 50])
  expect(pages.flatMap(({ transfers }) => transfers.map(({ amount }) => Number(amount)))).toEqual(
    Array.from({ length: 450 }, (_, n) => n + 1),
  )
})

it('reads on from any place', async () => {
  for (let n = 1; n <= 4; n += 1) await paid(String(n))
  const source = sourceOf(network)
  const [page] = await readAll(source, '0')
  for (const [n, { ledger }] of page!.transfers.entries()) {
    const after = await source.readPage(ADDRESS, ((BigInt(ledger) << 32n) + 1n).toString())
    expect(after.transfers).toEqual(page!.transfers.slice(n + 1))
  }
})

it.each<[string, (other: TestNetwork) => unknown]>([
  ['is down', ({ standIn }) => standIn.setFault({ mode: 'refuse' })],
  ['answers with errors', ({ standIn }) => standIn.setFault({ mode: 'error' })],
  ['no longer has the ledgers', ({ standIn }) => standIn.forgetBefore(standIn.closeLedger().index)],
])('asks the next server when one %s', async (_, spoil) => {
  vi.spyOn(console, 'error').mockReturnValue()
  const broken = await start()
  closeLedgers(3)
  const hash = await paid('7')
  await spoil(broken)
  const [page] = await readAll(sourceOf(broken, network), '0')
  expect(page!.transfers).toMatchObject([{ transactionHash: hash }])
})

it('reads nothing from a server that lags behind, or is of another network', async () => {
  const other = await start(0)
  now += 61_000
  other.standIn.closeLedger()
  await expect(sourceOf(network).readPage(ADDRESS, '0')).rejects.toThrow('no recent ledger')
  await expect(sourceOf(other).readPage(ADDRESS, '0')).rejects.toThrow('of the network 0')
  await expect(sourceOf(other, network).readPage(ADDRESS, '0')).rejects.toBeInstanceOf(XrplUnreachable)
  network.standIn.closeLedger()
  expect(await sourceOf(other, network).readPage(ADDRESS, '0')).toMatchObject({ isLast: true })
})

it('does not go back behind what it has read', async () => {
  closeLedgers(5)
  const { cursor } = await sourceOf(network).readPage(ADDRESS, '0')
  const behind = await start()
  await expect(sourceOf(behind).readPage(ADDRESS, cursor)).rejects.toThrow('is behind')
})

it('streams what comes, and what came before it listened', async () => {
  const source = sourceOf(network)
  const { cursor } = await source.readPage(ADDRESS, '0')
  const hashes = [await paid('1')]
  const pages: Page[] = []
  const onCut = vi.fn()
  const close = source.stream(ADDRESS, cursor, { onPage: (page) => pages.push(page), onCut })
  const heard = () => pages.flatMap(({ transfers }) => transfers.map(({ transactionHash }) => transactionHash))
  await expect.poll(() => heard()).toEqual(hashes)
  for (let n = 2; n <= 5; n += 1) hashes.push(await paid(String(n)))
  await expect.poll(() => heard()).toEqual(hashes)
  expect(pages.every(({ closedBefore, isLast }) => closedBefore === null && !isLast)).toBe(true)
  close()
  await expect.poll(() => network.standIn.requests().some(({ path }) => path === '/unsubscribe')).toBe(true)
  await paid('6')
  await source.readPage(ADDRESS, '0')
  expect(heard()).toEqual(hashes)
  expect(onCut).not.toHaveBeenCalled()
})

it('says once that a stream was cut, and connects anew for the next', async () => {
  const source = sourceOf(network)
  await source.readPage(ADDRESS, '0')
  const onCut = vi.fn()
  const pages: Page[] = []
  const listener = { onPage: (page: Page) => void pages.push(page), onCut }
  source.stream(ADDRESS, '0', listener)
  await expect.poll(() => network.standIn.requests().some(({ path }) => path === '/subscribe')).toBe(true)
  await network.client.disconnect()
  await network.standIn.setFault({ mode: 'refuse' })
  await expect.poll(() => onCut).toHaveBeenCalledTimes(1)
  source.stream(ADDRESS, '0', listener)
  await expect.poll(() => onCut).toHaveBeenCalledTimes(2)
  await network.standIn.setFault({ mode: 'none' })
  await network.client.connect()
  source.stream(ADDRESS, '0', listener)
  await expect.poll(() => network.standIn.connections()).toBe(2)
  const hash = await paid('1')
  await expect.poll(() => pages.flatMap(({ transfers }) => transfers)).toMatchObject([{ transactionHash: hash }])
  expect(onCut).toHaveBeenCalledTimes(2)
})

it('leaves a server’s stream when another one has to be asked', async () => {
  const other = await start()
  const source = sourceOf(network, other)
  await source.readPage(ADDRESS, '0')
  const onCut = vi.fn()
  source.stream(ADDRESS, '0', { onPage: () => {}, onCut })
  await expect.poll(() => network.standIn.requests().some(({ path }) => path === '/subscribe')).toBe(true)
  network.standIn.forgetBefore(network.standIn.closeLedger().index)
  await source.readPage(ADDRESS, '0')
  expect(onCut).toHaveBeenCalledTimes(1)
})

it('leaves no connection behind', async () => {
  const { nodes, readPage } = sourceOf(network)
  await readPage(ADDRESS, '0')
  expect(network.standIn.connections()).toBe(2)
  await nodes.close()
  await expect.poll(() => network.standIn.connections()).toBe(1)
})
