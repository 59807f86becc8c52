import { Account, Asset, Keypair, Memo, MuxedAccount, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  balance,
  bare,
  build,
  issuer,
  merchant,
  PASSPHRASE,
  pay,
  payer,
  refusalCodes,
  startTestNetwork,
  stranger,
  submit,
  usdc,
} from './test-network.ts'

let network: Awaited<ReturnType<typeof startTestNetwork>>

beforeEach(async () => {
  network = await startTestNetwork()
})
afterEach(() => network.standIn.stop())

const xlm = Asset.native()

describe('payments', () => {
  test('USDC with a text memo arrives, and the submission is answered with the whole transaction', async () => {
    const { server } = network
    const answer = await submit(server, payer, [pay('12.5')], { memo: Memo.text('INV-2026-0001') })

    expect(answer).toMatchObject({ successful: true, fee_charged: '100', operation_count: 1 })
    expect(await balance(server, merchant)).toBe('12.5000000')
    expect(await balance(server, payer)).toBe('487.5000000')
    expect(await balance(server, payer, xlm)).toBe('9999.9999900')
    const transaction = await server.transactions().transaction(answer.hash).call()
    expect(transaction).toMatchObject({
      memo_type: 'text',
      memo: 'INV-2026-0001',
      memo_bytes: Buffer.from('INV-2026-0001').toString('base64'),
      source_account: payer.publicKey(),
      ledger_attr: answer.ledger,
    })
    expect(TransactionBuilder.fromXdr(transaction.envelope_xdr, PASSPHRASE).hash()).toEqual(
      Uint8Array.from(Buffer.from(answer.hash, 'hex')),
    )
    expect(xdr.TransactionResult.fromXdr(transaction.result_xdr, 'base64').result.type).toBe('txSuccess')
  })

  test('XLM arrives', async () => {
    await submit(network.server, payer, [pay('2.0000001', xlm)])
    expect(await balance(network.server, merchant, xlm)).toBe('12.0000001')
  })

  test('an issuer mints what it pays out and burns what it gets back', async () => {
    await submit(network.server, issuer, [pay('1000')])
    expect(await balance(network.server, merchant)).toBe('1000.0000000')
    await submit(network.server, merchant, [pay('400', usdc, issuer.publicKey())])
    expect(await balance(network.server, merchant)).toBe('600.0000000')
    expect(await balance(network.server, issuer)).toBeUndefined()
  })

  test('a muxed destination credits the account and is named in the record', async () => {
    const destination = new MuxedAccount(new Account(merchant.publicKey(), '0'), '18446744073709551615')
    await submit(network.server, payer, [pay('3', usdc, destination.accountId())])
    const { records } = await network.server.payments().forAccount(merchant.publicKey()).call()
    expect(records[0]).toMatchObject({
      to: merchant.publicKey(),
      to_muxed: destination.accountId(),
      to_muxed_id: '18446744073709551615',
    })
    expect(await balance(network.server, merchant)).toBe('3.0000000')
  })

  test.each([
    ['id', Memo.id('18446744073709551615'), '18446744073709551615'],
    ['hash', Memo.hash('ab'.repeat(32)), Buffer.alloc(32, 0xab).toString('base64')],
    ['return', Memo.return('cd'.repeat(32)), Buffer.alloc(32, 0xcd).toString('base64')],
  ])('a memo of type %s is written as Horizon writes it', async (type, memo, written) => {
    const { hash } = await submit(network.server, payer, [pay('1')], { memo })
    expect(await network.server.transactions().transaction(hash).call()).toMatchObject({
      memo_type: type,
      memo: written,
    })
  })

  test('a path payment within one asset is a payment', async () => {
    const path = { sendAsset: usdc, destAsset: usdc, destination: merchant.publicKey() }
    await submit(
      network.server,
      payer,
      [
        Operation.pathPaymentStrictReceive({ ...path, sendMax: '9', destAmount: '7' }),
        Operation.pathPaymentStrictSend({ ...path, sendAmount: '2', destMin: '1' }),
      ],
      { fee: '100' },
    )
    const { records } = await network.server.payments().forAccount(merchant.publicKey()).call()
    expect(records).toMatchObject([
      { type: 'path_payment_strict_receive', amount: '7.0000000', source_amount: '7.0000000', source_max: '9.0000000' },
      { type: 'path_payment_strict_send', amount: '2.0000000', destination_min: '1.0000000' },
    ])
    expect(await balance(network.server, merchant)).toBe('9.0000000')
  })
})

