import { Account, Asset, Keypair, Memo, MuxedAccount, Operation } from '@stellar/stellar-sdk'
import { afterEach, expect, it } from 'vitest'
import { summary, testInvoice, toldEvents } from '../../invoices/test-invoices.ts'
import type { Store } from '../../store/store.ts'
import { describeOnBothStores } from '../../store/test-stores.ts'
import { transfersAt } from '../test-transfers.ts'
import type { LedgerWatcher } from '../watcher.ts'
import { becomes, type StellarScene, stellarScene } from './test-horizon.ts'
import { startStellarWatcher } from './watcher.ts'

const HOUR = 60 * 60 * 1000
const PAID = 'paid/none 1000000000'

describeOnBothStores('the Stellar watcher', (store) => {
  const running: { stop(): Promise<unknown> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.stop()
  })

  async function scene(options?: { merchantExists: boolean }): Promise<StellarScene> {
    const made = await stellarScene(store(), options)
    running.push(made)
    return made
  }

  function watch({ core }: StellarScene): LedgerWatcher {
    const watcher = startStellarWatcher(core)
    running.push(watcher)
    return watcher
  }

  it('credits USDC and XLM as they come', async () => {
    const s = await scene()
    const usdc = await testInvoice(s.core, s.merchantId)
    const xlm = await testInvoice(s.core, s.merchantId, { asset: 'XLM' })
    await watch(s).settle()
    await s.pay('100', usdc.reference)
    await s.pay('100', `  ${xlm.reference.toLowerCase()} `, Asset.native())
    await becomes(s.core, usdc.id, PAID)
    await becomes(s.core, xlm.id, PAID)
    expect((await toldEvents(s.core, s.merchantId)).sort()).toEqual(['invoice.paid', 'invoice.paid'])
  })

  it('keeps what belongs to no invoice', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const watcher = watch(s)
    await watcher.settle()
    await s.pay('100')
    await s.pay('100', 'PLR-NOBODYS1')
    await s.pay('100', reference, Asset.native())
    await s.pay('100', reference, s.forged)
    const muxed = new MuxedAccount(new Account(s.merchant.publicKey(), '0'), '42').accountId()
    await s.send([Operation.payment({ destination: muxed, asset: s.usdc, amount: '1' })])
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    const kept = await transfersAt(s.core, s.merchant.publicKey())
    expect(kept.map(({ reference, unmatched_reason }) => `${unmatched_reason} ${reference}`).sort()).toEqual([
      'no_reference null',
      'unknown_reference 42',
      'unknown_reference PLR-NOBODYS1',
      `wrong_asset ${reference}`,
      `wrong_asset ${reference}`,
    ])
    expect(await toldEvents(s.core, s.merchantId)).toEqual(Array(5).fill('transfer.unmatched'))
  })

  it('adds up parts, and notes what is too much', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const watcher = watch(s)
    await s.pay('40', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('partially_paid/none 400000000')
    await s.pay('60', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
    await s.pay('0.0000001', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('overpaid/none 1000000001')
  })

  it('takes several payments of one transaction, and what it sends itself for none', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const watcher = watch(s)
    await watcher.settle()
    const part = Operation.payment({ destination: s.merchant.publicKey(), asset: s.usdc, amount: '50' })
    await s.send([part, part], Memo.text(reference))
    const back = Operation.payment({ destination: s.payer.publicKey(), asset: s.usdc, amount: '10' })
    await s.send([back], Memo.text(reference), s.merchant)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
    expect(await transfersAt(s.core, s.merchant.publicKey())).toHaveLength(2)
  })

  it('sees money that made the account, and an account that was merged into it', async () => {
    const s = await scene({ merchantExists: false })
    const first = await testInvoice(s.core, s.merchantId, { asset: 'XLM' })
    const second = await testInvoice(s.core, s.merchantId, { asset: 'XLM', amount: null })
    const watcher = watch(s)
    await watcher.settle()
    const make = (destination: string, startingBalance: string) =>
      Operation.createAccount({ destination, startingBalance })
    await s.send([make(s.merchant.publicKey(), '100')], Memo.text(first.reference))
    const leaving = Keypair.random()
    await s.send([make(leaving.publicKey(), '7')])
    const merge = Operation.accountMerge({ destination: s.merchant.publicKey() })
    await s.send([merge], Memo.text(second.reference), leaving)
    await watcher.settle()
    expect(await summary(s.core, first.id)).toBe(PAID)
    // Less the fee of the merge.
    expect(await summary(s.core, second.id)).toBe('paid/none 69999900')
  })

  it('expires what is not paid, and takes late money for late', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const watcher = watch(s)
    await watcher.settle()
    s.passTime(2 * HOUR)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('expired/none 0')
    await s.pay('100', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('expired/paid_late 1000000000')
    expect((await toldEvents(s.core, s.merchantId, id)).sort()).toEqual(['invoice.expired', 'invoice.paid_late'])
  })

  it('takes late money for late even where nobody looked in between', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    s.passTime(2 * HOUR)
    await s.pay('100', reference)
    await watch(s).settle()
    expect(await summary(s.core, id)).toBe('expired/paid_late 1000000000')
  })

  it('takes money in time that it sees only after the expiry', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const before = startStellarWatcher(s.core)
    await before.settle()
    await before.stop()
    await s.pay('100', reference)
    s.passTime(2 * HOUR)
    await watch(s).settle()
    expect(await summary(s.core, id)).toBe(PAID)
    expect(await toldEvents(s.core, s.merchantId, id)).toEqual(['invoice.paid'])
  })

  it('expires nothing while Horizon is down', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const before = startStellarWatcher(s.core)
    await before.settle()
    await before.stop()
    await s.pay('100', reference)
    await s.standIn.setFault({ mode: 'refuse' })
    s.passTime(2 * HOUR)
    const watcher = watch(s)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    await s.standIn.setFault({ mode: 'none' })
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
  })

  it('comes back when Horizon was down at its start, and misses nothing since the address was made known', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    await s.pay('40', reference)
    await s.standIn.setFault({ mode: 'refuse' })
    const watcher = watch(s)
    await watcher.settle()
    await s.standIn.setFault({ mode: 'none' })
    await s.pay('60', reference)
    await becomes(s.core, id, PAID)
  })

  it('goes to the next Horizon when one is down', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    const { test, live } = s.core.config.stellar
    const horizonUrls = ['http://127.0.0.1:1', ...test.horizonUrls]
    const core = { ...s.core, config: { ...s.core.config, stellar: { live, test: { ...test, horizonUrls } } } }
    await watch({ ...s, core }).settle()
    await s.pay('100', reference)
    await becomes(s.core, id, PAID)
  })

  it('credits each of 30 payments once when the stream is cut among them', async () => {
    const s = await scene()
    const invoices = []
    for (let n = 0; n < 30; n += 1) invoices.push(await testInvoice(s.core, s.merchantId))
    await watch(s).settle()
    for (const [n, { reference }] of invoices.entries()) {
      await s.pay('100', reference)
      if (n % 10 === 4) await s.cut()
    }
    for (const { id } of invoices) await becomes(s.core, id, PAID)
    expect(await transfersAt(s.core, s.merchant.publicKey())).toHaveLength(30)
    expect(await toldEvents(s.core, s.merchantId)).toEqual(Array(30).fill('invoice.paid'))
  })

  it('goes on where it was after a restart, with a second node beside it', async () => {
    const s = await scene()
    const invoices = []
    for (let n = 0; n < 6; n += 1) invoices.push(await testInvoice(s.core, s.merchantId))
    const [first, second, third, ...rest] = invoices
    const before = startStellarWatcher(s.core)
    await s.pay('100', first!.reference)
    await before.settle()
    await before.stop()
    await s.pay('100', second!.reference)
    const [one, other] = [watch(s), watch(s)]
    await s.pay('100', third!.reference)
    await Promise.all([one.settle(), other.settle()])
    for (const { reference } of rest) await s.pay('100', reference)
    await Promise.all([one.settle(), other.settle()])
    for (const { id } of invoices) expect(await summary(s.core, id)).toBe(PAID)
    expect(await toldEvents(s.core, s.merchantId)).toEqual(Array(6).fill('invoice.paid'))
    expect(await transfersAt(s.core, s.merchant.publicKey())).toHaveLength(6)
  })

  it('credits a payment the next time when the store failed the first time', async () => {
    const s = await scene()
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    let failures = 0
    const failing: Store = {
      ...s.core.store,
      transaction: (work) =>
        s.core.store.transaction(async (tx) => {
          const result = await work(tx)
          const credited = await tx.selectFrom('transfers').select('id').where('invoice_id', '=', id).execute()
          if (credited.length > 0 && failures < 2) {
            failures += 1
            throw new Error('disk full')
          }
          return result
        }),
    }
    const watcher = watch({ ...s, core: { ...s.core, store: failing } })
    await watcher.settle()
    await s.pay('100', reference)
    await becomes(s.core, id, PAID)
    expect(failures).toBe(2)
    expect(await toldEvents(s.core, s.merchantId)).toEqual(['invoice.paid'])
  })

  it('watches an address that is added while it runs', async () => {
    const s = await scene()
    const addresses = await s.core.store.db.selectFrom('receiving_addresses').selectAll().execute()
    await s.core.store.db.deleteFrom('receiving_addresses').execute()
    await watch(s).settle()
    await s.core.store.db.insertInto('receiving_addresses').values(addresses).execute()
    s.core.changes.announce('addresses')
    const { id, reference } = await testInvoice(s.core, s.merchantId)
    await s.pay('100', reference)
    await becomes(s.core, id, PAID)
    await expect.poll(() => s.standIn.requests().some(({ path }) => path.includes('X-Client-Name'))).toBe(true)
  })
})
