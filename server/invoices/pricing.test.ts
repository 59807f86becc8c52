import { afterEach, beforeEach, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { attachTransfer, listUnmatched, prepareAttaching } from '../ledgers/attaching.ts'
import { credit, openPosition, testTransfer } from '../ledgers/test-transfers.ts'
import { freshRate } from '../rates/rates.ts'
import { startTestRates, type TestRates } from '../rates/test-rates.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { expire } from './moving.ts'
import { newestQuote, quotesOf, renewQuote } from './quotes.ts'
import { readInvoice, summary, testInvoice, testMerchant, toldEvents } from './test-invoices.ts'

const MINUTE = 60_000

describeOnBothStores('an invoice with a fiat price', (store) => {
  let rates: TestRates
  beforeEach(async () => {
    rates = await startTestRates(testCore(store()))
  })
  afterEach(() => rates.standIn.stop())

  /** €25.00 in XLM at 0.25: 100 XLM. */
  async function setUp() {
    const { core } = rates
    rates.setRate('XLM-EUR', '0.25', '0.25')
    const merchant = await testMerchant(core)
    await openPosition(core, merchant.address)
    const market = await freshRate(core, { asset: 'XLM', currency: 'EUR' })
    const invoice = await testInvoice(core, merchant.merchantId, {
      asset: 'XLM',
      amount: null,
      pricing: { currency: 'EUR', amount: 2_500n, market },
      expiresIn: 24 * 60 * MINUTE,
    })
    const owner = { merchantId: merchant.merchantId, mode: 'test' as const }
    const send = (xlm: number, closedAt = core.clock.now()) =>
      testTransfer(core, {
        assetCode: 'XLM',
        assetIssuer: null,
        amount: BigInt(Math.round(xlm * 1e7)),
        reference: invoice.reference,
        closedAt: toInstant(closedAt),
      })
    const pay = (...transfers: ReturnType<typeof send>[]) => credit(core, merchant.address, transfers)
    return { core, ...merchant, owner, invoice, send, pay }
  }

  const left = async ({ id }: InvoiceRow) => {
    const { expected_amount, received_amount, pricing_received } = await readInvoice(rates.core, id)
    return { xlm: Number(expected_amount! - received_amount) / 1e7, cents: Number(pricing_received) }
  }

  it('costs what the first quote says, which keeps both sources', async () => {
    const { core, invoice } = await setUp()
    expect(invoice).toMatchObject({
      expected_amount: 1_000_000_000n,
      allow_custom_amount: 0,
      pricing_amount: 2_500n,
      pricing_received: 0n,
    })
    const quote = await newestQuote(core.store.db, invoice)
    expect(quote).toMatchObject({
      rate: '0.25',
      amount: 1_000_000_000n,
      valid_from: invoice.created_at,
      valid_until: toInstant(core.clock.now() + 15 * MINUTE),
    })
    const at = invoice.created_at
    expect(JSON.parse(quote!.sources)).toEqual([
      { source: 'coinbase', rate: '0.25', at },
      { source: 'kraken', rate: '0.25', at },
    ])
  })

  it('is paid by parts at its quote', async () => {
    const { core, merchantId, invoice, send, pay } = await setUp()
    await pay(send(33.3333333), send(33.3333333))
    expect(await left(invoice)).toEqual({ xlm: 33.3333334, cents: 1_666 })
    await pay(send(33.3333334))
    expect(await summary(core, invoice.id)).toBe('paid/none 1000000000')
    expect(await left(invoice)).toEqual({ xlm: 0, cents: 2_500 })
    expect((await toldEvents(core, merchantId, invoice.id)).sort()).toEqual([
      'invoice.paid',
      'invoice.partially_paid',
      'invoice.partially_paid',
    ])
  })

  it('is quoted anew once the quote has run out, and not before', async () => {
    const { core, invoice, send, pay } = await setUp()
    await pay(send(40))
    rates.setRate('XLM-EUR', '0.5', '0.5')
    core.clock.advance(15 * MINUTE - 1)
    await renewQuote(core, invoice.public_id)
    expect(await left(invoice)).toEqual({ xlm: 60, cents: 1_000 })
    core.clock.advance(1)
    let woken = 0
    core.changes.subscribe(`invoice:${invoice.public_id}`, () => {
      woken += 1
    })
    await Promise.all([renewQuote(core, invoice.public_id), renewQuote(core, invoice.public_id)])
    expect(woken).toBe(1)
    expect(await left(invoice)).toEqual({ xlm: 30, cents: 1_000 })
    expect((await quotesOf(core.store.db, [invoice.id])).get(invoice.id)).toMatchObject([
      { amount: 1_000_000_000n, received: 400_000_000n },
      { amount: 300_000_000n, received: 0n },
    ])
    await pay(send(30))
    expect(await summary(core, invoice.id)).toBe('paid/none 700000000')
    await expect(renewQuote(core, invoice.public_id)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('takes money for a minute at the quote before, and from then on at the new one', async () => {
    const { core, invoice, send, pay } = await setUp()
    rates.setRate('XLM-EUR', '0.2', '0.2')
    core.clock.advance(15 * MINUTE)
    await renewQuote(core, invoice.public_id)
    expect((await left(invoice)).xlm).toBe(125)
    const renewed = core.clock.now()
    await pay(send(50, renewed + MINUTE - 1_000))
    expect(await left(invoice)).toEqual({ xlm: 62.5, cents: 1_250 })
    await pay(send(50, renewed + MINUTE))
    expect(await left(invoice)).toEqual({ xlm: 12.5, cents: 2_250 })
    await pay(send(12.5, renewed + 2 * MINUTE))
    expect(await summary(core, invoice.id)).toBe('paid/none 1125000000')
  })

  it('is paid in full by what the old quote asked for, within its minute', async () => {
    const { core, invoice, send, pay } = await setUp()
    rates.setRate('XLM-EUR', '0.2', '0.2')
    core.clock.advance(15 * MINUTE)
    await renewQuote(core, invoice.public_id)
    await pay(send(100, core.clock.now() + 30_000))
    expect(await summary(core, invoice.id)).toBe('paid/none 1000000000')
    expect((await readInvoice(core, invoice.id)).expected_amount).toBe(1_000_000_000n)
  })

  it('takes money that came while no quote was in force at a rate that is read then', async () => {
    const { core, invoice, send, pay } = await setUp()
    rates.setRate('XLM-EUR', '0.2', '0.2')
    core.clock.advance(60 * MINUTE)
    await pay(send(50), send(25))
    expect(await left(invoice)).toEqual({ xlm: 50, cents: 1_500 })
    expect((await quotesOf(core.store.db, [invoice.id])).get(invoice.id)).toMatchObject([
      { rate: '0.25', received: 0n },
      { rate: '0.2', amount: 1_250_000_000n, received: 750_000_000n, valid_from: toInstant(core.clock.now()) },
    ])
    await pay(send(50))
    expect(await summary(core, invoice.id)).toBe('paid/none 1250000000')
  })

  it('never guesses: without a rate such money is kept, told, and attached later', async () => {
    const { core, merchantId, owner, invoice, send, pay } = await setUp()
    core.clock.advance(60 * MINUTE)
    rates.setRate('XLM-EUR', '0.25', null)
    await pay(send(100))
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
    expect(await toldEvents(core, merchantId)).toEqual(['transfer.unmatched'])
    const { data } = await listUnmatched(core, owner, { page: 1, limit: 20 })
    expect(data).toMatchObject([{ unmatched_reason: 'no_rate', amount: 1_000_000_000n }])
    const attach = async () => {
      await prepareAttaching(core, owner, invoice.id)
      return core.store.transaction((tx) => attachTransfer(core, tx, owner, data[0]!.id, invoice.id))
    }
    await expect(attach()).rejects.toMatchObject({ kind: 'invalid', code: 'rate_unavailable' })
    rates.setRate('XLM-EUR', '0.25', '0.25')
    core.clock.advance(10_000)
    expect(await attach()).toMatchObject({ status: 'paid', pricing_received: 2_500n })
  })

  it('credits others at the same address while there is no rate', async () => {
    const { core, merchantId, send, pay } = await setUp()
    const other = await testInvoice(core, merchantId, { asset: 'XLM', amount: 5n, expiresIn: null })
    core.clock.advance(60 * MINUTE)
    await rates.standIn.setFault({ mode: 'refuse' })
    await pay(send(100), { ...send(1), amount: 5n, reference: other.reference })
    expect(await summary(core, other.id)).toBe('paid/none 5')
    await rates.standIn.setFault({ mode: 'none' })
  })

  it('leaves late money to the merchant, in the asset', async () => {
    const { core, invoice, owner, send, pay } = await setUp()
    core.clock.advance(1_000)
    await core.store.transaction((tx) => expire(core, tx, owner, invoice.id))
    await pay(send(60, core.clock.now() - 500))
    expect(await summary(core, invoice.id)).toBe('expired/underpaid 600000000')
    expect(await left(invoice)).toEqual({ xlm: 40, cents: 1_500 })
    await pay(send(40))
    expect(await summary(core, invoice.id)).toBe('expired/paid_late 1000000000')
  })

  it('lets pass what its merchant does, of the price', async () => {
    const { core, merchantId, invoice, send, pay } = await setUp()
    await core.store.db
      .updateTable('merchants')
      .set({ underpayment_tolerance: 100 })
      .where('id', '=', merchantId)
      .execute()
    await pay(send(98.96))
    expect(await summary(core, invoice.id)).toBe('partially_paid/none 989600000')
    await pay(send(0.04))
    expect(await summary(core, invoice.id)).toBe('paid/none 990000000')
    expect(await left(invoice)).toEqual({ xlm: 1, cents: 2_475 })
  })
})
