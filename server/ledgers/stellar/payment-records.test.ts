import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { readTransfers } from './payment-records.ts'

const US = 'GCNL55IJTH2HX26HLNIGYD2JIQLTBAQL3SVPNZA6PXK7NAVHU423WOTE'
const THEM = 'GB44UMO65PK5NWMRP4S2OSZA5BD4ACOW5KQ6TWLLO2MP7S7N5MJ2MJVI'
const ISSUER = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'

/** Ledger 7, its third transaction, the second operation. */
const TOKEN = String((7n << 32n) | (3n << 12n) | 2n)

const record = (change: object) => ({
  id: TOKEN,
  paging_token: TOKEN,
  transaction_successful: true,
  source_account: THEM,
  created_at: '2026-01-15T12:00:00Z',
  transaction_hash: 'ab'.repeat(32),
  transaction_attr: { memo_type: 'text', memo: 'PLR-ABCD2345' },
  ...change,
})

const usdc = { asset_type: 'credit_alphanum4', asset_code: 'USDC', asset_issuer: ISSUER }
const payment = { type: 'payment', from: THEM, to: US, amount: '12.3456789', ...usdc }

describe('a payment record', () => {
  it('is read with its memo, its place and its ledger', () => {
    expect(readTransfers(record(payment), US)).toEqual([
      {
        transactionHash: 'ab'.repeat(32),
        operationIndex: 2,
        sender: THEM,
        assetCode: 'USDC',
        assetIssuer: ISSUER,
        amount: 123_456_789n,
        reference: 'PLR-ABCD2345',
        ledger: 7,
        closedAt: '2026-01-15T12:00:00.000Z',
      },
    ])
  })

  it('of the network’s own asset has no issuer', () => {
    const [transfer] = readTransfers(record({ ...payment, asset_type: 'native', asset_code: undefined }), US)
    expect(transfer).toMatchObject({ assetCode: 'XLM', assetIssuer: null })
  })

  it.each(['path_payment_strict_send', 'path_payment_strict_receive'])('of a %s credits what was delivered', (type) => {
    const source = { source_amount: '99.0000000', source_asset_type: 'native', source_max: '100.0000000' }
    const [transfer] = readTransfers(record({ ...payment, ...source, type }), US)
    expect(transfer).toMatchObject({ amount: 123_456_789n, assetCode: 'USDC' })
  })

  it('that failed, leaves, or turns our own money into another asset, brings nothing', () => {
    expect(readTransfers(record({ ...payment, transaction_successful: false }), US)).toEqual([])
    expect(readTransfers(record({ ...payment, from: US, to: THEM }), US)).toEqual([])
    expect(readTransfers(record({ ...payment, from: US, type: 'path_payment_strict_send' }), US)).toEqual([])
  })

  it('has an id memo as text, a muxed number where there is no memo, and else no reference', () => {
    const referenceOf = (transaction_attr: object, change: object = {}) =>
      readTransfers(record({ ...payment, ...change, transaction_attr }), US)[0]!.reference
    expect(referenceOf({ memo_type: 'id', memo: '42' })).toBe('42')
    expect(referenceOf({ memo_type: 'none' }, { to_muxed_id: '77' })).toBe('77')
    expect(referenceOf({ memo_type: 'text', memo: 'x' }, { to_muxed_id: '77' })).toBe('x')
    expect(referenceOf({ memo_type: 'none' })).toBeNull()
  })

  it('without its transaction is refused: its memo is not known', () => {
    expect(() => readTransfers(record({ ...payment, transaction_attr: undefined }), US)).toThrow('transaction_attr')
  })

  it('that cannot be read stops us instead of being passed over', () => {
    expect(() => readTransfers(record({ ...payment, amount: '12.34567890' }), US)).toThrow('no Stellar amount')
    expect(() => readTransfers(record({ ...payment, asset_issuer: undefined }), US)).toThrow('names no asset')
  })

  it('of a kind that moves no money is passed over', () => {
    expect(readTransfers(record({ type: 'liquidity_pool_deposit' }), US)).toEqual([])
  })
})

describe('other ways of arriving', () => {
  it('an account is made with money, or with none', () => {
    const made = { type: 'create_account', account: US, funder: THEM, starting_balance: '5.0000000' }
    expect(readTransfers(record(made), US)).toMatchObject([{ amount: 50_000_000n, assetCode: 'XLM', sender: THEM }])
    expect(readTransfers(record({ ...made, starting_balance: '0.0000000' }), US)).toEqual([])
    expect(readTransfers(record({ ...made, account: THEM, funder: US }), US)).toEqual([])
  })

  it('an account is merged: the amount stands in the result', () => {
    const operation = (tr: xdr.OperationResultTr) => xdr.OperationResult.opInner(tr)
    const results = [
      operation(xdr.OperationResultTr.payment(xdr.PaymentResult.paymentSuccess())),
      operation(xdr.OperationResultTr.accountMerge(xdr.AccountMergeResult.accountMergeSuccess(70_000_000n))),
    ]
    const result_xdr = new xdr.TransactionResult({
      feeCharged: 200n,
      result: xdr.TransactionResultResult.txSuccess(results),
      ext: xdr.TransactionResultExt.v0(),
    }).toXdr('base64')
    const merge = { type: 'account_merge', account: THEM, into: US }
    const read = (attr: object) => readTransfers(record({ ...merge, transaction_attr: attr }), US)
    expect(read({ memo: 'm', result_xdr })).toMatchObject([{ amount: 70_000_000n, sender: THEM, reference: 'm' }])
    expect(() => read({ memo: 'm' })).toThrow('no result')
    expect(readTransfers(record({ ...merge, account: US, into: THEM }), US)).toEqual([])
  })

  it('a contract moves several assets at once: one transfer each, none of them lost', () => {
    const change = { type: 'transfer', from: THEM, to: US, amount: '1.0000000', ...usdc }
    const call = {
      type: 'invoke_host_function',
      asset_balance_changes: [
        change,
        { ...change, amount: '2.0000000' },
        { ...change, asset_type: 'native', asset_code: undefined, asset_issuer: undefined, destination_muxed_id: '9' },
        { ...change, from: US, to: THEM },
        { ...change, type: 'mint', from: undefined, to: THEM },
      ],
    }
    const transfers = readTransfers(record({ ...call, transaction_attr: { memo_type: 'none' } }), US)
    expect(transfers).toMatchObject([
      { assetCode: 'USDC', amount: 30_000_000n, operationIndex: 2, reference: null },
      { assetCode: 'XLM', amount: 10_000_000n, operationIndex: 2 + 4096, reference: '9' },
    ])
    expect(readTransfers(record({ type: 'invoke_host_function', asset_balance_changes: null }), US)).toEqual([])
  })
})
