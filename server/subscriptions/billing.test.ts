import { expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { openStore } from '../store/store.ts'
import { describeOnBothStores, freshDatabase } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { billDueSubscriptions } from './billing.ts'
import {
  act,
  billAll,
  billedDays,
  DAY,
  invoicesOf,
  pay,
  readSubscription,
  testShop,
  testSubscription,
  toldOf,
} from './test-subscriptions.ts'

const SMTP = { config: { smtpUrl: 'smtp://127.0.0.1:1' } }

const mailsOf = (store: Store, merchantId: string) =>
  store.db.selectFrom('mails').select(['kind', 'subject_id']).where('merchant_id', '=', merchantId).execute()

describeOnBothStores('billing subscriptions', (store) => {
  it('makes the first invoice at once, and the next ones when their periods begin', async () => {
    const core = testCore(store(), SMTP)
    const shop = await testShop(core, { trial_days: 14 })
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    expect(subscription).toMatchObject({ status: 'incomplete', trial_ends_at: null, next_period: 1 })
    expect(invoice).toMatchObject({
      title: 'Pro Support',
      expected_amount: 990_000_000n,
      scale: 2,
      client_email: 'buyer@example.com',
      client_name: 'Alex Buyer',
      subscription_id: subscription.id,
      period_start: '2026-01-15T12:00:00.000Z',
      period_end: '2026-02-15T12:00:00.000Z',
      expires_at: '2026-01-22T12:00:00.000Z',
      reminder_preset: 'STANDARD',
    })
    await pay(core, invoice!)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-15'])
    core.clock.advance(31 * DAY)
    await billAll(core)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-15', '2026-02-15'])
    expect(await readSubscription(core, shop, subscription.id)).toMatchObject({
      status: 'active',
      current_period_start: '2026-02-15T12:00:00.000Z',
      current_period_end: '2026-03-15T12:00:00.000Z',
      bill_at: '2026-03-15T12:00:00.000Z',
    })
    expect((await mailsOf(core.store, shop.merchantId)).filter(({ kind }) => kind === 'payment_request')).toHaveLength(
      2,
    )
  })

  it('bills nothing on trial, once when it ends, and nothing where it ends in a cancellation', async () => {
    const core = testCore(store())
    const shop = await testShop(core, { trial_days: 14 })
    const { subscription } = await testSubscription(core, shop)
    const leaving = (await testSubscription(core, shop)).subscription
    expect(await act(core, shop, leaving.id, 'cancel_later')).toMatchObject({ status: 'trialing' })
    core.clock.advance(14 * DAY - 1)
    await billAll(core)
    expect(await invoicesOf(core, subscription.id)).toEqual([])
    core.clock.advance(1)
    await billAll(core)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-29'])
    expect((await readSubscription(core, shop, subscription.id)).status).toBe('incomplete')
    expect(await invoicesOf(core, leaving.id)).toEqual([])
    expect((await readSubscription(core, shop, leaving.id)).status).toBe('cancelled')
    expect(await toldOf(core, leaving.id)).toEqual(['cancelled', 'created'])
  })

  it('begins with the next period without a trial', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop)
    expect([subscription.status, invoice]).toEqual(['incomplete', null])
    core.clock.advance(31 * DAY)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-02-15'])
  })

  it('makes up for 90 days: an invoice for each period, issued now, and one e-mail', async () => {
    const core = testCore(store(), SMTP)
    const monthly = await testShop(core)
    const daily = await testShop(core, { billing_interval: 'DAILY' })
    const [month, day] = await Promise.all(
      [monthly, daily].map(async (shop) => {
        const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
        await pay(core, invoice!)
        return subscription
      }),
    )
    await core.store.db.deleteFrom('mails').execute()
    core.clock.advance(90 * DAY)
    const now = toInstant(core.clock.now())
    await billAll(core)

    expect(await billedDays(core, month!.id)).toEqual(['2026-01-15', '2026-02-15', '2026-03-15', '2026-04-15'])
    const missed = (await invoicesOf(core, month!.id)).slice(1)
    expect(missed.map(({ period_end }) => period_end!.slice(0, 10))).toEqual(['2026-03-15', '2026-04-15', '2026-05-15'])
    for (const { created_at, expires_at } of missed) {
      expect([created_at, expires_at]).toEqual([now, toInstant(core.clock.now() + 7 * DAY)])
    }
    const days = await invoicesOf(core, day!.id)
    expect(days).toHaveLength(91)
    expect(new Set(days.map(({ period_start }) => period_start)).size).toBe(91)
    for (const [n, { period_start }] of days.entries()) {
      expect(period_start).toBe(toInstant(Date.parse('2026-01-15T12:00:00.000Z') + n * DAY))
    }
    for (const [shop, newest] of [
      [monthly, missed.at(-1)],
      [daily, days.at(-1)],
    ] as const) {
      expect(await mailsOf(core.store, shop.merchantId)).toEqual([{ kind: 'payment_request', subject_id: newest!.id }])
    }
    expect(await toldOf(core, month!.id)).toEqual(['activated', 'created'])
  })

  it('bills nothing over a pause, and goes on by the same calendar', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    await pay(core, invoice!)
    core.clock.advance(5 * DAY)
    await act(core, shop, subscription.id, 'pause')
    core.clock.advance(60 * DAY)
    await billAll(core)
    expect((await readSubscription(core, shop, subscription.id)).status).toBe('paused')
    await act(core, shop, subscription.id, 'resume')
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-15'])
    core.clock.advance(30 * DAY)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-15', '2026-04-15'])
    expect(await toldOf(core, subscription.id)).toEqual(['activated', 'created', 'paused', 'resumed'])
  })

  it('ends a subscription where its period ends, paused or not, and bills no more', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const ids: string[] = []
    for (const paused of [false, true]) {
      const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
      await pay(core, invoice!)
      if (paused) await act(core, shop, subscription.id, 'pause')
      await act(core, shop, subscription.id, 'cancel_later')
      ids.push(subscription.id)
    }
    core.clock.advance(31 * DAY - 1)
    await billAll(core)
    const states = () => Promise.all(ids.map(async (id) => (await readSubscription(core, shop, id)).status))
    expect(await states()).toEqual(['active', 'paused'])
    core.clock.advance(1)
    await billAll(core)
    expect(await states()).toEqual(['cancelled', 'cancelled'])
    for (const id of ids) expect(await billedDays(core, id)).toEqual(['2026-01-15'])
  })

  it('takes the price that the package has when a period begins', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const { subscription } = await testSubscription(core, shop, { startImmediately: true })
    await core.store.db
      .updateTable('subscription_packages')
      .set({ amount: 1_200_000_000n, name: 'Pro', invoice_expires_in: '24h' })
      .where('id', '=', shop.sold.id)
      .execute()
    core.clock.advance(31 * DAY)
    await billAll(core)
    const [, second] = await invoicesOf(core, subscription.id)
    expect(second).toMatchObject({
      title: 'Pro',
      expected_amount: 1_200_000_000n,
      expires_at: toInstant(core.clock.now() + DAY),
    })
  })

  it('lets one that cannot be billed hold up no other, and tries it again', async () => {
    const core = testCore(store())
    const broken = await testShop(core)
    const shop = await testShop(core)
    const stuck = (await testSubscription(core, broken)).subscription
    const { subscription } = await testSubscription(core, shop)
    const removed = await core.store.db
      .deleteFrom('receiving_addresses')
      .where('merchant_id', '=', broken.merchantId)
      .returningAll()
      .executeTakeFirstOrThrow()
    core.clock.advance(31 * DAY)
    await billAll(core)
    expect(await billedDays(core, subscription.id)).toEqual(['2026-02-15'])
    expect(await invoicesOf(core, stuck.id)).toEqual([])
    await core.store.db.insertInto('receiving_addresses').values(removed).execute()
    core.clock.advance(60 * 60_000)
    await billAll(core)
    expect(await billedDays(core, stuck.id)).toEqual(['2026-02-15'])
    expect((await readSubscription(core, broken, stuck.id)).bill_at).toBe('2026-03-15T12:00:00.000Z')
  })
})

