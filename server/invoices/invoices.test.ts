import { describe, expect, it } from 'vitest'
import type { Instant } from '../clock.ts'
import { toInstant } from '../clock.ts'
import { Problem } from '../problem.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { getInvoice } from './invoices.ts'
import { listInvoices } from './listing.ts'
import { cancel, expire, expireDueInvoices, settle } from './moving.ts'
import { newReference, normalizeReference } from './reference.ts'
import { readInvoice, summary, testInvoice, testMerchant, toldEvents } from './test-invoices.ts'

const HOUR = 60 * 60 * 1000

describeOnBothStores('invoices', (store) => {
  const core = () => testCore(store())

  it('are made with a reference of their own, the issuer of the mode, and the scale they were given', async () => {
    const c = core()
    const { merchantId, address } = await testMerchant(c)
    const invoice = await testInvoice(c, merchantId)
    expect(invoice).toMatchObject({
      status: 'unpaid',
      status_detail: 'none',
      network: 'STELLAR',
      asset_issuer: c.config.stellar.test.usdcIssuer,
      destination_address: address,
      scale: 2,
      expires_at: toInstant(c.clock.now() + HOUR),
    })
    expect(invoice.reference).toMatch(/^PLR-[0-9A-Z]{8}$/)
    expect(await readInvoice(c, invoice.id)).toEqual(invoice)
    const event = await c.store.db.selectFrom('events').selectAll().where('subject_id', '=', invoice.id).execute()
    expect(event).toHaveLength(1)
    expect(event[0]).toMatchObject({ type: 'invoice.created', owner_id: merchantId, dialect: 'paylinkr' })
    expect(JSON.parse(event[0]!.payload)).toEqual({
      invoiceId: invoice.id,
      publicId: invoice.public_id,
      status: 'unpaid',
      title: 'Coffee',
      expectedAmount: '100.00',
      receivedAmount: '0',
      asset: 'USDC',
      paymentNetwork: 'STELLAR',
      memo: invoice.reference,
      reference: invoice.reference,
      referenceLabel: 'Memo',
      destinationAddress: address,
      orderId: null,
      createdAt: invoice.created_at,
      paidAt: null,
      expiresAt: invoice.expires_at,
    })
  })

  it('draw another reference when theirs is taken, and keep the transaction', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const first = await testInvoice(c, merchantId)
    const draws = [first.reference, first.reference, 'PLR-ANOTHER1']
    const xlm = { asset: 'XLM' as const, amount: 1n, scale: 7, expiresIn: null }
    const second = await testInvoice(c, merchantId, xlm, () => draws.shift()!)
    expect(second).toMatchObject({ reference: 'PLR-ANOTHER1', asset_issuer: null, expires_at: null })
    expect(await readInvoice(c, second.id)).toEqual(second)
  })

  it('give up when no reference is free', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const { reference } = await testInvoice(c, merchantId)
    const work = testInvoice(c, merchantId, {}, () => reference)
    await expect(work).rejects.toThrow('No free reference')
  })

  it('need an address of their network and mode, and say how to add one', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const problem = await testInvoice(c, merchantId, { mode: 'live' }).catch((error) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ kind: 'invalid', code: 'no_receiving_address' })
    expect(problem.message).toContain('paylink address add')
    await expect(testInvoice(c, merchantId, { asset: 'XRP' })).rejects.toMatchObject({ code: 'no_receiving_address' })
  })

  it('in XRP have a destination tag, another one for each', async () => {
    const c = core()
    const { merchantId, address } = await testMerchant(c, { network: 'XRPL' })
    const xrp = { asset: 'XRP' as const, amount: 5_000_000n }
    const first = await testInvoice(c, merchantId, xrp)
    expect(first).toMatchObject({ network: 'XRPL', asset_issuer: null, destination_address: address })
    expect(first.reference).toMatch(/^[1-9]\d{0,9}$/)
    const draws = [first.reference, first.reference, '4294967295']
    expect((await testInvoice(c, merchantId, xrp, () => draws.shift()!)).reference).toBe('4294967295')
  })

  it('are cancelled while nothing came for them', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const owner = { merchantId, mode: 'test' as const }
    const { id } = await testInvoice(c, merchantId)
    const work = () => c.store.transaction((tx) => cancel(c, tx, owner, id))
    expect(await work()).toMatchObject({ id, status: 'cancelled' })
    await expect(work()).rejects.toMatchObject({ kind: 'conflict', code: 'invoice_not_unpaid' })
  })

  it('go to the newest address', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    await c.store.db
      .insertInto('receiving_addresses')
      .values({
        id: `adr_${merchantId}`,
        merchant_id: merchantId,
        mode: 'test',
        network: 'STELLAR',
        address: `newer-${merchantId}`,
        created_at: toInstant(c.clock.now() + 1),
      })
      .execute()
    expect((await testInvoice(c, merchantId)).destination_address).toBe(`newer-${merchantId}`)
  })

  it('are found by either id, by their owner in their mode', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const { merchantId: stranger } = await testMerchant(c)
    const invoice = await testInvoice(c, merchantId)
    for (const id of [invoice.id, invoice.public_id]) {
      expect(await getInvoice(c, { merchantId, mode: 'test' }, id)).toEqual(invoice)
      for (const owner of [
        { merchantId: stranger, mode: 'test' as const },
        { merchantId, mode: 'live' as const },
      ]) {
        await expect(getInvoice(c, owner, id)).rejects.toMatchObject({ kind: 'not_found' })
        await expect(c.store.transaction((tx) => settle(c, tx, owner, id))).rejects.toMatchObject({ kind: 'not_found' })
        await expect(c.store.transaction((tx) => expire(c, tx, owner, id))).rejects.toMatchObject({ kind: 'not_found' })
      }
    }
  })

  it('are listed newest first, by page and status', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const owner = { merchantId, mode: 'test' as const }
    expect(await listInvoices(c, owner, { page: 1, limit: 20 })).toEqual({
      data: [],
      total: 0,
      page: 1,
      limit: 20,
      pages: 0,
    })
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) {
      c.clock.advance(1000)
      ids.unshift((await testInvoice(c, merchantId)).id)
    }
    const second = await listInvoices(c, owner, { page: 2, limit: 2 })
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2, 4))
    expect(second).toMatchObject({ total: 5, page: 2, limit: 2, pages: 3 })
    await c.store.transaction((tx) => expire(c, tx, owner, ids[3]!))
    const expired = await listInvoices(c, owner, { page: 1, limit: 20, status: 'expired' })
    expect(expired.data.map(({ id }) => id)).toEqual([ids[3]])
    expect(expired.total).toBe(1)
  })

  it('are settled from what leaves a choice, and from nothing else', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const owner = { merchantId, mode: 'test' as const }
    const attempt = async (status: string, status_detail: string) => {
      const { id } = await testInvoice(c, merchantId)
      await c.store.db
        .updateTable('invoices')
        .set({ status: status as 'paid', status_detail: status_detail as 'none', received_amount: 5n })
        .where('id', '=', id)
        .execute()
      return c.store
        .transaction((tx) => settle(c, tx, owner, id))
        .then(
          (invoice) => `${invoice.status}/${invoice.status_detail} ${invoice.received_amount}`,
          (problem) => problem.kind,
        )
    }
    expect(await attempt('partially_paid', 'none')).toBe('paid/accepted 5')
    expect(await attempt('expired', 'underpaid')).toBe('paid/accepted 5')
    expect(await attempt('expired', 'paid_late')).toBe('paid/accepted 5')
    for (const [status, detail] of [
      ['unpaid', 'none'],
      ['paid', 'none'],
      ['paid', 'accepted'],
      ['overpaid', 'none'],
      ['expired', 'none'],
      ['cancelled', 'none'],
    ]) {
      expect(await attempt(status!, detail!)).toBe('conflict')
    }
    expect((await toldEvents(c, merchantId)).sort()).toEqual(['invoice.paid', 'invoice.paid', 'invoice.paid'])
  })

  it('are ended by hand while they are open', async () => {
    const c = core()
    const { merchantId } = await testMerchant(c)
    const owner = { merchantId, mode: 'test' as const }
    const { id, public_id } = await testInvoice(c, merchantId)
    c.clock.advance(5000)
    let woken = 0
    c.changes.subscribe(`invoice:${public_id}`, () => {
      woken += 1
    })
    const ended = await c.store.transaction((tx) => expire(c, tx, owner, public_id))
    expect(ended).toMatchObject({ id, status: 'expired', expires_at: toInstant(c.clock.now()) })
    expect(woken).toBe(1)
    expect(await toldEvents(c, merchantId, id)).toEqual(['invoice.expired'])
    await expect(c.store.transaction((tx) => expire(c, tx, owner, id))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('expire only once their own address was read that far', async () => {
    const c = core()
    const slow = await testMerchant(c)
    const fast = await testMerchant(c)
    const slowOne = await testInvoice(c, slow.merchantId)
    const fastOne = await testInvoice(c, fast.merchantId)
    const never = await testInvoice(c, fast.merchantId, { expiresIn: null })
    const part = await testInvoice(c, fast.merchantId)
    await c.store.db
      .updateTable('invoices')
      .set({ status: 'partially_paid', received_amount: 5n })
      .where('id', '=', part.id)
      .execute()
    const readUntil = async (address: string, read_until: Instant | null) => {
      await c.store.db.deleteFrom('watch_positions').where('address', '=', address).execute()
      await c.store.db
        .insertInto('watch_positions')
        .values({ mode: 'test', network: 'STELLAR', address, cursor: '0', read_until })
        .execute()
    }
    const run = async () => {
      while (await expireDueInvoices(c)) {
        // More of them are due.
      }
    }
    c.clock.advance(2 * HOUR)
    await run()
    expect(await summary(c, fastOne.id)).toBe('unpaid/none 0')

    await readUntil(fast.address, toInstant(Date.parse(fastOne.expires_at!) - 1))
    await readUntil(slow.address, null)
    await run()
    expect(await summary(c, fastOne.id)).toBe('unpaid/none 0')

    await readUntil(fast.address, fastOne.expires_at)
    await run()
    expect(await summary(c, fastOne.id)).toBe('expired/none 0')
    expect(await summary(c, part.id)).toBe('expired/underpaid 5')
    expect(await summary(c, never.id)).toBe('unpaid/none 0')
    expect(await summary(c, slowOne.id)).toBe('unpaid/none 0')
    expect(await toldEvents(c, fast.merchantId, part.id)).toEqual(['invoice.underpaid'])
  })

  it('expire once, however many look at the same time', async () => {
    const c = core()
    const { merchantId, address } = await testMerchant(c)
    for (let n = 0; n < 30; n += 1) await testInvoice(c, merchantId)
    const read_until = toInstant(c.clock.now() + HOUR)
    await c.store.db
      .insertInto('watch_positions')
      .values({ mode: 'test', network: 'STELLAR', address, cursor: '0', read_until })
      .execute()
    await Promise.all([expireDueInvoices(c), expireDueInvoices(c), expireDueInvoices(c)])
    expect(await toldEvents(c, merchantId)).toEqual(Array(30).fill('invoice.expired'))
  })
})

describe('a reference', () => {
  it('is a memo on Stellar and a 32-bit tag on the XRP Ledger', () => {
    expect(newReference('STELLAR')).toMatch(/^PLR-[0-9A-HJKMNP-TV-Z]{8}$/)
    for (let n = 0; n < 50; n += 1) {
      const tag = Number(newReference('XRPL'))
      expect(Number.isInteger(tag) && tag >= 1 && tag < 2 ** 32).toBe(true)
    }
  })

  it('is compared without case and outer spaces', () => {
    expect(normalizeReference('  plr-abcd2345\n')).toBe('PLR-ABCD2345')
  })
})
