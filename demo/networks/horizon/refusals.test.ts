import { Account, Asset, type Keypair, Operation, type xdr } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  balance,
  bare,
  build,
  type Draft,
  issuer,
  merchant,
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
const seconds = () => Math.floor(network.time.now / 1000)
const stroops = (amount: string) => BigInt(amount.replace('.', ''))

/** A transaction of the payer with one fault. */
interface Refused {
  operations: xdr.Operation[]
  draft?: Draft
  sequenceOffset?: bigint
  codes: string[]
}

describe('a transaction that no ledger takes costs nothing', () => {
  const refused: Record<string, () => Refused> = {
    'signed for another network': () => ({
      operations: [pay('1')],
      draft: { passphrase: 'Public Global Stellar Network ; September 2015' },
      codes: ['tx_bad_auth'],
    }),
    'signed by another key': () => ({ operations: [pay('1')], draft: { signers: [bare] }, codes: ['tx_bad_auth'] }),
    'not signed': () => ({ operations: [pay('1')], draft: { signers: [] }, codes: ['tx_bad_auth'] }),
    'signed once too often': () => ({
      operations: [pay('1')],
      draft: { signers: [payer, bare] },
      codes: ['tx_bad_auth_extra'],
    }),
    'with an operation whose source did not sign': () => ({
      operations: [
        pay('1'),
        Operation.payment({ destination: payer.publicKey(), asset: xlm, amount: '1', source: bare.publicKey() }),
      ],
      codes: ['tx_failed', 'op_success', 'op_bad_auth'],
    }),
    'with a sequence number from the past': () => ({
      operations: [pay('1')],
      sequenceOffset: -1n,
      codes: ['tx_bad_seq'],
    }),
    'with a sequence number from the future': () => ({
      operations: [pay('1')],
      sequenceOffset: 1n,
      codes: ['tx_bad_seq'],
    }),
    'before its time': () => ({
      operations: [pay('1')],
      draft: { timebounds: { minTime: seconds() + 60, maxTime: 0 } },
      codes: ['tx_too_early'],
    }),
    'after its time': () => ({
      operations: [pay('1')],
      draft: { timebounds: { minTime: 0, maxTime: seconds() - 1 } },
      codes: ['tx_too_late'],
    }),
    'for ledgers to come': () => ({
      operations: [pay('1')],
      draft: { conditions: (builder) => builder.setLedgerbounds(1_000_000, 0) },
      codes: ['tx_too_early'],
    }),
    'for ledgers that have closed': () => ({
      operations: [pay('1')],
      draft: { conditions: (builder) => builder.setLedgerbounds(0, 1) },
      codes: ['tx_too_late'],
    }),
    'of an account whose last number is too young': () => ({
      operations: [pay('1')],
      draft: { conditions: (builder) => builder.setMinAccountSequenceAge(BigInt(seconds() + 1)) },
      codes: ['tx_bad_minseq_age_or_gap'],
    }),
    'whose least number the account has not reached': () => ({
      operations: [pay('1')],
      draft: { conditions: (builder) => builder.setMinAccountSequence((2n ** 40n).toString()) },
      codes: ['tx_bad_seq'],
    }),
    'with signers besides its accounts': () => ({
      operations: [pay('1')],
      draft: { conditions: (builder) => builder.setExtraSigners([bare.publicKey()]) },
      codes: ['tx_not_supported'],
    }),
    'for less than the base fee': () => ({
      operations: [pay('1')],
      draft: { fee: '99' },
      codes: ['tx_insufficient_fee'],
    }),
    'of nothing': () => ({ operations: [], codes: ['tx_missing_operation'] }),
    'that asks for what there is not here': () => ({
      operations: [pay('1'), Operation.setOptions({ masterWeight: 2 })],
      codes: ['tx_failed', 'op_success', 'op_not_supported'],
    }),
    'that would convert': () => ({
      operations: [
        Operation.pathPaymentStrictSend({
          sendAsset: xlm,
          destAsset: usdc,
          sendAmount: '1',
          destMin: '1',
          destination: merchant.publicKey(),
        }),
      ],
      codes: ['tx_failed', 'op_not_supported'],
    }),
    'that pays into itself': () => ({
      operations: [Operation.accountMerge({ destination: payer.publicKey() })],
      codes: ['tx_failed', 'op_malformed'],
    }),
  }

  test.each(Object.entries(refused))('%s', async (_, make) => {
    const { operations, draft, sequenceOffset = 0n, codes } = make()
    const before = await balance(network.server, payer, xlm)
    const { sequence } = await network.server.loadAccount(payer.publicKey())
    const source = new Account(payer.publicKey(), (BigInt(sequence) + sequenceOffset).toString())
    const transaction = build(source, operations, { ...draft, signers: draft?.signers ?? [payer] })
    expect(await refusalCodes(network.server.submitTransaction(transaction))).toEqual(codes)
    expect(await balance(network.server, payer, xlm)).toBe(before)
    const { records } = await network.server.transactions().includeFailed(true).call()
    expect(records).toEqual([])
  })

  test('of an account that does not exist', async () => {
    const transaction = build(new Account(stranger.publicKey(), '1'), [pay('1')], { signers: [stranger] })
    expect(await refusalCodes(network.server.submitTransaction(transaction))).toEqual(['tx_no_source_account'])
  })

  test('of an account that cannot pay the fee above its reserve', async () => {
    await submit(network.server, bare, [pay('3.99999', xlm)])
    expect(await balance(network.server, bare, xlm)).toBe('1.0000000')
    expect(await refusalCodes(submit(network.server, bare, [pay('1', xlm)]))).toEqual(['tx_insufficient_balance'])
  })
})

