import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { toInstant } from '../clock.ts'
import { readInvoice, summary, testInvoice, testMerchant, toldEvents } from '../invoices/test-invoices.ts'
import type { Store } from '../store/store.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { creditTransfers } from './crediting.ts'
import { credit, openPosition, placeOf, positionOf, testTransfer, transfersAt } from './test-transfers.ts'

const USDC = 10_000_000n

describeOnBothStores('crediting', (store) => {
  async function setUp() {
    const core = testCore(store())
    const merchant = await testMerchant(core)
    await openPosition(core, merchant.address)
    return { core, ...merchant, invoice: await testInvoice(core, merchant.merchantId) }
  }

  it('pays an invoice, tells its merchant, wakes its page and moves the position', async () => {
    const { core, merchantId, address, invoice } = await setUp()
    let woken = 0
    core.changes.subscribe(`invoice:${invoice.public_id}`, () => {
      woken += 1
    })
    const transfer = testTransfer(core, { reference: ` ${invoice.reference.toLowerCase()} ` })
    await credit(core, address, [transfer], '99')
    expect(await readInvoice(core, invoice.id)).toMatchObject({
      status: 'paid',
      received_amount: 100n * USDC,
      paid_at: transfer.closedAt,
    })
    expect(await toldEvents(core, merchantId, invoice.id)).toEqual(['invoice.paid'])
    expect(woken).toBe(1)
    expect(await positionOf(core, address)).toEqual({ cursor: '99', read_until: null })
    expect(await transfersAt(core, address)).toMatchObject([
      {
        transaction_hash: transfer.transactionHash,
        operation_index: 1,
        invoice_id: invoice.id,
        unmatched_reason: null,
        reference: transfer.reference,
        amount: 100n * USDC,
      },
    ])
    const { payload } = await core.store.db
      .selectFrom('events')
      .select('payload')
      .where('type', '=', 'invoice.paid')
      .where('subject_id', '=', invoice.id)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(payload)).toMatchObject({
      status: 'paid',
      receivedAmount: '100.00',
      paidAt: transfer.closedAt,
    })
  })

  it('credits two addresses that one operation pays', async () => {
    const one = await setUp()
    const other = await testMerchant(one.core)
    await openPosition(one.core, other.address)
    const theirs = await testInvoice(one.core, other.merchantId)
    const shared = testTransfer(one.core)
    await credit(one.core, one.address, [{ ...shared, reference: one.invoice.reference }])
    await credit(one.core, other.address, [{ ...shared, reference: theirs.reference }])
    expect((await readInvoice(one.core, one.invoice.id)).status).toBe('paid')
    expect((await readInvoice(one.core, theirs.id)).status).toBe('paid')
  })

  it('credits parts, several of them in one transaction', async () => {
    const { core, merchantId, address, invoice } = await setUp()
    const part = (amount: bigint, operationIndex: number) =>
      testTransfer(core, { reference: invoice.reference, amount, operationIndex, transactionHash: 'a'.repeat(64) })
    await credit(core, address, [part(40n * USDC, 1)])
    expect(await summary(core, invoice.id)).toBe(`partially_paid/none ${40n * USDC}`)
    await credit(core, address, [part(40n * USDC, 2), part(20n * USDC, 3), part(1n, 4)])
    expect(await summary(core, invoice.id)).toBe(`overpaid/none ${100n * USDC + 1n}`)
    expect((await toldEvents(core, merchantId, invoice.id)).sort()).toEqual([
      'invoice.overpaid',
      'invoice.paid',
      'invoice.partially_paid',
      'invoice.partially_paid',
    ])
  })

  it.each([
    ['no memo', { reference: null }, 'no_reference'],
    ['an empty memo', { reference: '  ' }, 'no_reference'],
    ['an unknown memo', { reference: 'PLR-NOBODYS1' }, 'unknown_reference'],
    ['a memo with bytes no text has', { reference: 'PLR\0-\0' }, 'unknown_reference'],
    ['another asset', { assetCode: 'EURC' }, 'wrong_asset'],
    ['the same code of another issuer', { assetIssuer: 'GFORGER' }, 'wrong_asset'],
    ['the network’s own asset', { assetCode: 'XLM', assetIssuer: null }, 'wrong_asset'],
    ['an asset with bytes no text has', { assetCode: 'US\0', assetIssuer: '\0', sender: '\0' }, 'wrong_asset'],
    ['what cannot be read', { unreadable: 'This is no amount.' }, 'unreadable'],
  ])('keeps a transfer with %s, and tells whose address it is', async (_, change, reason) => {
    const { core, merchantId, address, invoice } = await setUp()
    const transfer = testTransfer(core, { reference: invoice.reference, ...change })
    await credit(core, address, [transfer])
    await credit(core, address, [transfer])
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
    const [kept, ...others] = await transfersAt(core, address)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ invoice_id: null, unmatched_reason: reason, amount: 100n * USDC })
    expect(await toldEvents(core, merchantId)).toEqual(['transfer.unmatched'])
    const { payload } = await core.store.db
      .selectFrom('events')
      .select('payload')
      .where('subject_id', '=', kept!.id)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(payload)).toMatchObject({
      transferId: kept!.id,
      reason,
      amount: '100',
      destinationAddress: address,
      transactionHash: transfer.transactionHash,
    })
  })

  it('tells the operator once of what cannot be read, and credits what comes with it', async () => {
    const { core, address, invoice } = await setUp()
    const error = vi.spyOn(core.logger, 'error')
    const odd = testTransfer(core, { amount: 0n, unreadable: 'This is no amount.', reference: invoice.reference })
    for (let reads = 0; reads < 2; reads += 1) {
      await credit(core, address, [
        odd,
        testTransfer(core, { reference: invoice.reference, transactionHash: 'b'.repeat(64) }),
      ])
    }
    expect(await summary(core, invoice.id)).toBe(`paid/none ${100n * USDC}`)
    const told = { transaction: odd.transactionHash, address, unreadable: 'This is no amount.' }
    expect(error.mock.calls).toEqual([[expect.objectContaining(told), expect.any(String)]])
  })

  it('keeps more at once than one statement of the store could', { timeout: 30_000 }, async () => {
    const { core, address } = await setUp()
    const transactionHash = 'c'.repeat(64)
    const many = Array.from({ length: 4_000 }, (_, operationIndex) =>
      testTransfer(core, { transactionHash, operationIndex }),
    )
    await credit(core, address, many, '99')
    expect(await transfersAt(core, address)).toHaveLength(4_000)
  })

  it('does not find an invoice of another address by its memo', async () => {
    const { core, invoice } = await setUp()
    const other = await testMerchant(core)
    await openPosition(core, other.address)
    await credit(core, other.address, [testTransfer(core, { reference: invoice.reference })])
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
    expect(await toldEvents(core, other.merchantId)).toEqual(['transfer.unmatched'])
  })

  it('decides by the close of the ledger what is in time', async () => {
    const { core, merchantId, address, invoice } = await setUp()
    const late = await testInvoice(core, merchantId)
    const beforeExpiry = toInstant(Date.parse(invoice.expires_at!) - 1)
    core.clock.advance(24 * 60 * 60 * 1000)
    await credit(core, address, [
      testTransfer(core, { reference: invoice.reference, closedAt: beforeExpiry }),
      testTransfer(core, { reference: late.reference, closedAt: late.expires_at! }),
    ])
    expect(await summary(core, invoice.id)).toBe(`paid/none ${100n * USDC}`)
    expect(await summary(core, late.id)).toBe(`expired/paid_late ${100n * USDC}`)
    expect((await toldEvents(core, merchantId, late.id)).sort()).toEqual(['invoice.expired', 'invoice.paid_late'])
  })

  it('credits once, however often and in whatever order transfers are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt({ min: 1n, max: 60n }), { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        async (amounts, order) => {
          const { core, address, invoice } = await setUp()
          const transfers = amounts.map((amount) => testTransfer(core, { reference: invoice.reference, amount }))
          const reads = [...transfers, ...transfers, ...transfers]
            .map((transfer) => ({ transfer, at: order.next().value! }))
            .sort((a, b) => a.at - b.at)
            .map(({ transfer }) => transfer)
          await Promise.all([
            credit(core, address, reads.slice(0, 4)),
            credit(core, address, reads.slice(4)),
            credit(core, address, transfers),
          ])
          const sum = amounts.reduce((total, amount) => total + amount, 0n)
          expect((await readInvoice(core, invoice.id)).received_amount).toBe(sum)
          expect(await transfersAt(core, address)).toHaveLength(amounts.length)
        },
      ),
      { numRuns: 15 },
    )
  })

  it('keeps nothing of a transaction that fails, and all of it the next time', async () => {
    const { core, merchantId, address, invoice } = await setUp()
    const dying: Store = {
      ...core.store,
      transaction: (work) =>
        core.store.transaction(async (tx) => {
          await work(tx)
          throw new Error('the process died here')
        }),
    }
    const transfers = [testTransfer(core, { reference: invoice.reference }), testTransfer(core)]
    await expect(credit({ ...core, store: dying }, address, transfers, '50')).rejects.toThrow('died')
    expect(await summary(core, invoice.id)).toBe('unpaid/none 0')
    expect(await transfersAt(core, address)).toEqual([])
    expect(await toldEvents(core, merchantId)).toEqual([])
    expect((await positionOf(core, address)).cursor).toBe('0')

    await credit(core, address, transfers, '50')
    expect(await summary(core, invoice.id)).toBe(`paid/none ${100n * USDC}`)
    expect((await toldEvents(core, merchantId)).sort()).toEqual(['invoice.paid', 'transfer.unmatched'])
    expect((await positionOf(core, address)).cursor).toBe('50')
  })

  it('moves a position forward only, by number', async () => {
    const { core, address } = await setUp()
    const move = (cursor: string, readUntil: string | null) =>
      creditTransfers(core, { ...placeOf(address), cursor, readUntil }, [])
    await move('10', '2026-01-01T00:00:10.000Z')
    await move('9', '2026-01-01T00:00:09.000Z')
    await move('9', null)
    expect(await positionOf(core, address)).toEqual({ cursor: '10', read_until: '2026-01-01T00:00:10.000Z' })
    await move('115354197276323841', null)
    await move('99999999999999999', '2026-01-01T00:00:11.000Z')
    expect(await positionOf(core, address)).toEqual({
      cursor: '115354197276323841',
      read_until: '2026-01-01T00:00:11.000Z',
    })
  })
})
