import { z } from 'zod'
import { toInstant } from '../../clock.ts'
import { MAX_AMOUNT } from '../../invoices/asset.ts'
import type { Transfer } from '../ledger.ts'
import { type Leg, legsOf } from './legs.ts'

/**
 * Horizon's payment records, read as the transfers that arrived at one address.
 * https://developers.stellar.org/docs/data/apis/horizon/api-reference/get-payments-by-account-id
 */

/** What Horizon says of every record by itself: a stranger has no say in its form. */
const record = z.object({
  /** Ledger, transaction and operation in one number (SEP-35). */
  paging_token: z.string().regex(/^\d+$/),
  transaction_successful: z.boolean(),
  created_at: z.iso.datetime(),
  transaction_hash: z.string(),
  /** The SDK moves the joined transaction here. Without it a memo could not be told from none. */
  transaction_attr: z.object({ memo: z.string().optional(), result_xdr: z.string().optional() }),
})

/** SEP-35: the lowest twelve bits count the operation within its transaction, the upper half is the ledger. */
const OPERATION_BITS = 12n
const LEDGER_SHIFT = 32n

/** Beyond any operation's number: tells apart the assets that one contract call moved. */
const ASSET_STRIDE = 1 << Number(OPERATION_BITS)

type Arrival = Pick<Transfer, 'assetCode' | 'assetIssuer' | 'amount' | 'sender' | 'unreadable'> & Pick<Leg, 'muxedId'>

/** The cursor right after a record. */
export const cursorOf = (given: unknown): string => record.shape.paging_token.parse(readToken(given))

/** The number of the ledger that a cursor stands in. */
export const ledgerOf = (cursor: string): number => Number(BigInt(cursor) >> LEDGER_SHIFT)

/** When the ledger of a record closed, in milliseconds. */
export const closeOf = (given: { created_at: string }): number => Date.parse(given.created_at)

/**
 * What a record brought to `address`: nothing for what it sent away, for what failed, and for what moves no money.
 * What came and cannot be read is `unreadable`: it stands in nobody's way.
 * @throws for what is no record of Horizon's: another server may do better.
 */
export function readTransfers(given: unknown, address: string): Transfer[] {
  const { transaction_successful, ...shared } = record.parse(given)
  if (!transaction_successful) return []
  const position = BigInt(shared.paging_token)
  const index = Number(position & (BigInt(ASSET_STRIDE) - 1n))
  const { memo, result_xdr: resultXdr } = shared.transaction_attr
  const legs = legsOf(given, address, { resultXdr, index })
  return arrivals(legs, address).map(({ muxedId, ...arrival }, n) => ({
    ...arrival,
    transactionHash: shared.transaction_hash,
    operationIndex: index + n * ASSET_STRIDE,
    // Sent to a muxed address (M…), its number says what a memo would have said.
    reference: memo ?? muxedId ?? null,
    ledger: ledgerOf(shared.paging_token),
    closedAt: toInstant(closeOf(shared)),
  }))
}

/** A contract may move several assets, and one of them in parts: one arrival for each asset. */
function arrivals(legs: Leg[], address: string): Arrival[] {
  const byAsset = new Map<string, Arrival>()
  for (const leg of legs) {
    if (leg.to !== address || leg.from === address) continue
    const arrival = readLeg(leg)
    const key = `${arrival.assetCode}:${arrival.assetIssuer}`
    const sum = byAsset.get(key)
    if (sum) {
      sum.amount += arrival.amount
      sum.unreadable ??= arrival.unreadable
    } else byAsset.set(key, arrival)
  }
  return [...byAsset.values()].map(bounded).filter(({ amount, unreadable }) => amount > 0n || unreadable !== undefined)
}

const UNKNOWN_ASSET = { assetCode: 'unknown', assetIssuer: null }

/** As far as it can be read. */
function readLeg(leg: Leg): Arrival {
  const doubts: string[] = []
  function read<T>(part: () => T, otherwise: T): T {
    try {
      return part()
    } catch (error) {
      doubts.push((error as Error).message)
      return otherwise
    }
  }
  const arrival = {
    ...read(leg.asset, UNKNOWN_ASSET),
    amount: read(leg.amount, 0n),
    sender: leg.from ?? null,
    muxedId: leg.muxedId,
  }
  return doubts.length > 0 ? { ...arrival, unreadable: doubts.join(' ') } : arrival
}

/** An account holds no more than 64 bits of anything, but an issuer can take back and give again what passes through. */
const bounded = (arrival: Arrival): Arrival =>
  arrival.amount <= MAX_AMOUNT
    ? arrival
    : { ...arrival, amount: MAX_AMOUNT, unreadable: `More came than can be held: ${arrival.amount} stroops.` }

function readToken(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'paging_token' in given ? given.paging_token : undefined
}
