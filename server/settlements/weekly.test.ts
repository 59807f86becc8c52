import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { newPayment } from '../payments/test-payments.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testApp } from '../test-core.ts'
import type { Job } from '../worker/worker.ts'
import { listSettlements, makeSettlement } from './settlements.ts'
import { type TestShop, testShop } from './test-settlements.ts'
import { settlementJob } from './weekly.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('closed weeks', (store) => {
  let shop: TestShop

  // It is Thursday, 15 January 2026, 12:00 UTC.
  beforeEach(async () => {
    shop = await testShop(store())
  })

  async function work(job: Job = settlementJob()) {
    while (await job.run(shop.core)) {
      // There is more to do.
    }
  }
  const weeksOf = async ({ appId, mode }: Owner) => {
    const rows = await shop.core.store.db
      .selectFrom('settlements')
      .select('period_start')
      .where('app_id', '=', appId)
      .where('mode', '=', mode)
      .orderBy('period_start')
      .execute()
    return rows.map(({ period_start }) => period_start.slice(0, 10))
  }

  it('are settled by themselves, five minutes after they end', async () => {
    const job = settlementJob()
    await shop.sell()
    await work(job)
    shop.at('2026-01-19T00:04:59.999Z')
    await work(job)
    expect(await weeksOf(shop.owner)).toEqual([])
    shop.at('2026-01-19T00:05:00.000Z')
    await work(job)
    expect(await weeksOf(shop.owner)).toEqual(['2026-01-12'])
    await shop.sell()
    shop.at('2026-01-26T00:05:00.000Z')
    await work(job)
    expect(await weeksOf(shop.owner)).toEqual(['2026-01-12', '2026-01-19'])
  })

  it('are settled for each app and mode, also where nothing moved', async () => {
    const idle = await testShop(store())
    await shop.sell({ mode: 'live' })
    shop.at('2026-01-27T00:00:00.000Z')
    await work()
    for (const { owner } of [shop, idle]) {
      for (const mode of ['test', 'live'] as const) {
        expect(await weeksOf({ ...owner, mode })).toEqual(['2026-01-12', '2026-01-19'])
      }
    }
    const [made] = await listSettlements(shop.core.store.db, idle.owner, { limit: 1, after: null })
    expect(made!.lines).toBe('[]')
    const again = shop.core.store.transaction((tx) => makeSettlement(shop.core, tx, idle.owner, null))
    await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'settlement_exists' })
  })

  it('are those since the app was made, and no earlier ones', async () => {
    const job = settlementJob()
    shop.at('2026-01-27T00:00:00.000Z')
    await work(job)
    const { appId } = await testApp(shop.core)
    await work(job)
    expect(await weeksOf({ appId, mode: 'test' })).toEqual([])
    shop.at('2026-02-02T00:05:00.000Z')
    await work(job)
    expect(await weeksOf({ appId, mode: 'test' })).toEqual(['2026-01-26'])
    // A host that was never here before finds the same.
    await work()
    expect(await weeksOf({ appId, mode: 'test' })).toEqual(['2026-01-26'])
  })

  it('are settled for a refund, and for a refund that failed after all', async () => {
    const sold = await shop.sell()
    shop.at('2026-01-21T00:00:00.000Z')
    await shop.refund(sold, 100n)
    shop.at('2026-02-04T00:00:00.000Z')
    await shop.core.store.db
      .updateTable('refunds')
      .set({ status: 'failed', updated_at: '2026-02-04T00:00:00.000Z' })
      .where('payment_id', '=', sold.paymentId)
      .execute()
    shop.at('2026-02-10T00:00:00.000Z')
    await work()
    expect(await weeksOf(shop.owner)).toEqual(['2026-01-12', '2026-01-19', '2026-01-26', '2026-02-02'])
    const rows = await listSettlements(shop.core.store.db, shop.owner, { limit: 10, after: null })
    const refunds = rows
      .toSorted((a, b) => (a.period_start < b.period_start ? -1 : 1))
      .map(({ lines }) => JSON.parse(lines).map((line: { refunds: string }) => line.refunds))
    expect(refunds).toEqual([['0'], ['100'], [], ['-100']])
  })

  it('are all caught up with when no host ran for months, also those before one settled by hand', async () => {
    const weeks: string[] = []
    for (let week = 0; week < 26; week += 1) {
      // Nothing moves in each fifth.
      if (week % 5 !== 4) await shop.sell()
      weeks.push(new Date(shop.core.clock.now() - 3.5 * DAY).toISOString().slice(0, 10))
      shop.core.clock.advance(7 * DAY)
    }
    await shop.core.store.transaction((tx) => makeSettlement(shop.core, tx, shop.owner, Date.parse(weeks.at(-1)!)))
    await work()
    expect(weeks).toHaveLength(26)
    expect(await weeksOf(shop.owner)).toEqual(weeks)
  })

  it('are empty where all that happened in them had no charge', async () => {
    for (let week = 0; week < 22; week += 1) {
      const { id } = await newPayment(shop.core, shop.owner)
      await shop.core.store.db
        .updateTable('payments')
        .set({
          discount_amount: 2500n,
          status: 'succeeded',
          succeeded_at: new Date(shop.core.clock.now()).toISOString(),
        })
        .where('id', '=', id)
        .execute()
      shop.core.clock.advance(7 * DAY)
    }
    await shop.sell()
    shop.core.clock.advance(7 * DAY)
    await work()
    expect(await weeksOf(shop.owner)).toHaveLength(23)
  })

  it('are settled once by any number of hosts', async () => {
    await shop.sell()
    shop.core.clock.advance(7 * DAY)
    await shop.sell()
    shop.core.clock.advance(7 * DAY)
    await Promise.all(Array.from({ length: 4 }, () => work(settlementJob())))
    expect(await weeksOf(shop.owner)).toEqual(['2026-01-12', '2026-01-19'])
  })
})
