import type { Books } from '../../books.ts'
import type { Address } from './address.ts'
import { ledgerOf, ledgerPosition, type Position } from './paging-token.ts'

/** A closed ledger. Amounts in stroops, times in seconds. */
export interface LedgerRecord {
  sequence: number
  hash: string
  previousHash: string
  closedAt: number
  successful: number
  failed: number
  /** Of the successful transactions, and of all. */
  operations: number
  operationsInSet: number
  totalCoins: string
  feePool: string
  headerXdr: string
  /** Stands for what all accounts hold, together. */
  stateHash: string
}

/** A transaction that a ledger took, whether it succeeded or failed. */
export interface TransactionRecord {
  /** In lower-case hex; for a fee bump, of the outer one. */
  hash: string
  position: string
  ledger: number
  closedAt: number
  successful: boolean
  source: Address
  sequence: string
  feeAccount: Address
  feeCharged: string
  maxFee: string
  operationCount: number
  envelopeXdr: string
  resultXdr: string
  memo: { memo_type: string; memo?: string; memo_bytes?: string }
  preconditions?: Record<string, unknown>
  signatures: string[]
  /** The transaction inside, when this is a fee bump. */
  inner?: { hash: string; maxFee: string; signatures: string[] }
  /** Whose history it is in. */
  accounts: string[]
}

export interface OperationRecord {
  position: string
  transactionHash: string
  closedAt: number
  successful: boolean
  source: Address
  type: string
  typeNumber: number
  movesMoney: boolean
  details: Record<string, unknown>
  accounts: string[]
}

/** A stretch of history. Without a cursor it begins at the end that the order begins with. */
export interface Range {
  cursor?: Position
  order: 'asc' | 'desc'
  limit: number
}

export interface ClosedLedger {
  ledger: LedgerRecord
  transactions: TransactionRecord[]
  operations: OperationRecord[]
}

export interface History {
  /** Undefined before the first ledger. */
  latest(): LedgerRecord | undefined
  /** The number of the oldest ledger that is still here. */
  elder(): number
  /** Undefined for one that is not closed yet, or was forgotten. */
  ledger(sequence: number): LedgerRecord | undefined
  ledgers(range: Range): LedgerRecord[]
  /** A fee bump is found by the hash of the transaction inside too. */
  transaction(hash: string): TransactionRecord | undefined
  transactions(range: Range, wanted: (record: TransactionRecord) => boolean): TransactionRecord[]
  operation(position: Position): OperationRecord | undefined
  operations(range: Range, wanted: (record: OperationRecord) => boolean): OperationRecord[]
  /** Writes to the books; `remember` follows when they are committed. */
  write(closed: ClosedLedger): void
  remember(closed: ClosedLedger): void
  /** Lets go of all ledgers before this one, until the books are opened again. */
  forgetBefore(ledger: number): void
}

/** Transactions and operations are kept in memory as well: a sandbox has thousands, and lists go by any cursor. */
export function openHistory(books: Books): History {
  const transactions = timeline(books.list<TransactionRecord>('transaction').map(({ document }) => document))
  const operations = timeline(books.list<OperationRecord>('operation').map(({ document }) => document))
  const byHash = new Map<string, TransactionRecord>()
  const index = (record: TransactionRecord) => {
    byHash.set(record.hash, record)
    if (record.inner) byHash.set(record.inner.hash, record)
  }
  transactions.all().forEach(index)
  let latest = books.listBack<LedgerRecord>('ledger', { limit: 1 })[0]?.document
  let elder = 1
  const ledger = (sequence: number) =>
    sequence < elder ? undefined : books.get<LedgerRecord>('ledger', String(sequence))

  return {
    latest: () => latest,
    elder: () => elder,
    ledger,
    ledgers({ cursor, order, limit }) {
      const last = latest?.sequence ?? 0
      const sequences =
        order === 'asc'
          ? upwards(Math.max(elder, cursor === undefined ? 1 : ledgerOf(cursor) + 1), last, limit)
          : downwards(Math.min(last, cursor === undefined ? last : ledgerOf(cursor - 1n)), elder, limit)
      return sequences.map((sequence) => ledger(sequence)!)
    },
    transaction: (hash) => byHash.get(hash),
    transactions: transactions.page,
    operation: operations.at,
    operations: operations.page,
    write(closed) {
      for (const record of closed.transactions) books.put('transaction', record.hash, record)
      for (const record of closed.operations) books.put('operation', record.position, record)
      books.put('ledger', String(closed.ledger.sequence), closed.ledger)
    },
    remember(closed) {
      latest = closed.ledger
      for (const record of closed.transactions) {
        transactions.append(record)
        index(record)
      }
      closed.operations.forEach(operations.append)
    },
    forgetBefore(oldest) {
      elder = oldest
      for (const { hash, inner } of transactions.forgetBefore(ledgerPosition(oldest))) {
        byHash.delete(hash)
        if (inner) byHash.delete(inner.hash)
      }
      operations.forgetBefore(ledgerPosition(oldest))
    },
  }
}

const upwards = (from: number, last: number, limit: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(limit, last - from + 1)) }, (_, index) => from + index)

const downwards = (from: number, first: number, limit: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(limit, from - first + 1)) }, (_, index) => from - index)

/** Records by their position, oldest first. */
function timeline<T extends { position: string }>(records: T[]) {
  const entries = records.map((record) => ({ position: BigInt(record.position), record }))

  /** The index of the first entry that stands at `position` or after it. */
  function search(position: Position): number {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    all: () => entries.map(({ record }) => record),
    /** @returns what is forgotten. */
    forgetBefore: (position: Position): T[] => entries.splice(0, search(position)).map(({ record }) => record),
    append: (record: T) => void entries.push({ position: BigInt(record.position), record }),
    at(position: Position): T | undefined {
      const entry = entries[search(position)]
      return entry?.position === position ? entry.record : undefined
    },
    page({ cursor, order, limit }: Range, wanted: (record: T) => boolean): T[] {
      const step = order === 'asc' ? 1 : -1
      const start =
        order === 'asc' ? search((cursor ?? -1n) + 1n) : (cursor === undefined ? entries.length : search(cursor)) - 1
      const found: T[] = []
      for (let at = start; at >= 0 && at < entries.length && found.length < limit; at += step) {
        const { record } = entries[at]!
        if (wanted(record)) found.push(record)
      }
      return found
    },
  }
}
