import { expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { storeBilled } from '../subscriptions/records.ts'
import { DAY, readSubscription, testShop, testSubscription } from '../subscriptions/test-subscriptions.ts'
import { testCore } from '../test-core.ts'

describeOnBothStores('many rows that move on at once', (store) => {
  it('get each its own values, numbers and nulls among them, and others keep theirs', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const made = []
    for (let n = 0; n < 54; n += 1) made.push((await testSubscription(core, shop)).subscription)
    const [untouched, ...moving] = made
    const moved = moving.map((row, n) => ({
      ...row,
      status: n % 2 === 0 ? ('active' as const) : row.status,
      next_period: n + 2,
      bill_at: n === 7 || n === 52 ? null : toInstant(core.clock.now() + n * DAY),
      current_period_start: toInstant(core.clock.now() + n),
      updated_at: toInstant(core.clock.now() + 5),
    }))
    await core.store.transaction((tx) => storeBilled(tx, moved))
    for (const row of [untouched!, ...moved]) expect(await readSubscription(core, shop, row.id)).toEqual(row)
  })
})
