import { Account, Asset, Keypair, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openBooks } from '../../books.ts'
import { accountsIn } from './accounts.ts'
import { decodeEnvelope } from './envelope.ts'
import { TOTAL_COINS } from './header.ts'
import { openNetwork } from './network.ts'

const PASSPHRASE = 'Conservation'
const keys = [1, 2, 3, 4].map((seed) => Keypair.fromRawEd25519Seed(Buffer.alloc(32, seed)))
const ids = keys.map((key) => key.publicKey())
const root = Keypair.master(PASSPHRASE).publicKey()
const usdc = new Asset('USDC', ids[0])

const party = fc.nat({ max: keys.length - 1 })
const amount = fc
  .bigInt({ min: 1n, max: 250_000_000n })
  .map((stroops) => `${stroops / 10_000_000n}.${String(stroops % 10_000_000n).padStart(7, '0')}`)
const asset = fc.constantFrom(Asset.native(), usdc)

const operation: fc.Arbitrary<xdr.Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ asset, amount, to: party })
      .map(({ to, ...payment }) => Operation.payment({ ...payment, destination: ids[to]! })),
  },
  fc.record({ asset, amount, to: party }).map(({ asset, amount, to }) =>
    Operation.pathPaymentStrictSend({
      sendAsset: asset,
      destAsset: asset,
      sendAmount: amount,
      destMin: amount,
      destination: ids[to]!,
    }),
  ),
  fc
    .record({ startingBalance: amount, to: party })
    .map(({ startingBalance, to }) => Operation.createAccount({ startingBalance, destination: ids[to]! })),
  party.map((to) => Operation.accountMerge({ destination: ids[to]! })),
  fc.constantFrom('0', '30', '1000').map((limit) => Operation.changeTrust({ asset: usdc, limit })),
  fc.constantFrom('a', null).map((value) => Operation.manageData({ name: 'note', value })),
)

const submissions = fc.array(
  fc.record({ by: party, operations: fc.array(operation, { minLength: 1, maxLength: 3 }) }),
  {
    minLength: 1,
    maxLength: 12,
  },
)

/** A network where the first account issues what the others hold. */
function open() {
  const books = openBooks(':memory:')
  const trustlines = [{ code: 'USDC', issuer: ids[0]!, balance: '20', limit: '50' }]
  const network = openNetwork({
    books,
    clock: { now: () => 1_700_000_000_000 },
    passphrase: PASSPHRASE,
    genesis: ids.map((account, index) => ({ account, xlm: '20', ...(index > 0 && { trustlines }) })),
  })
  return { network, accounts: accountsIn(books), close: () => books.close() }
}

describe('whatever is submitted', () => {
  test('no XLM is made or lost, nobody spends what is not theirs, and no limit is passed', async () => {
    let successes = 0
    let failures = 0
    await fc.assert(
      fc.asyncProperty(submissions, async (list) => {
        const { network, accounts, close } = open()
        for (const { by, operations } of list) {
          const account = accounts.get(ids[by]!)
          if (!account) continue
          const builder = new TransactionBuilder(new Account(account.id, account.sequence.toString()), {
            fee: '100',
            networkPassphrase: PASSPHRASE,
            timebounds: { minTime: 0, maxTime: 0 },
          })
          for (const one of operations) builder.addOperation(one)
          const transaction = builder.build()
          transaction.sign(keys[by]!)
          const answer = network.submit(decodeEnvelope(transaction.toXdr(), PASSPHRASE))
          const ledger = network.closeLedger()
          await answer
          successes += ledger.successful
          failures += ledger.failed

          const all = [root, ...ids].map((id) => accounts.get(id)).filter((found) => found !== undefined)
          const held = all.reduce((sum, { balance }) => sum + balance, 0n)
          expect(held + BigInt(ledger.feePool)).toBe(TOTAL_COINS)
          for (const { balance, trustlines } of all) {
            expect(balance).toBeGreaterThanOrEqual(0n)
            for (const line of trustlines) {
              expect(line.balance).toBeGreaterThanOrEqual(0n)
              expect(line.balance).toBeLessThanOrEqual(line.limit)
            }
          }
        }
        close()
      }),
      { numRuns: 40 },
    )
    expect(Math.min(successes, failures)).toBeGreaterThan(10)
  })
})
