import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type SubmittableTransaction, Wallet } from 'xrpl'
import { openBooks } from '../../books.ts'
import { formatUnits, parseUnits } from './amount.ts'
import { accountOf, type Entry } from './entries.ts'
import { openNetwork } from './network.ts'
import { isIncluded } from './results.ts'
import { readBlob } from './transaction.ts'

const wallets = [1, 2, 3].map((byte) => Wallet.fromEntropy(new Uint8Array(16).fill(byte)))
const DEFAULT_RIPPLE = 0x0080_0000
const RIPPLE_EPOCH = 946_684_800

/** Wherever XRP may be. */
function dropsIn(entry: Entry): bigint {
  if (entry.LedgerEntryType === 'AccountRoot') return BigInt(entry.Balance)
  if (entry.LedgerEntryType === 'Escrow') return BigInt(entry.Amount)
  if (entry.LedgerEntryType === 'PayChannel') return BigInt(entry.Amount) - BigInt(entry.Balance)
  return 0n
}

const wallet = fc.nat(wallets.length - 1)
const drops = fc.integer({ min: 1, max: 90_000_000 }).map(String)
const issued = fc
  .tuple(wallet, fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -6, max: 3 }))
  .map(([by, mantissa, exponent]) => ({
    currency: 'USD',
    issuer: wallets[by]!.classicAddress,
    value: formatUnits(parseUnits(`${mantissa}e${exponent}`)),
  }))
const money = fc.oneof(drops, issued)

const transaction: fc.Arbitrary<SubmittableTransaction> = fc.oneof(
  fc.record({ from: wallet, to: wallet, Amount: money, SendMax: fc.option(money), partial: fc.boolean() }).map(
    ({ from, to, Amount, SendMax, partial }): SubmittableTransaction => ({
      TransactionType: 'Payment',
      Account: wallets[from]!.classicAddress,
      Destination: wallets[to]!.classicAddress,
      Amount,
      ...(SendMax !== null && { SendMax }),
      Flags: partial ? 0x0002_0000 : 0,
    }),
  ),
  fc.record({ from: wallet, LimitAmount: issued }).map(
    ({ from, LimitAmount }): SubmittableTransaction => ({
      TransactionType: 'TrustSet',
      Account: wallets[from]!.classicAddress,
      LimitAmount,
    }),
  ),
  fc.record({ from: wallet, TakerGets: money, TakerPays: money }).map(
    ({ from, TakerGets, TakerPays }): SubmittableTransaction => ({
      TransactionType: 'OfferCreate',
      Account: wallets[from]!.classicAddress,
      TakerGets,
      TakerPays,
    }),
  ),
  fc.record({ from: wallet, to: wallet, Amount: drops }).map(
    ({ from, to, Amount }): SubmittableTransaction => ({
      TransactionType: 'EscrowCreate',
      Account: wallets[from]!.classicAddress,
      Destination: wallets[to]!.classicAddress,
      Amount,
      FinishAfter: 2_000_000_000 - RIPPLE_EPOCH,
    }),
  ),
)

it('neither makes nor loses XRP, whatever is sent: fees alone are destroyed', () => {
  let included = 0
  fc.assert(
    fc.property(fc.array(transaction, { minLength: 10, maxLength: 25 }), (transactions) => {
      const books = openBooks(':memory:')
      const network = openNetwork({
        books,
        clock: { now: () => Date.parse('2026-01-15T12:00:00.000Z') },
        networkId: 1,
        genesis: wallets.map(({ classicAddress }) => ({ address: classicAddress, xrp: '100', flags: DEFAULT_RIPPLE })),
      })
      for (const [n, sent] of transactions.entries()) {
        const signer = wallets.find(({ classicAddress }) => classicAddress === sent.Account)!
        const { Sequence } = accountOf(network.open(), signer.classicAddress)!
        const { tx_blob } = signer.sign({ ...sent, Sequence, Fee: '10' } as SubmittableTransaction)
        if (isIncluded(network.submit(readBlob(tx_blob)))) included += 1
        if (n % 4 === 0) network.closeLedger()
      }
      const { totalCoins } = network.closeLedger()
      const entries = [...network.validated.all()]
      expect(entries.reduce((sum, entry) => sum + dropsIn(entry), 0n)).toBe(BigInt(totalCoins))
      for (const entry of entries) {
        if (entry.LedgerEntryType === 'AccountRoot') {
          expect(BigInt(entry.Balance)).toBeGreaterThanOrEqual(0n)
          expect(entry.OwnerCount).toBeGreaterThanOrEqual(0)
        }
      }
      books.close()
    }),
    { numRuns: 25 },
  )
  expect(included).toBeGreaterThan(50)
})

it.each([
  ['1', '1'],
  ['-0.50', '-0.5'],
  ['1e3', '1000'],
  ['0.00445549772955297', '0.00445549772955297'],
  ['12345678901234567', '12345678901234560'],
  ['1e-90', `0.${'0'.repeat(89)}1`],
])('writes amounts as the ledger keeps them: %s', (text, written) => {
  expect(formatUnits(parseUnits(text))).toBe(written)
})
