import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { MAX_AMOUNT } from '../../invoices/asset.ts'
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

  it('of a kind that moves no money is passed over', () => {
    expect(readTransfers(record({ type: 'liquidity_pool_deposit' }), US)).toEqual([])
  })
})

describe('a payment that cannot be read', () => {
  it.each<[string, object, object]>([
    ['an amount with too many digits', { amount: '12.34567890' }, { amount: 0n, assetCode: 'USDC' }],
    ['a negative amount', { amount: '-1.0000000' }, { amount: 0n }],
    ['an amount that is a number', { amount: 12 }, { amount: 0n }],
    ['no amount', { amount: undefined }, { amount: 0n }],
    ['an amount of 128 bits', { amount: '17014118346046923173168730371588.4105727' }, { amount: MAX_AMOUNT }],
    ['no issuer', { asset_issuer: undefined }, { amount: 123_456_789n, assetCode: 'unknown', assetIssuer: null }],
    ['an asset of another kind', { asset_type: 'share', asset_code: undefined }, { assetCode: 'unknown' }],
    ['a type that nobody knows yet', { type: 'payment_by_pigeon' }, { amount: 0n, assetCode: 'USDC' }],
    ['no receiver', { to: undefined }, { amount: 0n, assetCode: 'USDC' }],
  ])('is kept beside what follows it: one with %s', (_, change, kept) => {
    expect(readTransfers(record({ ...payment, ...change }), US)).toEqual([
      expect.objectContaining({
        transactionHash: 'ab'.repeat(32),
        operationIndex: 2,
        sender: THEM,
        reference: 'PLR-ABCD2345',
        unreadable: expect.any(String),
        ...kept,
      }),
    ])
  })

  it('is nothing to us where it is for others, or ours', () => {
    const odd = { ...payment, amount: '12.34567890', asset_issuer: undefined }
    expect(readTransfers(record({ ...odd, to: THEM }), US)).toEqual([])
    expect(readTransfers(record({ ...odd, from: US, to: undefined }), US)).toEqual([])
    expect(readTransfers(record({ ...odd, from: US, to: US }), US)).toEqual([])
  })

  it.each([undefined, 'AAAA', 'no XDR at all'])('is kept where the result of a merge is %s', (result_xdr) => {
    const merge = { type: 'account_merge', account: THEM, into: US, transaction_attr: { result_xdr } }
    expect(readTransfers(record(merge), US)).toMatchObject([
      { assetCode: 'XLM', amount: 0n, sender: THEM, unreadable: expect.any(String) },
    ])
    expect(readTransfers(record({ ...merge, account: US, into: THEM }), US)).toEqual([])
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

  const CONTRACT = 'CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC'
  const leg = { type: 'transfer', from: THEM, to: US, amount: '1.0000000', ...usdc }
  const invoke = (...asset_balance_changes: unknown[]) =>
    readTransfers(record({ type: 'invoke_host_function', asset_balance_changes }), US)

  it('a contract reckons in 128 bits with others, which is nothing to us', () => {
    const theirs = {
      ...leg,
      type: 'mint',
      from: undefined,
      to: CONTRACT,
      amount: '17014118346046923173168730371588.4105727',
    }
    const [ours, ...more] = invoke(theirs, leg, { ...theirs, amount: 'much', asset_type: undefined })
    expect(ours).toMatchObject({ amount: 10_000_000n, assetCode: 'USDC' })
    expect(ours!.unreadable).toBeUndefined()
    expect(more).toEqual([])
  })

  it('a contract brings what cannot be read beside what can', () => {
    const other = { ...leg, asset_code: 'EURC' }
    expect(invoke(leg, { ...other, amount: 'much' }, other)).toEqual([
      expect.not.objectContaining({ unreadable: expect.anything() }),
      expect.objectContaining({ assetCode: 'EURC', amount: 10_000_000n, unreadable: expect.any(String) }),
    ])
    expect(invoke(leg, null)).toMatchObject([{ amount: 10_000_000n }, { amount: 0n, unreadable: expect.any(String) }])
    const changed = record({ type: 'invoke_host_function', asset_balance_changes: 'many' })
    expect(readTransfers(changed, US)).toMatchObject([{ amount: 0n, unreadable: expect.any(String) }])
  })

  it('an issuer passes more through us than an account can hold', () => {
    const most = { ...leg, amount: '922337203685.4775807' }
    const back = { ...most, type: 'clawback', from: US, to: undefined }
    expect(invoke(most, back, most)).toMatchObject([{ amount: MAX_AMOUNT, unreadable: expect.any(String) }])
    expect(invoke(most)[0]).not.toHaveProperty('unreadable')
  })
})
