import { afterEach, expect, it } from 'vitest'
import { checkId } from '../../../demo/networks/xrpl/core/transactions/held-money.ts'
import { PARTIAL_PAYMENT, trustUsd, usd } from '../../../demo/networks/xrpl/test-network.ts'
import { summary, toldEvents } from '../../invoices/test-invoices.ts'
import { describeOnBothStores } from '../../store/test-stores.ts'
import { transfersAt } from '../test-transfers.ts'
import type { LedgerWatcher } from '../watcher.ts'
import { becomes, payer, type XrplScene, xrplScene } from './test-xrpl.ts'
import { startXrplWatcher } from './watcher.ts'

const HOUR = 60 * 60 * 1000
const PAID = 'paid/none 5000000'

describeOnBothStores('the XRP Ledger watcher', (store) => {
  const running: { stop(): Promise<unknown> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.stop()
  })

  async function scene(options?: { merchantExists: boolean }): Promise<XrplScene> {
    const made = await xrplScene(store(), options)
    running.push(made)
    return made
  }

  function watch({ core }: Pick<XrplScene, 'core'>): LedgerWatcher {
    const watcher = startXrplWatcher(core)
    running.push(watcher)
    return watcher
  }

  it('credits XRP as it comes', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    await watch(s).settle()
    expect(await s.pay('5000000', reference)).toBe('tesSUCCESS')
    await becomes(s.core, id, PAID)
    expect(await toldEvents(s.core, s.merchantId)).toEqual(['invoice.paid'])
    expect(await transfersAt(s.core, s.merchant.classicAddress)).toMatchObject([
      { network: 'XRPL', sender: payer.classicAddress, asset_code: 'XRP', amount: 5_000_000n, invoice_id: id },
    ])
  })

  it('credits one drop of a partial payment that names thousands of XRP', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    await s.openBook()
    const watcher = watch(s)
    const attack = { Flags: PARTIAL_PAYMENT, SendMax: usd('0.000001') }
    expect(await s.pay('9000000000', reference, attack)).toBe('tesSUCCESS')
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('partially_paid/none 1')
  })

  it('keeps what belongs to no invoice, and passes over what brought nothing', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    await s.openBook()
    await s.send(s.merchant, trustUsd(s.merchant))
    const watcher = watch(s)
    await watcher.settle()
    const wrong = String((Number(reference) % 4_294_967_295) + 1)
    await s.pay('5000000')
    await s.pay('5000000', wrong)
    await s.pay(usd('5'), reference)
    await s.pay(usd('5000'), reference, { Flags: PARTIAL_PAYMENT, SendMax: usd('1') })
    expect(await s.pay(usd('5000'), reference)).toBe('tecPATH_PARTIAL')
    await s.send(s.merchant, { TransactionType: 'AccountSet', Account: s.merchant.classicAddress, SetFlag: 1 })
    expect(await s.pay('5000000')).toBe('tecDST_TAG_NEEDED')
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    const kept = await transfersAt(s.core, s.merchant.classicAddress)
    expect(kept.map((row) => `${row.unmatched_reason} ${row.asset_code} ${row.amount}`).sort()).toEqual([
      'no_reference XRP 5000000',
      'unknown_reference XRP 5000000',
      'wrong_asset USD 1000000',
      'wrong_asset USD 5000000',
    ])
    expect(await toldEvents(s.core, s.merchantId)).toEqual(Array(4).fill('transfer.unmatched'))
  })

  it('keeps what a check brings, to be attached by hand', async () => {
    const s = await scene()
    const watcher = watch(s)
    await watcher.settle()
    // The payer's first transaction: genesis accounts begin with the number of the first ledger.
    await s.send(payer, {
      TransactionType: 'CheckCreate',
      Account: payer.classicAddress,
      Destination: s.merchant.classicAddress,
      SendMax: '3000000',
      Sequence: 1,
    })
    expect(
      await s.send(s.merchant, {
        TransactionType: 'CheckCash',
        Account: s.merchant.classicAddress,
        CheckID: checkId(payer.classicAddress, 1),
        Amount: '3000000',
      }),
    ).toBe('tesSUCCESS')
    await watcher.settle()
    expect(await transfersAt(s.core, s.merchant.classicAddress)).toMatchObject([
      { unmatched_reason: 'no_reference', amount: 3_000_000n, sender: payer.classicAddress },
    ])
  })

  it('sees money that made the account', async () => {
    const s = await scene({ merchantExists: false })
    const { id, reference } = await s.invoice()
    const watcher = watch(s)
    await watcher.settle()
    await s.pay('5000000', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
  })

  it('expires what is not paid, and takes late money for late', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const watcher = watch(s)
    await watcher.settle()
    s.passTime(2 * HOUR)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('expired/none 0')
    await s.pay('5000000', reference)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('expired/paid_late 5000000')
  })

  it('takes money in time that it sees only after the expiry, and expires nothing while it cannot read', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const before = startXrplWatcher(s.core)
    await before.settle()
    await before.stop()
    await s.pay('5000000', reference)
    await s.standIn.setFault({ mode: 'refuse' })
    s.passTime(2 * HOUR)
    const watcher = watch(s)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    await s.standIn.setFault({ mode: 'none' })
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
    expect(await toldEvents(s.core, s.merchantId, id)).toEqual(['invoice.paid'])
  })

  it('expires nothing on a gap', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const before = startXrplWatcher(s.core)
    await before.settle()
    await before.stop()
    await s.pay('5000000', reference)
    s.passTime(2 * HOUR)
    s.standIn.forgetBefore(s.standIn.closeLedger().index)
    const watcher = watch(s)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    s.standIn.forgetBefore(1)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe(PAID)
  })

  it('goes to the next server when one is down', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const place = { urls: ['ws://127.0.0.1:1', s.standIn.url], networkId: 1 }
    const core = { ...s.core, config: { ...s.core.config, xrpl: { live: place, test: place } } }
    await watch({ core }).settle()
    await s.pay('5000000', reference)
    await becomes(s.core, id, PAID)
  })

  it('credits each of 12 payments once when the connection is cut among them', async () => {
    const s = await scene()
    const invoices = []
    for (let n = 0; n < 12; n += 1) invoices.push(await s.invoice())
    await watch(s).settle()
    for (const [n, { reference }] of invoices.entries()) {
      await s.pay('5000000', reference)
      if (n % 4 === 1) await s.cut()
    }
    for (const { id } of invoices) await becomes(s.core, id, PAID)
    expect(await transfersAt(s.core, s.merchant.classicAddress)).toHaveLength(12)
    expect(await toldEvents(s.core, s.merchantId)).toEqual(Array(12).fill('invoice.paid'))
  })
})
