import { hashes, type LedgerEntry, type Transaction, type TransactionMetadata } from 'xrpl'
import { applyTransaction, type Opening } from './apply.ts'
import { draftOf, type Entries } from './entries.ts'
import type { LedgerRecord, TransactionRecord } from './history.ts'
import { accountsOf, type Meta, tellChanges } from './meta.ts'
import type { Result } from './results.ts'
import type { SignedTransaction } from './transaction.ts'

export interface Closing {
  entries: Entries
  previous: LedgerRecord | undefined
  /** Seconds since 2000. */
  closeTime: number
  networkId: number
  pending: readonly SignedTransaction[]
  /** Puts accounts into a first ledger. */
  begin?: (entries: Entries) => void
}

export interface Closed {
  ledger: LedgerRecord
  transactions: TransactionRecord[]
  /** May still become possible: what comes before it is missing. */
  retry: SignedTransaction[]
}

/** As many drops as the public network was born with. Fees are destroyed. */
export const TOTAL_COINS = 100_000_000_000_000_000n
const NO_HASH = '0'.repeat(64)

/** Closes the ledger after `previous`, with what can be applied of `pending`. Puts the changed entries. */
export function closeLedger({ entries, previous, closeTime, networkId, pending, begin }: Closing): Closed {
  const draft = draftOf(entries)
  const index = (previous?.index ?? 0) + 1
  const opening = { index, parentCloseTime: previous?.closeTime ?? closeTime, networkId }
  begin?.(draft)

  const transactions: TransactionRecord[] = []
  let waiting = [...pending]
  // One may wait for another that stands behind it.
  for (let progress = true; progress; ) {
    const later: SignedTransaction[] = []
    for (const transaction of waiting) {
      const { result, record } = include(transaction, draft, opening, transactions.length, closeTime)
      if (record) transactions.push(record)
      else if (result.startsWith('ter')) later.push(transaction)
    }
    progress = later.length > 0 && later.length < waiting.length
    waiting = later
  }
  const ledger = seal(draft, previous, { ...opening, closeTime }, transactions)
  draft.commit()
  return { ledger, transactions, retry: waiting }
}

function include(
  transaction: SignedTransaction,
  ledger: Entries,
  opening: Opening,
  order: number,
  closeTime: number,
): { result: Result; record?: TransactionRecord } {
  const { hash, blob, fields } = transaction
  const { result, draft, delivered } = applyTransaction(transaction, ledger, opening)
  if (!draft) return { result }
  const AffectedNodes = tellChanges(draft, hash, opening.index)
  draft.commit()
  const meta: Meta = {
    AffectedNodes,
    TransactionIndex: order,
    TransactionResult: result,
    ...(delivered !== undefined && {
      ...((fields.TransactionType !== 'Payment' || isPartial(fields)) && { DeliveredAmount: delivered }),
      delivered_amount: delivered,
    }),
  }
  const record = { hash, blob, ledger: opening.index, closeTime, fields, meta, accounts: accountsOf(fields, meta) }
  return { result, record }
}

const isPartial = ({ Flags = 0 }: { Flags?: number }): boolean => (Flags & 0x0002_0000) !== 0

/** Entries and transactions are hashed as the network hashes them, and the ledger over both. */
function seal(
  entries: Entries,
  previous: LedgerRecord | undefined,
  { index, parentCloseTime, closeTime }: Opening & { closeTime: number },
  transactions: readonly TransactionRecord[],
): LedgerRecord {
  const burnt = transactions.reduce((sum, { fields }) => sum + BigInt(fields.Fee), 0n)
  const totalCoins = (BigInt(previous?.totalCoins ?? TOTAL_COINS) - burnt).toString()
  const parentHash = previous?.hash ?? NO_HASH
  const isUnchanged = previous !== undefined && transactions.length === 0
  const accountHash = isUnchanged
    ? previous.accountHash
    : hashes.hashStateTree([...entries.all()] as unknown as LedgerEntry.LedgerEntry[])
  const transactionHash = transactions.length > 0 ? hashes.hashTxTree(transactions.map(hashable)) : NO_HASH
  const hash = hashes.hashLedgerHeader({
    ledger_index: index,
    total_coins: totalCoins,
    parent_hash: parentHash,
    transaction_hash: transactionHash,
    account_hash: accountHash,
    parent_close_time: parentCloseTime,
    close_time: closeTime,
    close_time_resolution: CLOSE_TIME_RESOLUTION,
    close_flags: 0,
  } as Parameters<typeof hashes.hashLedgerHeader>[0])
  return {
    index,
    hash,
    parentHash,
    closeTime,
    parentCloseTime,
    totalCoins,
    accountHash,
    transactionHash,
    transactions: transactions.map((transaction) => transaction.hash),
  }
}

export const CLOSE_TIME_RESOLUTION = 10

function hashable({ fields, meta }: TransactionRecord) {
  const { delivered_amount: _, ...metaData } = meta
  return { ...fields, metaData } as unknown as Transaction & { metaData: TransactionMetadata }
}