it('bills each period once, however many nodes of one database do it at the same time', async () => {
  const { url, drop } = await freshDatabase()
  const stores = await Promise.all([openStore(url), openStore(url), openStore(url)])
  try {
    const core = testCore(stores[0]!)
    const shop = await testShop(core, { billing_interval: 'WEEKLY' })
    const ids: string[] = []
    for (let n = 0; n < 150; n += 1) ids.push((await testSubscription(core, shop)).subscription.id)
    core.clock.advance(70 * DAY)
    const turns = await Promise.all(
      stores.map(async (store) => {
        let worked = 0
        while (await billDueSubscriptions({ ...core, store })) worked += 1
        return worked
      }),
    )
    // One node alone needs at least two turns, so that some had something to take beside another.
    expect(turns.reduce((sum, worked) => sum + worked, 0)).toBeGreaterThan(1)
    const billed = await core.store.db
      .selectFrom('invoices')
      .select((eb) => ['subscription_id', eb.fn.countAll<bigint>().as('count')])
      .where('merchant_id', '=', shop.merchantId)
      .groupBy('subscription_id')
      .execute()
    expect(billed.map(({ subscription_id }) => subscription_id).sort()).toEqual([...ids].sort())
    expect(new Set(billed.map(({ count }) => Number(count)))).toEqual(new Set([10]))
  } finally {
    for (const store of stores) await store.close()
    await drop()
  }
})