describe('a transaction that fails in its ledger pays its fee, uses its number, and changes nothing else', () => {
  const destination = merchant.publicKey()
  const eurc = new Asset('EURC', issuer.publicKey())
  const failing: [string, Keypair, () => xdr.Operation[], string[]][] = [
    ['to nobody', payer, () => [pay('1', xlm, stranger.publicKey())], ['op_no_destination']],
    ['to an account without a trustline', payer, () => [pay('1', usdc, bare.publicKey())], ['op_no_trust']],
    ['from an account without a trustline', bare, () => [pay('1')], ['op_src_no_trust']],
    ['of more than there is', payer, () => [pay('500.0000001')], ['op_underfunded']],
    ['of the reserve', bare, () => [pay('4.5', xlm)], ['op_underfunded']],
    ['over the limit of a trustline', issuer, () => [pay('10000.0000001')], ['op_line_full']],
    [
      'of an asset by the same name of another issuer',
      payer,
      () => [pay('1', new Asset('USDC', bare.publicKey()))],
      ['op_no_trust'],
    ],
    [
      'that trusts an issuer who is not there',
      payer,
      () => [Operation.changeTrust({ asset: new Asset('USDC', stranger.publicKey()) })],
      ['op_no_issuer'],
    ],
    [
      'that lowers a limit below the balance',
      payer,
      () => [Operation.changeTrust({ asset: usdc, limit: '1' })],
      ['op_invalid_limit'],
    ],
    [
      'that makes an account that exists',
      payer,
      () => [Operation.createAccount({ destination, startingBalance: '2' })],
      ['op_already_exists'],
    ],
    [
      'that makes an account below its reserve',
      payer,
      () => [Operation.createAccount({ destination: stranger.publicKey(), startingBalance: '0.9999999' })],
      ['op_low_reserve'],
    ],
    [
      'that removes a data entry that is not there',
      payer,
      () => [Operation.manageData({ name: 'toString', value: null })],
      ['op_data_name_not_found'],
    ],
    [
      'all of it, for one of its operations',
      payer,
      () => [pay('1'), pay('1', eurc), pay('2')],
      ['op_success', 'op_no_trust', 'op_success'],
    ],
  ]

  test.each(failing)('%s', async (_, by, operations, expected) => {
    const { server } = network
    const before = await server.loadAccount(by.publicKey())
    const list = operations()
    const fee = BigInt(100 * list.length)
    expect(await refusalCodes(submit(server, by, list))).toEqual(['tx_failed', ...expected])

    const after = await server.loadAccount(by.publicKey())
    expect(BigInt(after.sequence)).toBe(BigInt(before.sequence) + 1n)
    expect(stroops(before.balances.at(-1)!.balance) - stroops(after.balances.at(-1)!.balance)).toBe(fee)
    expect(await balance(server, merchant)).toBe('0.0000000')
    const failed = await server.transactions().includeFailed(true).call()
    expect(failed.records).toMatchObject([{ successful: false, fee_charged: fee.toString() }])
    expect((await server.transactions().call()).records).toEqual([])
  })

  test('it appears in the payments only for who asks for failed ones', async () => {
    await refusalCodes(submit(network.server, payer, [pay('501')]))
    const payments = () => network.server.payments().forAccount(merchant.publicKey())
    expect((await payments().call()).records).toEqual([])
    expect((await payments().includeFailed(true).call()).records).toMatchObject([
      { transaction_successful: false, amount: '501.0000000' },
    ])
  })
})
