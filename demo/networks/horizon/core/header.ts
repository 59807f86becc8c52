import { createHash } from 'node:crypto'
import { xdr } from '@stellar/stellar-sdk'
import type { Account } from './accounts.ts'
import type { LedgerRecord } from './history.ts'
import { BASE_FEE, BASE_RESERVE, STROOPS_PER_UNIT } from './stroops.ts'

export const PROTOCOL_VERSION = 28
export const MAX_TRANSACTION_SET_SIZE = 1_000
/** As many as the public network was born with. None is ever made or lost: fees go to the pool. */
export const TOTAL_COINS = 100_000_000_000n * STROOPS_PER_UNIT

const NO_HASH = '0'.repeat(64)

/** What closing a ledger decided. */
export interface Closing {
  sequence: number
  closedAt: number
  /** The envelopes in the order in which they were applied, and their results with their hashes. */
  envelopes: readonly xdr.TransactionEnvelope[]
  results: readonly xdr.TransactionResultPair[]
  changes: ReadonlyMap<string, Account | undefined>
  feesCharged: bigint
}

/** The parts of a ledger's record that its header makes; its hash is the header's, and the next header names it. */
export function sealLedger(closing: Closing, previous: LedgerRecord | undefined) {
  const { sequence, closedAt, envelopes, results, changes } = closing
  const previousHash = previous?.hash ?? NO_HASH
  const feePool = BigInt(previous?.feePool ?? 0) + closing.feesCharged
  const stateHash = hashOf(bytes(previous?.stateHash ?? NO_HASH), Buffer.from(stateText(changes)))
  const header = new xdr.LedgerHeader({
    ledgerVersion: PROTOCOL_VERSION,
    previousLedgerHash: bytes(previousHash),
    scpValue: new xdr.StellarValue({
      txSetHash: hashOf(bytes(previousHash), ...envelopes.map((envelope) => envelope.toXdr())),
      closeTime: BigInt(closedAt),
      upgrades: [],
      ext: xdr.StellarValueExt.stellarValueBasic(),
    }),
    txSetResultHash: hashOf(new xdr.TransactionResultSet({ results: [...results] }).toXdr()),
    bucketListHash: stateHash,
    ledgerSeq: sequence,
    totalCoins: TOTAL_COINS,
    feePool,
    inflationSeq: 0,
    idPool: 0n,
    baseFee: Number(BASE_FEE),
    baseReserve: Number(BASE_RESERVE),
    maxTxSetSize: MAX_TRANSACTION_SET_SIZE,
    skipList: Array.from({ length: 4 }, () => bytes(NO_HASH)),
    ext: xdr.LedgerHeaderExt.v0(),
  })
  return {
    sequence,
    closedAt,
    previousHash,
    hash: hashOf(header.toXdr()).toString('hex'),
    headerXdr: header.toXdr('base64'),
    stateHash: stateHash.toString('hex'),
    totalCoins: TOTAL_COINS.toString(),
    feePool: feePool.toString(),
  }
}

const stateText = (changes: Closing['changes']): string =>
  JSON.stringify(
    [...changes].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    (_, value) => (typeof value === 'bigint' ? value.toString() : value),
  )

const bytes = (hex: string) => Buffer.from(hex, 'hex')

function hashOf(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
