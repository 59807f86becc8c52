import { Asset } from '@stellar/stellar-sdk'
import { expect, it, onTestFinished } from 'vitest'
import { merchant, pay, payer, startTestNetwork, submit } from '../../../demo/networks/horizon/test-network.ts'
import { toInstant } from '../../clock.ts'
import { horizonSource } from './horizon.ts'
import { HorizonUnreachable, openHorizon } from './nodes.ts'

const ADDRESS = merchant.publicKey()
const LEDGER = 10_000

/** A network on which the merchant is paid 1, 2, 3 … in ledgers that close ten seconds after each other. */
async function network(payments: number) {
  const { standIn, horizon, server, time } = await startTestNetwork()
  onTestFinished(() => standIn.stop())
  const ledgers: number[] = []
  for (let n = 1; n <= payments; n += 1) {
    time.now += LEDGER
    ledgers.push((await submit(server, payer, [pay(String(n), Asset.native())])).ledger)
  }
  const closeOf = (n: number) => toInstant(Math.floor((time.now - (payments - n) * LEDGER) / 1000) * 1000)
  return { url: standIn.url, horizon, ledgers, closeOf }
}

const sourceOf = (...networks: { url: string }[]) =>
  horizonSource(openHorizon({ horizonUrls: networks.map(({ url }) => url) }))

const amounts = ({ transfers }: { transfers: { amount: bigint }[] }) =>
  transfers.map(({ amount }) => amount / 10_000_000n)

it('reads what comes after a cursor, as much at once as is wanted', async () => {
  const source = sourceOf(await network(5))
  const first = await source.readPage(ADDRESS, '0', { limit: 2 })
  expect([amounts(first), first.isLast]).toEqual([[1n, 2n], false])
  const rest = await source.readPage(ADDRESS, first.cursor)
  expect([amounts(rest), rest.isLast]).toEqual([[3n, 4n, 5n], true])
  expect(await source.readPage(ADDRESS, rest.cursor)).toMatchObject({
    transfers: [],
    cursor: rest.cursor,
    isLast: true,
  })
})

it('says when the newest ledger closed', async () => {
  const { closeOf, ...one } = await network(2)
  expect(await sourceOf(one).readPage(ADDRESS, '0')).toMatchObject({ closedBefore: closeOf(2) })
})

it('finds the place before a time among more payments than are looked over at once', async () => {
  const { closeOf, ...one } = await network(25)
  const source = sourceOf(one)
  for (const n of [1, 4, 25]) {
    const page = await source.readPage(ADDRESS, await source.cursorAt(ADDRESS, closeOf(n)))
    expect(amounts(page).at(0)).toBe(BigInt(n))
  }
})

it('reads nothing from a server that lacks what comes after the cursor', async () => {
  const { horizon, ledgers, closeOf, ...one } = await network(5)
  const source = sourceOf(one)
  const { cursor } = await source.readPage(ADDRESS, '0', { limit: 2 })
  horizon.forgetBefore(ledgers[3]!)
  await expect(source.readPage(ADDRESS, cursor)).rejects.toThrow(`no ledgers before ${ledgers[3]}`)
  await expect(source.readPage(ADDRESS, cursor, { readUntil: closeOf(2) })).rejects.toBeInstanceOf(HorizonUnreachable)
})

it('reads on where what is lacking was read, though it moved no cursor', async () => {
  const { horizon, ledgers, closeOf, ...one } = await network(5)
  horizon.forgetBefore(ledgers[3]!)
  expect(amounts(await sourceOf(one).readPage(ADDRESS, '0', { readUntil: closeOf(4) }))).toEqual([4n, 5n])
})

it('asks the next server where one lacks it', async () => {
  const [short, whole] = [await network(4), await network(4)]
  short.horizon.forgetBefore(short.ledgers[2]!)
  expect(amounts(await sourceOf(short, whole).readPage(ADDRESS, '0'))).toEqual([1n, 2n, 3n, 4n])
})

it('finds a place before all that a server has', async () => {
  const { horizon, ledgers, closeOf, ...one } = await network(25)
  horizon.forgetBefore(ledgers[4]!)
  const source = sourceOf(one)
  const cursor = await source.cursorAt(ADDRESS, closeOf(5))
  expect(amounts(await source.readPage(ADDRESS, cursor, { readUntil: closeOf(5) })).at(0)).toBe(5n)
})
