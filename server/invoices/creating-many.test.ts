import { expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { countInvoices } from './counting.ts'
import { createInvoices, type NewInvoice } from './invoices.ts'
import { newReference } from './reference.ts'
import { testInvoice, testMerchant } from './test-invoices.ts'

const asked = (merchantId: string, change: Partial<NewInvoice> = {}): NewInvoice => ({
  merchantId,
  mode: 'test',
  title: 'Coffee',
  asset: 'USDC',
  amount: 1_000_000_000n,
  scale: 2,
  expiresIn: null,
  orderId: null,
  clientEmail: null,
  clientName: null,
  pricing: null,
  period: null,
  reminderPreset: null,
  ...change,
})

const manyOf = (merchantId: string, count: number) =>
  Array.from({ length: count }, (_, n) => asked(merchantId, { title: `Coffee ${n}` }))

const storedOf = async (core: TestCore, merchantId: string) => {
  const rows = await core.store.db.selectFrom('invoices').selectAll().where('merchant_id', '=', merchantId).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

describeOnBothStores('many invoices at once', (store) => {
  it('are made as one alone is, in the given order, and their merchants are told of each', async () => {
    const core = testCore(store())
    const [one, other] = [await testMerchant(core), await testMerchant(core)]
    const invoices = [...manyOf(one.merchantId, 61), ...manyOf(other.merchantId, 61)]
    const rows = await core.store.transaction((tx) => createInvoices(core, tx, invoices))
    expect(rows.map(({ merchant_id, title }) => [merchant_id, title])).toEqual(
      invoices.map(({ merchantId, title }) => [merchantId, title]),
    )
    for (const { merchantId, address } of [one, other]) {
      const own = rows.filter(({ merchant_id }) => merchant_id === merchantId)
      expect(await storedOf(core, merchantId)).toEqual(new Map(own.map((row) => [row.id, row])))
      expect(new Set(own.map(({ destination_address }) => destination_address))).toEqual(new Set([address]))
      const told = await core.store.db
        .selectFrom('events')
        .select(['type', 'subject_id'])
        .where('owner_id', '=', merchantId)
        .execute()
      expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['invoice.created']))
      expect(told.map(({ subject_id }) => subject_id).sort()).toEqual(own.map(({ id }) => id).sort())
      expect(await countInvoices(core.store.db, { merchantId, mode: 'test' }, { status: 'unpaid' })).toBe(61)
    }
  })

  it('draw another reference where one is taken, by an older one or by each other', async () => {
    const core = testCore(store())
    const { merchantId } = await testMerchant(core)
    const { reference } = await testInvoice(core, merchantId)
    let drawn = 0
    // The first 70 draws are all taken but one.
    const draw = () => {
      drawn += 1
      if (drawn > 70) return newReference('STELLAR')
      return drawn % 2 === 0 ? reference : 'PLR-TWICE111'
    }
    const rows = await core.store.transaction((tx) => createInvoices(core, tx, manyOf(merchantId, 70), draw))
    expect(drawn).toBe(70 + 69)
    const references = new Set(rows.map((row) => row.reference))
    expect(references.size).toBe(70)
    expect(references.has(reference)).toBe(false)
    const stored = await storedOf(core, merchantId)
    expect(rows.map(({ id }) => stored.get(id))).toEqual(rows)
  })

  it('are all made or none', async () => {
    const core = testCore(store())
    const { merchantId } = await testMerchant(core)
    const invoices = [...manyOf(merchantId, 60), asked(merchantId, { asset: 'XRP' })]
    const work = core.store.transaction((tx) => createInvoices(core, tx, invoices))
    await expect(work).rejects.toMatchObject({ kind: 'invalid', code: 'no_receiving_address' })
    expect((await storedOf(core, merchantId)).size).toBe(0)
    expect(await core.store.transaction((tx) => createInvoices(core, tx, []))).toEqual([])
  })
})
