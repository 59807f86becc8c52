import { expect, it } from 'vitest'
import { MAX_AMOUNT } from '../../invoices/asset.ts'
import { issuedAmount } from './amounts.ts'
import { readTransaction } from './transactions.ts'

const MERCHANT = 'rf1BiGeXwwQoi8Z2ueFYTEXSwuJYfV2Jpn'
const PAYER = 'ra5nK24KXen9AHvsdFTKHSANinZseWnPcX'
const ISSUER = 'rvYAfWj5gh67oV6fW32ZzP3Aw4Eubs59B'

const root = (Account: string, from: string, to: string) => ({
  ModifiedNode: {
    LedgerEntryType: 'AccountRoot',
    LedgerIndex: 'A'.repeat(64),
    FinalFields: { Account, Balance: to },
    PreviousFields: { Balance: from },
  },
})

interface Change {
  tx?: object
  meta?: object
  validated?: boolean
}

const entry = ({ tx = {}, meta = {}, validated = true }: Change = {}) => ({
  hash: 'F'.repeat(64),
  ledger_index: 7,
  ledger_hash: 'E'.repeat(64),
  close_time_iso: '2026-01-15T12:00:00Z',
  validated,
  tx_json: {
    TransactionType: 'Payment',
    Account: PAYER,
    Destination: MERCHANT,
    DestinationTag: 41,
    DeliverMax: '5000000',
    Fee: '12',
    ...tx,
  },
  meta: {
    TransactionIndex: 3,
    TransactionResult: 'tesSUCCESS',
    AffectedNodes: [root(MERCHANT, '10', '5000010')],
    delivered_amount: '5000000',
    ...meta,
  },
})

const read = (change?: Change) => readTransaction(entry(change), MERCHANT)

it('reads a payment and where it stands', () => {
  expect(read()).toEqual({
    position: (7n << 32n) + 4n,
    transfers: [
      {
        transactionHash: 'F'.repeat(64),
        operationIndex: 0,
        sender: PAYER,
        assetCode: 'XRP',
        assetIssuer: null,
        amount: 5_000_000n,
        reference: '41',
        ledger: 7,
        closedAt: '2026-01-15T12:00:00.000Z',
      },
    ],
  })
})

it('goes by what was delivered', () => {
  const partial = { tx: { Flags: 131_072, DeliverMax: '9000000000' }, meta: { delivered_amount: '1' } }
  expect(read(partial).transfers).toMatchObject([{ amount: 1n }])
})

it.each<[string, Change, object]>([
  ['no tag', { tx: { DestinationTag: undefined } }, { reference: null }],
  ['the tag zero', { tx: { DestinationTag: 0 } }, { reference: '0' }],
  [
    'issued money',
    { meta: { delivered_amount: { currency: 'USD', issuer: ISSUER, value: '5' } } },
    { assetCode: 'USD', assetIssuer: ISSUER, amount: 5_000_000n, reference: '41' },
  ],
  [
    'money that calls itself XRP and has an issuer',
    {
      meta: { delivered_amount: { currency: '0000000000000000000000005852500000000000', issuer: ISSUER, value: '5' } },
    },
    { assetCode: '0000000000000000000000005852500000000000', assetIssuer: ISSUER },
  ],
  [
    'a token',
    { meta: { delivered_amount: { mpt_issuance_id: '0'.repeat(48), value: '5' } } },
    { assetCode: '0'.repeat(48), assetIssuer: null },
  ],
])('keeps what it is: %s', (_, change, expected) => {
  expect(read(change).transfers).toMatchObject([expected])
})

it.each<[string, Change]>([
  ['failed', { meta: { TransactionResult: 'tecPATH_DRY', delivered_amount: undefined } }],
  ['failed and says that it delivered', { meta: { TransactionResult: 'tecPATH_PARTIAL' } }],
  ['goes to somebody else', { tx: { Destination: ISSUER } }],
  ['is the address’s own', { tx: { Account: MERCHANT, Destination: PAYER } }],
  ['is from the address to itself', { tx: { Account: MERCHANT } }],
  ['moves no money', { tx: { TransactionType: 'AccountSet', Destination: undefined } }],
  ['is a trade', { tx: { TransactionType: 'OfferCreate', Destination: undefined } }],
  ['delivers nothing', { meta: { delivered_amount: '0' } }],
])('reads no transfer where a transaction %s', (_, change) => {
  expect(read(change)).toEqual({ position: (7n << 32n) + 4n, transfers: [] })
})

it('takes nothing from a server that does not call it final', () => {
  expect(() => read({ validated: false })).toThrow()
})

it.each<[string, Change]>([
  ['does not say what it delivered', { meta: { delivered_amount: undefined } }],
  ['cannot say what it delivered', { meta: { delivered_amount: 'unavailable' } }],
  ['delivers what is no kind of money', { meta: { delivered_amount: { value: '5' } } }],
  ['delivers more drops than there are', { meta: { delivered_amount: '1'.repeat(30) } }],
  ['has an amount that is none', { meta: { delivered_amount: { currency: 'USD', issuer: ISSUER, value: 'much' } } }],
])('keeps a payment that %s, beside what follows it', (_, change) => {
  expect(read(change)).toEqual({
    position: (7n << 32n) + 4n,
    transfers: [
      expect.objectContaining({
        transactionHash: 'F'.repeat(64),
        sender: PAYER,
        reference: '41',
        assetCode: 'unknown',
        amount: 0n,
        unreadable: expect.any(String),
      }),
    ],
  })
})

