import { expect, it, onTestFinished } from 'vitest'
import { toInstant, toMillis } from '../clock.ts'
import { testMerchant } from '../invoices/test-invoices.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import type { LedgerSource, ReadingOptions } from './ledger.ts'
import { placeOf, positionOf, testTransfer, transfersAt } from './test-transfers.ts'
import { watchAddress } from './watching.ts'

const TRANSFERS = 30

describeOnBothStores('an address that is watched', (store) => {
  /** At a ledger with some transfers; `fails` says for which readings it cannot be asked. */
  async function watch(fails: (limit: number, nth: number) => boolean) {
    const core = testCore(store())
    const { address } = await testMerchant(core)
    const all = Array.from({ length: TRANSFERS }, () => testTransfer(core))
    const asked: ReadingOptions[] = []
    const source: LedgerSource = {
      cursorAt: async () => '0',
      async readPage(_, cursor, options = {}) {
        asked.push(options)
        const { limit = 200 } = options
        if (fails(limit, asked.length)) throw new Error('too much')
        const transfers = all.slice(Number(cursor), Number(cursor) + limit)
        const next = Number(cursor) + transfers.length
        return {
          transfers,
          cursor: String(next),
          isLast: transfers.length < limit,
          closedBefore: toInstant(core.clock.now()),
        }
      },
      stream: () => () => {},
    }
    const { created_at } = await core.store.db
      .selectFrom('receiving_addresses')
      .select('created_at')
      .where('address', '=', address)
      .executeTakeFirstOrThrow()
    const watching = watchAddress(core, source, placeOf(address), created_at)
    onTestFinished(() => watching.stop())
    return { core, address, asked, readNow: watching.readNow, knownSince: created_at }
  }

  it('is read in pages as small as they must be, and in larger ones again after', async () => {
    const { core, address, asked, readNow } = await watch((limit) => limit > 5)
    await readNow()
    expect(await transfersAt(core, address)).toHaveLength(TRANSFERS)
    expect(asked.map(({ limit }) => limit).slice(0, 8)).toEqual([200, 50, 13, 4, 8, 2, 4, 8])
  })

  it('is asked for the least when nothing can be had, and soon for all again', async () => {
    const { core, address, asked, readNow } = await watch((_, nth) => nth <= 7)
    await expect(readNow()).rejects.toThrow('too much')
    await expect(readNow()).rejects.toThrow('too much')
    await readNow()
    expect(asked.map(({ limit }) => limit)).toEqual([200, 50, 13, 4, 1, 1, 1, 1, 2, 4, 8, 16])
    expect(await transfersAt(core, address)).toHaveLength(TRANSFERS)
  })

  it('says from when on it must be told: first from before it was known, then from what was read', async () => {
    const { core, address, asked, readNow, knownSince } = await watch(() => false)
    await readNow()
    const { read_until } = await positionOf(core, address)
    core.clock.advance(60_000)
    await readNow()
    expect(asked.at(0)?.readUntil).toBe(toInstant(toMillis(knownSince) - 30_000))
    expect(asked.at(-1)?.readUntil).toBe(read_until)
  })
})
