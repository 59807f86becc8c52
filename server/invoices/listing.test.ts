import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { InvoiceOwner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import { credit, openPosition, testTransfer } from '../ledgers/test-transfers.ts'
import type { InvoiceStatus } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { countInvoices, foldInvoiceCounts } from './counting.ts'
import { type InvoiceFilter, listInvoices } from './listing.ts'
import { cancel, expire, expireDueInvoices, settle } from './moving.ts'
import { testInvoice, testMerchant } from './test-invoices.ts'

const STATUSES: (InvoiceStatus | undefined)[] = [
  'unpaid',
  'pending',
  'partially_paid',
  'paid',
  'overpaid',
  'expired',
  'cancelled',
  undefined,
]

describeOnBothStores('listing invoices', (store) => {
  async function setUp(count = 0) {
    const core = testCore(store())
    const merchant = await testMerchant(core)
    const owner: InvoiceOwner = { merchantId: merchant.merchantId, mode: 'test' }
    const ids: string[] = []
    for (let n = 0; n < count; n += 1) {
      core.clock.advance(n % 3 === 0 ? 0 : 1_000)
      ids.push((await testInvoice(core, merchant.merchantId, { orderId: `ORD-${n % 2}` })).id)
    }
    return { core, owner, ...merchant, ids }
  }

  const found = async (core: Core, owner: InvoiceOwner, filter: InvoiceFilter, page = 1, limit = 20) => {
    const { data, ...rest } = await listInvoices(core, owner, { page, limit, ...filter })
    return { ids: data.map(({ id }) => id), ...rest }
  }

  it('gives every invoice once, newest first, whatever the size of a page', async () => {
    const { core, owner, ids } = await setUp(23)
    const rows = await core.store.db
      .selectFrom('invoices')
      .select(['id', 'created_at'])
      .where('merchant_id', '=', owner.merchantId)
      .execute()
    const newestFirst = rows
      .sort((a, b) => (`${a.created_at} ${a.id}` < `${b.created_at} ${b.id}` ? 1 : -1))
      .map(({ id }) => id)
    expect([...newestFirst].sort()).toEqual([...ids].sort())
    for (const limit of [1, 2, 5, 7, 23, 24]) {
      const pages = Math.ceil(23 / limit)
      const all: string[] = []
      for (let page = 1; page <= pages; page += 1) {
        const answer = await found(core, owner, {}, page, limit)
        expect(answer).toMatchObject({ total: 23, page, limit, pages })
        all.push(...answer.ids)
      }
      expect(all).toEqual(newestFirst)
      expect((await found(core, owner, {}, pages + 1, limit)).ids).toEqual([])
    }
  })

  it('filters by what is asked for', async () => {
    const { core, owner, merchantId, ids } = await setUp(6)
    const xlm = await testInvoice(core, merchantId, { asset: 'XLM' })
    const { created_at } = xlm
    expect(await found(core, owner, { asset: 'XLM' })).toMatchObject({ ids: [xlm.id], total: 1 })
    expect(await found(core, owner, { asset: 'XRP' })).toMatchObject({ ids: [], total: 0, pages: 0 })
    const first = await found(core, owner, { orderId: 'ORD-1' }, 1, 2)
    expect(first).toMatchObject({ total: 3, pages: 2 })
    const second = await found(core, owner, { orderId: 'ORD-1' }, 2, 2)
    expect([...first.ids, ...second.ids].sort()).toEqual([ids[1], ids[3], ids[5]].sort())
    expect((await found(core, owner, { createdTo: created_at })).ids).not.toContain(xlm.id)
    expect((await found(core, owner, { createdFrom: created_at })).ids).toContain(xlm.id)
    expect(await found(core, owner, { subscriptionId: 'cusub_none' })).toMatchObject({ total: 0 })
    expect(await found(core, owner, { recurringPlanId: 'plan_none' })).toMatchObject({ total: 0 })
    expect(await found(core, { ...owner, mode: 'live' }, {})).toMatchObject({ total: 0 })
  })

  async function countedAndThere(core: TestCore, owner: InvoiceOwner) {
    const rows = await core.store.db
      .selectFrom('invoices')
      .select('status')
      .where('merchant_id', '=', owner.merchantId)
      .execute()
    const counted: Record<string, number> = {}
    const there: Record<string, number> = {}
    for (const status of STATUSES) {
      counted[status ?? 'all'] = await countInvoices(core.store.db, owner, { status })
      there[status ?? 'all'] = rows.filter((row) => status === undefined || row.status === status).length
    }
    return { counted, there }
  }

  it('knows how many there are, whatever became of them', async () => {
    const { core, owner, address, ids } = await setUp(8)
    await openPosition(core, address)
    const references = await core.store.db
      .selectFrom('invoices')
      .select(['id', 'reference'])
      .where('merchant_id', '=', owner.merchantId)
      .execute()
    const send = (n: number, amount: bigint) =>
      testTransfer(core, { amount, reference: references.find(({ id }) => id === ids[n])!.reference })
    await credit(core, address, [send(0, 1n), send(0, 999_999_999n), send(1, 5n), send(2, 2_000_000_000n), send(3, 7n)])
    const inTransaction = (act: typeof settle, n: number) =>
      core.store.transaction((tx) => act(core, tx, owner, ids[n]!))
    await inTransaction(settle, 1)
    await inTransaction(cancel, 4)
    await inTransaction(expire, 5)
    await core.store
      .transaction(async (tx) => {
        await expire(core, tx, owner, ids[6]!)
        throw new Error('undone')
      })
      .catch(() => {})
    const before = await countedAndThere(core, owner)
    expect(before.counted).toEqual(before.there)
    expect(before.there).toMatchObject({ paid: 2, overpaid: 1, partially_paid: 1, cancelled: 1, expired: 1, unpaid: 2 })
    await core.store.db
      .updateTable('watch_positions')
      .set({ read_until: '2999-01-01T00:00:00.000Z' })
      .where('address', '=', address)
      .execute()
    while (await expireDueInvoices(core)) {
      // More of them are due.
    }
    const after = await countedAndThere(core, owner)
    expect(after.counted).toEqual(after.there)
    expect(after.there.expired).toBe(4)
  })

  it('knows it while many are made and the changes are added up', async () => {
    const { core, owner, merchantId } = await setUp()
    const changesOf = () =>
      core.store.db.selectFrom('invoice_counts').selectAll().where('merchant_id', '=', merchantId).execute()
    await Promise.all([
      ...Array.from({ length: 150 }, () => testInvoice(core, merchantId)),
      ...Array.from({ length: 5 }, () => foldInvoiceCounts(core)),
    ])
    expect(await countInvoices(core.store.db, owner, { status: 'unpaid', asset: 'USDC' })).toBe(150)
    for (let n = 0; n < 101; n += 1) await testInvoice(core, merchantId)
    await Promise.all([foldInvoiceCounts(core), foldInvoiceCounts(core)])
    expect(await changesOf()).toEqual([
      { merchant_id: merchantId, mode: 'test', status: 'unpaid', asset: 'USDC', change: 251 },
    ])
    expect(await countInvoices(core.store.db, owner, {})).toBe(251)
  })

  it('knows those that were there before anything was counted', async () => {
    const { core, owner } = await setUp(3)
    const counts = () => countInvoices(core.store.db, owner, {})
    await core.store.db.deleteFrom('invoice_counts').execute()
    expect(await counts()).toBe(0)
    const { invoiceCounts } = await import('../store/migrations/0004-invoice-counts.ts')
    const backfill = invoiceCounts.statements.find((statement) => statement.startsWith('insert'))!
    await sql.raw(backfill).execute(core.store.db)
    expect(await counts()).toBe(3)
  })

  it('does not read what it passes over', async () => {
    const { core, owner } = await setUp(1)
    if (core.store.engine === 'postgres') return
    const plan = async (condition: string) => {
      const rows = await sql<{ detail: string }>`${sql.raw(
        `explain query plan select id from invoices as invoice where merchant_id = '${owner.merchantId}' and ` +
          `mode = 'test' ${condition} order by created_at desc, id desc limit 20 offset 5`,
      )}`.execute(core.store.db)
      return rows.rows.map(({ detail }) => detail).join('; ')
    }
    expect(await plan('')).toContain('COVERING INDEX invoices_by_merchant')
    expect(await plan("and status = 'paid'")).toContain('COVERING INDEX invoices_by_status')
    expect(await plan("and order_id = 'ORD-1'")).toContain('COVERING INDEX invoices_by_order')
    expect(await plan("and subscription_id = 'cusub_1'")).toContain('COVERING INDEX invoices_by_subscription')
    expect(await plan("and recurring_plan_id = 'plan_1'")).toContain('COVERING INDEX invoices_by_plan')
  })
})
