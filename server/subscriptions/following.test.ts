import { expect, it } from 'vitest'
import { expireInvoice } from '../invoices/invoice.ts'
import { notify } from '../invoices/notices.ts'
import { storeMoves } from '../invoices/records.ts'
import { readInvoice, summary } from '../invoices/test-invoices.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { cancelOverdue } from './cancelling.ts'
import { nextBillingAt } from './events.ts'
import {
  act,
  billAll,
  billedDays,
  DAY,
  expire,
  invoicesOf,
  pay,
  readSubscription,
  settle,
  testShop,
  testSubscription,
  toldOf,
} from './test-subscriptions.ts'

const USDC = 10_000_000n

async function cancelAllOverdue(core: TestCore) {
  while (await cancelOverdue(core)) {
    // More of them are overdue.
  }
}

describeOnBothStores('a subscription and its invoices', (store) => {
  /** Active, with a first invoice that is paid and a renewal that is not. */
  async function renewing(core: TestCore) {
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    await pay(core, invoice!)
    core.clock.advance(31 * DAY)
    await billAll(core)
    const renewal = (await invoicesOf(core, subscription.id)).at(-1)!
    const status = async () => (await readSubscription(core, shop, subscription.id)).status
    return { shop, id: subscription.id, first: invoice!, renewal, status }
  }

  it('is activated by the first payment and renewed by the next ones, each told once with all of it', async () => {
    const core = testCore(store())
    const { shop, id, renewal, status } = await renewing(core)
    expect(await status()).toBe('active')
    await pay(core, renewal)
    await pay(core, renewal, 1n)
    expect((await readInvoice(core, renewal.id)).status).toBe('overpaid')
    expect(await toldOf(core, id)).toEqual(['activated', 'created', 'renewed'])
    const { payload, owner_id, dialect } = await core.store.db
      .selectFrom('events')
      .selectAll()
      .where('subject_id', '=', id)
      .where('type', '=', 'subscription.renewed')
      .executeTakeFirstOrThrow()
    expect([owner_id, dialect]).toEqual([shop.merchantId, 'paylinkr'])
    expect(JSON.parse(payload)).toEqual({
      subscriptionId: id,
      packageId: shop.sold.id,
      packageName: 'Pro Support',
      status: 'active',
      customerEmail: 'buyer@example.com',
      customerName: 'Alex Buyer',
      externalCustomerRef: null,
      currentPeriodStart: '2026-02-15T12:00:00.000Z',
      currentPeriodEnd: '2026-03-15T12:00:00.000Z',
      nextBillingAt: '2026-03-15T12:00:00.000Z',
      cancelAtPeriodEnd: false,
      createdAt: '2026-01-15T12:00:00.000Z',
    })
  })

  it('is renewed by a payment in parts, once it is whole, and by one that is too much at once', async () => {
    const core = testCore(store())
    const { id, renewal } = await renewing(core)
    await pay(core, renewal, 9n * USDC)
    expect(await toldOf(core, id)).toEqual(['activated', 'created'])
    await pay(core, renewal, 100n * USDC)
    expect((await readInvoice(core, renewal.id)).status).toBe('overpaid')
    expect(await toldOf(core, id)).toEqual(['activated', 'created', 'renewed'])
  })

  it('falls past due when a renewal expires, and recovers when its late payment is accepted', async () => {
    const core = testCore(store())
    const { shop, id, renewal, status } = await renewing(core)
    core.clock.advance(7 * DAY)
    await pay(core, renewal)
    expect(await summary(core, renewal.id)).toBe(`expired/paid_late ${99n * USDC}`)
    expect(await status()).toBe('past_due')
    await settle(core, renewal)
    expect(await readSubscription(core, shop, id)).toMatchObject({ status: 'active', past_due_since: null })
    expect(await toldOf(core, id)).toEqual(['activated', 'created', 'past_due', 'renewed'])
  })

  it('is billed on while it is past due, and recovers when a newer invoice is paid', async () => {
    const core = testCore(store())
    const { id, renewal, status } = await renewing(core)
    core.clock.advance(7 * DAY)
    await expire(core, renewal)
    expect(await status()).toBe('past_due')
    core.clock.advance(21 * DAY)
    await billAll(core)
    expect(await billedDays(core, id)).toEqual(['2026-01-15', '2026-02-15', '2026-03-15'])
    await pay(core, (await invoicesOf(core, id)).at(-1)!)
    expect(await status()).toBe('active')
  })

  it('is cancelled after 30 days past due, and asks for nothing any more', async () => {
    const core = testCore(store())
    const { id, renewal, status } = await renewing(core)
    core.clock.advance(7 * DAY)
    await expire(core, renewal)
    core.clock.advance(30 * DAY - 1)
    await billAll(core)
    await cancelAllOverdue(core)
    expect(await status()).toBe('past_due')
    core.clock.advance(1)
    await cancelAllOverdue(core)
    expect(await status()).toBe('cancelled')
    expect((await invoicesOf(core, id)).map((one) => one.status)).toEqual(['paid', 'expired', 'cancelled'])
    core.clock.advance(90 * DAY)
    await billAll(core)
    expect(await invoicesOf(core, id)).toHaveLength(3)
    expect(await toldOf(core, id)).toEqual(['activated', 'cancelled', 'created', 'past_due'])
  })

  it('is cancelled and not billed when a downtime outlasts its 30 days', async () => {
    const core = testCore(store())
    const { shop, id, renewal, status } = await renewing(core)
    await expire(core, renewal)
    core.clock.advance(90 * DAY)
    await billAll(core)
    expect(await status()).toBe('cancelled')
    expect(await billedDays(core, id)).toEqual(['2026-01-15', '2026-02-15'])
    await expect(act(core, shop, id, 'pause')).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('can be cancelled while its invoice is paid: neither waits for the other for good', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    for (let n = 0; n < 15; n += 1) {
      const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
      await Promise.all([pay(core, invoice!), act(core, shop, subscription.id, 'cancel')])
      expect((await readSubscription(core, shop, subscription.id)).status).toBe('cancelled')
      expect(await summary(core, invoice!.id)).toMatch(/^(paid\/none|cancelled\/paid_late) 990000000$/)
    }
  })

  it('takes an invoice back that somebody had a lock on for nothing, once they let go of it', async () => {
    const core = testCore(store())
    // There is one writer on SQLite.
    if (core.store.engine !== 'postgres') return
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    const [locked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const settling = core.store.transaction(async (tx) => {
      await tx.selectFrom('invoices').selectAll().where('id', '=', invoice!.id).forUpdate().execute()
      locked.resolve()
      await done.promise
      throw new Error('This invoice is unpaid.')
    })
    await locked.promise
    const cancelled = await act(core, shop, subscription.id, 'cancel')
    expect([cancelled.status, nextBillingAt(cancelled)]).toEqual(['cancelled', null])
    const aWhile = async () => {
      core.clock.advance(5_000)
      await billAll(core)
    }
    await aWhile()
    expect(await summary(core, invoice!.id)).toBe('unpaid/none 0')
    done.resolve()
    await expect(settling).rejects.toThrow('unpaid')
    await aWhile()
    expect(await summary(core, invoice!.id)).toBe('cancelled/none 0')
    expect((await readSubscription(core, shop, subscription.id)).bill_at).toBeNull()
    expect(await toldOf(core, subscription.id)).toEqual(['cancelled', 'created'])
    expect(await invoicesOf(core, subscription.id)).toHaveLength(1)
  })

  it('takes its invoice back when it is cancelled while its customer is written to', async () => {
    const core = testCore(store(), { config: { smtpUrl: 'smtp://127.0.0.1:1' } })
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    const cancel = () => act(core, shop, subscription.id, 'cancel')
    // SQLite has one writer: there is no while.
    const isBeside = core.store.engine === 'postgres'
    await core.store.transaction(async (tx) => {
      await notify(core, tx, shop, invoice!.id)
      if (isBeside) await cancel()
    })
    if (!isBeside) await cancel()
    expect(await summary(core, invoice!.id)).toBe('cancelled/none 0')
  })

  it('moves beside others whose invoices come in another order: none is undone for it', async () => {
    const core = testCore(store())
    const shop = await testShop(core, { billing_interval: 'DAILY' })
    const made: { first: InvoiceRow; second: InvoiceRow }[] = []
    for (let n = 0; n < 8; n += 1) {
      const { subscription } = await testSubscription(core, shop, { startImmediately: true })
      core.clock.advance(DAY)
      await billAll(core)
      const [first, second] = await invoicesOf(core, subscription.id)
      made.push({ first: first!, second: second! })
    }
    const move = (invoices: InvoiceRow[]) =>
      core.store.transaction((tx) =>
        storeMoves(
          core,
          tx,
          invoices.map((one) => [expireInvoice(one)]),
        ),
      )
    await Promise.all([move(made.map(({ first }) => first)), move(made.map(({ second }) => second).reverse())])
    for (const { first, second } of made) {
      expect([await summary(core, first.id), await summary(core, second.id)]).toEqual([
        'expired/none 0',
        'expired/none 0',
      ])
    }
  })

  it('leaves invoices with money on them when it is cancelled, and is not revived by them', async () => {
    const core = testCore(store())
    const { shop, id, renewal, status } = await renewing(core)
    await pay(core, renewal, 9n * USDC)
    core.clock.advance(28 * DAY)
    await billAll(core)
    expect((await act(core, shop, id, 'cancel')).status).toBe('cancelled')
    const invoices = await invoicesOf(core, id)
    expect(invoices.map((one) => one.status)).toEqual(['paid', 'partially_paid', 'cancelled'])
    await settle(core, renewal)
    expect(await status()).toBe('cancelled')
    await expect(act(core, shop, id, 'resume')).rejects.toMatchObject({ kind: 'conflict' })
    expect(await toldOf(core, id)).toEqual(['activated', 'cancelled', 'created'])
  })

  it('is billed no further when its first invoice expires, until that is settled', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const { subscription, invoice } = await testSubscription(core, shop, { startImmediately: true })
    core.clock.advance(7 * DAY)
    await pay(core, invoice!)
    core.clock.advance(60 * DAY)
    await billAll(core)
    expect(await readSubscription(core, shop, subscription.id)).toMatchObject({ status: 'incomplete', bill_at: null })
    expect(await billedDays(core, subscription.id)).toEqual(['2026-01-15'])
    await settle(core, invoice!)
    expect(await readSubscription(core, shop, subscription.id)).toMatchObject({
      status: 'active',
      bill_at: '2026-04-15T12:00:00.000Z',
    })
  })

  it('is past due when it is resumed, if a renewal expired while it was paused', async () => {
    const core = testCore(store())
    const { shop, id, renewal, status } = await renewing(core)
    await act(core, shop, id, 'pause')
    await expire(core, renewal)
    expect(await status()).toBe('paused')
    core.clock.advance(40 * DAY)
    await cancelAllOverdue(core)
    await act(core, shop, id, 'resume')
    await cancelAllOverdue(core)
    expect(await status()).toBe('past_due')
    expect(await toldOf(core, id)).toEqual(['activated', 'created', 'paused', 'resumed'])
  })
})