it.each<[string, Change]>([
  ['has a tag of another kind', { tx: { DestinationTag: '41' } }],
  ['has lost its nodes', { meta: { AffectedNodes: undefined } }],
  ['touched what is not known', { meta: { AffectedNodes: [{ ModifiedNode: { FinalFields: { Account: 7 } } }, null] } }],
])('reads a payment that %s', (_, change) => {
  const [transfer] = read(change).transfers
  expect(transfer).toMatchObject({ amount: 5_000_000n, assetCode: 'XRP' })
  expect(transfer).not.toHaveProperty('unreadable')
})

const deleted = (LedgerEntryType: string, FinalFields: object) => ({
  DeletedNode: { LedgerEntryType, LedgerIndex: 'B'.repeat(64), FinalFields },
})

const owed = { Account: PAYER, Destination: MERCHANT, DestinationTag: 41 }

it.each<[string, object, object[], bigint]>([
  ['AccountDelete', {}, [root(MERCHANT, '10', '210')], 200n],
  ['VaultWithdraw', {}, [root(MERCHANT, '10', '210')], 200n],
  ['EscrowFinish', { Account: ISSUER }, [deleted('Escrow', owed), root(MERCHANT, '10', '210')], 200n],
  // The fee is no part of what arrived.
  ['EscrowFinish', { Account: MERCHANT }, [deleted('Escrow', owed), root(MERCHANT, '10', '198')], 200n],
  ['CheckCash', { Account: MERCHANT }, [deleted('Check', owed), root(MERCHANT, '20', '13')], 5n],
  ['PaymentChannelClaim', {}, [deleted('PayChannel', owed), root(MERCHANT, '10', '11')], 1n],
])('reads what %s releases, without a tag', (TransactionType, tx, AffectedNodes, amount) => {
  const { transfers } = read({ tx: { TransactionType, ...tx }, meta: { AffectedNodes, delivered_amount: undefined } })
  expect(transfers).toMatchObject([{ amount, assetCode: 'XRP', assetIssuer: null, sender: PAYER, reference: null }])
})

it.each<[string, object]>([
  ['without nodes', { AffectedNodes: undefined }],
  ['with nodes that are none', { AffectedNodes: [7] }],
  ['with a balance that is none', { AffectedNodes: [deleted('Escrow', owed), root(MERCHANT, 'some', 'more')] }],
])('keeps what an escrow releases %s', (_, meta) => {
  const finished = read({ tx: { TransactionType: 'EscrowFinish', Destination: undefined }, meta })
  expect(finished.transfers).toMatchObject([{ amount: 0n, sender: PAYER, unreadable: expect.any(String) }])
})

it('looks past entries of the ledger that are not known', () => {
  const AffectedNodes = [deleted('Escrow', { Account: 7 }), deleted('Escrow', owed), root(MERCHANT, '10', '210')]
  const finished = { TransactionType: 'EscrowFinish', Destination: undefined }
  expect(read({ tx: finished, meta: { AffectedNodes } }).transfers).toMatchObject([{ amount: 200n, sender: PAYER }])
})

it('reads issued money out of a check', () => {
  const line = (value: string) => ({ currency: 'USD', issuer: 'rrrrrrrrrrrrrrrrrrrrBZbvji', value })
  const AffectedNodes = [
    deleted('Check', owed),
    {
      ModifiedNode: {
        LedgerEntryType: 'RippleState',
        LedgerIndex: 'C'.repeat(64),
        FinalFields: {
          Balance: line('-7'),
          LowLimit: { ...line('0'), issuer: ISSUER },
          HighLimit: { ...line('100'), issuer: MERCHANT },
        },
        PreviousFields: { Balance: line('-4.5') },
      },
    },
    root(MERCHANT, '20', '8'),
  ]
  const { transfers } = read({ tx: { TransactionType: 'CheckCash', Account: MERCHANT }, meta: { AffectedNodes } })
  expect(transfers).toMatchObject([{ assetCode: 'USD', assetIssuer: ISSUER, amount: 2_500_000n, sender: PAYER }])
})

it('takes its own money that comes back for none', () => {
  const own = deleted('Escrow', { Account: MERCHANT, Destination: MERCHANT })
  const back = { TransactionType: 'EscrowFinish', Account: PAYER }
  expect(read({ tx: back, meta: { AffectedNodes: [own, root(MERCHANT, '10', '210')] } }).transfers).toEqual([])
  const channel = deleted('PayChannel', { Account: MERCHANT, Destination: PAYER })
  const closed = { TransactionType: 'PaymentChannelClaim', Account: PAYER }
  expect(read({ tx: closed, meta: { AffectedNodes: [channel, root(MERCHANT, '10', '210')] } }).transfers).toEqual([])
})

it.each([
  ['1', 1_000_000n],
  ['0.0000015', 1n],
  ['0.0000001', 1n],
  ['1e-80', 1n],
  ['0', 0n],
  ['12.5e2', 1_250_000_000n],
  ['9999999999999999e80', MAX_AMOUNT],
])('counts issued money in millionths: %s', (value, expected) => {
  expect(issuedAmount(value)).toBe(expected)
})