describe('accounts', () => {
  test('an account is made, trusts an asset, is paid, and is merged when it is empty again', async () => {
    const { server } = network
    const made = Keypair.random()
    await submit(server, payer, [Operation.createAccount({ destination: made.publicKey(), startingBalance: '5' })])
    await submit(server, made, [Operation.changeTrust({ asset: usdc })])
    await submit(server, payer, [pay('8', usdc, made.publicKey())])
    expect(await balance(server, made)).toBe('8.0000000')

    const merge = [Operation.accountMerge({ destination: merchant.publicKey() })]
    expect(await refusalCodes(submit(server, made, merge))).toEqual(['tx_failed', 'op_has_sub_entries'])
    await submit(server, made, [pay('8'), Operation.changeTrust({ asset: usdc, limit: '0' })])
    await submit(server, made, merge)

    await expect(server.loadAccount(made.publicKey())).rejects.toMatchObject({ response: { status: 404 } })
    expect(await balance(server, merchant, xlm)).toBe('14.9999500')
    const { records } = await server.payments().forAccount(made.publicKey()).call()
    expect(records.map(({ type }) => type)).toEqual(['create_account', 'payment', 'payment', 'account_merge'])
  })

  test('a data entry that asks for a memo stops a payment without one (SEP-29)', async () => {
    const { server } = network
    await submit(server, merchant, [Operation.manageData({ name: 'config.memo_required', value: '1' })])
    const account = await server.loadAccount(merchant.publicKey())
    expect(account.data_attr).toEqual({ 'config.memo_required': 'MQ==' })
    expect(account.subentry_count).toBe(2)
    await expect(submit(server, payer, [pay('1')])).rejects.toThrow(/memo/)
    await submit(server, payer, [pay('1')], { memo: Memo.text('now it has one') })
    await submit(server, merchant, [Operation.manageData({ name: 'config.memo_required', value: null })])
    expect((await server.loadAccount(merchant.publicKey())).data_attr).toEqual({})
  })

  test('home domain and sequence number can be set', async () => {
    const { server } = network
    const { sequence } = await server.loadAccount(bare.publicKey())
    const bumpTo = (BigInt(sequence) + 100n).toString()
    await submit(server, bare, [
      Operation.setOptions({ homeDomain: 'shop.example' }),
      Operation.bumpSequence({ bumpTo }),
    ])
    expect(await server.loadAccount(bare.publicKey())).toMatchObject({ home_domain: 'shop.example', sequence: bumpTo })
  })
})

describe('preconditions', () => {
  test('a least sequence number lets numbers be left out', async () => {
    const { sequence } = await network.server.loadAccount(payer.publicKey())
    const ahead = (BigInt(sequence) + 9n).toString()
    const conditions = (builder: TransactionBuilder) => void builder.setMinAccountSequence(sequence)
    const transaction = build(new Account(payer.publicKey(), ahead), [pay('1')], { conditions, signers: [payer] })
    const { hash } = await network.server.submitTransaction(transaction)
    expect(await network.server.transactions().transaction(hash).call()).toMatchObject({
      preconditions: { timebounds: { min_time: '0' }, min_account_sequence: sequence },
      source_account_sequence: (BigInt(sequence) + 10n).toString(),
    })
  })
})

describe('fee bumps', () => {
  const bump = (inner: ReturnType<typeof build>, by: Keypair, fee = '100', signer = by) => {
    const transaction = TransactionBuilder.buildFeeBumpTransaction(by, fee, inner, PASSPHRASE)
    transaction.sign(signer)
    return transaction
  }

  test('somebody else pays, and both hashes lead to the transaction', async () => {
    const { server } = network
    const inner = build(await server.loadAccount(payer.publicKey()), [pay('1')], { signers: [payer] })
    const { hash } = await server.submitTransaction(bump(inner, bare))
    expect(await balance(server, bare, xlm)).toBe('4.9999800')
    expect(await balance(server, payer, xlm)).toBe('10000.0000000')
    const innerHash = Buffer.from(inner.hash()).toString('hex')
    const expected = {
      fee_account: bare.publicKey(),
      source_account: payer.publicKey(),
      fee_charged: '200',
      inner_transaction: { hash: innerHash, max_fee: '100' },
      fee_bump_transaction: { hash },
    }
    expect(await server.transactions().transaction(hash).call()).toMatchObject({ ...expected, id: hash })
    expect(await server.transactions().transaction(innerHash).call()).toMatchObject({ ...expected, id: innerHash })
  })

  test('what is wrong inside is named inside', async () => {
    const { server } = network
    const { sequence } = await server.loadAccount(payer.publicKey())
    const inner = build(new Account(payer.publicKey(), `${sequence}0`), [pay('1')], { signers: [payer] })
    await expect(server.submitTransaction(bump(inner, bare))).rejects.toMatchObject({
      response: {
        data: {
          extras: {
            result_codes: { transaction: 'tx_fee_bump_inner_failed', inner_transaction: 'tx_bad_seq' },
          },
        },
      },
    })
    expect(await balance(server, bare, xlm)).toBe('5.0000000')
  })

  test('what is wrong outside is refused outside', async () => {
    const { server } = network
    const inner = build(await server.loadAccount(payer.publicKey()), [pay('1')], { fee: '300', signers: [payer] })
    const refused = (by: Keypair, fee: string, signer = by) =>
      refusalCodes(server.submitTransaction(bump(inner, by, fee, signer)))
    expect(await refused(bare, '600', payer)).toEqual(['tx_bad_auth'])
    expect(await refused(stranger, '600')).toEqual(['tx_no_source_account'])
  })
})
