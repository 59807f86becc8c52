import { expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { readInvoice, summary, testInvoice, testMerchant, toldEvents } from '../invoices/test-invoices.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { attachTransfer, listUnmatched } from './attaching.ts'
import type { Transfer } from './ledger.ts'
import { credit, openPosition, testTransfer, transfersAt } from './test-transfers.ts'

describeOnBothStores('an unmatched transfer', (store) => {
  async function setUp(change: Partial<Transfer> = {}) {
    const core = testCore(store())
    const merchant = await testMerchant(core)
    await openPosition(core, merchant.address)
    await credit(core, merchant.address, [testTransfer(core, change)])
    const [transfer] = await transfersAt(core, merchant.address)
    const owner = { merchantId: merchant.merchantId, mode: 'test' as const }
    const invoice = await testInvoice(core, merchant.merchantId)
    const attach = (invoiceId = invoice.id, by = owner, transferId = transfer!.id) =>
      core.store.transaction((tx) => attachTransfer(core, tx, by, transferId, invoiceId))
    return { core, ...merchant, owner, invoice, transfer: transfer!, attach }
  }

  it('is listed for whose address it came to, newest first, until it is attached', async () => {
    const { core, owner, address, transfer, attach } = await setUp()
    core.clock.advance(1_000)
    await credit(core, address, [testTransfer(core, { assetCode: 'EURC' })])
    const list = (by = owner, page = 1) => listUnmatched(core, by, { page, limit: 1 })
    expect(await list()).toMatchObject({ total: 2, pages: 2, data: [{ asset_code: 'EURC' }] })
    expect(await list(owner, 2)).toMatchObject({ data: [{ id: transfer.id }] })
    const stranger = await testMerchant(core)
    expect(await list({ ...owner, merchantId: stranger.merchantId })).toMatchObject({ total: 0, data: [] })
    expect(await listUnmatched(core, { ...owner, mode: 'live' as const }, { page: 1, limit: 1 })).toMatchObject({
      total: 0,
    })
    await attach()
    expect(await list()).toMatchObject({ total: 1, data: [{ asset_code: 'EURC' }] })
  })

  it('is credited once, however many ask, and told as any credit', async () => {
    const { core, address, merchantId, invoice, attach } = await setUp()
    const other = await testInvoice(core, merchantId)
    const asked = [invoice.id, invoice.public_id, other.id, invoice.id, other.id, other.public_id]
    const results = await Promise.allSettled(asked.map((id) => attach(id)))
    const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    expect(refused).toHaveLength(asked.length - 1)
    for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'conflict', code: 'transfer_attached' })
    const received = await Promise.all(
      [invoice, other].map(async ({ id }) => (await readInvoice(core, id)).received_amount),
    )
    expect(received.toSorted()).toEqual([0n, 1_000_000_000n])
    expect((await toldEvents(core, merchantId)).sort()).toEqual(['invoice.paid', 'transfer.unmatched'])
    const [kept] = await transfersAt(core, address)
    expect(kept).toMatchObject({ unmatched_reason: null })
    expect([invoice.id, other.id]).toContain(kept!.invoice_id)
  })

  it('that is read again after it was attached changes nothing', async () => {
    const { core, address, invoice, transfer, attach } = await setUp()
    await attach()
    const again = testTransfer(core, { transactionHash: transfer.transaction_hash, reference: invoice.reference })
    await credit(core, address, [again])
    expect(await summary(core, invoice.id)).toBe('paid/none 1000000000')
  })

  it('counts by the time when its ledger closed', async () => {
    const { core, merchantId, invoice, attach } = await setUp()
    const ended = await testInvoice(core, merchantId, { expiresIn: 1 })
    core.clock.advance(24 * 60 * 60 * 1000)
    expect(await attach()).toMatchObject({ id: invoice.id, status: 'paid', paid_at: invoice.created_at })
    const late = await setUp({ closedAt: ended.expires_at! })
    const over = await testInvoice(late.core, late.merchantId, { expiresIn: 1 })
    expect(await late.attach(over.id)).toMatchObject({ status: 'expired', status_detail: 'paid_late' })
    expect(toInstant(core.clock.now()) > invoice.expires_at!).toBe(true)
  })

  it.each([
    ['another asset', { assetCode: 'EURC' }],
    ['the same name of another issuer', { assetIssuer: 'GFORGER' }],
    ['the network’s own asset', { assetCode: 'XLM', assetIssuer: null }],
  ])('of %s is refused', async (_, change) => {
    const { core, invoice, attach } = await setUp(change)
    await expect(attach()).rejects.toMatchObject({ kind: 'invalid', code: 'wrong_asset' })
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
  })

  it('that could not be read is refused: nobody knows how much it is', async () => {
    const { core, invoice, attach } = await setUp({ unreadable: 'This is no amount.' })
    await expect(attach()).rejects.toMatchObject({ kind: 'conflict', code: 'transfer_unreadable' })
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
  })

  it('of a stranger is none, and so is a stranger’s invoice', async () => {
    const { core, owner, attach } = await setUp()
    const stranger = await testMerchant(core)
    const theirs = await testInvoice(core, stranger.merchantId)
    await expect(attach(theirs.id)).rejects.toThrow('No invoice with this id.')
    const by = { ...owner, merchantId: stranger.merchantId }
    await expect(attach(theirs.id, by)).rejects.toThrow('No transfer with this id.')
    await expect(attach(undefined, owner, 'trf_none')).rejects.toThrow('No transfer with this id.')
  })
})
