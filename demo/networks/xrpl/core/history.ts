import type { Books } from '../../books.ts'
import type { Meta } from './meta.ts'
import type { Fields } from './transaction.ts'

/** Times in seconds since 2000. */
export interface LedgerRecord {
  index: number
  hash: string
  parentHash: string
  closeTime: number
  parentCloseTime: number
  totalCoins: string
  accountHash: string
  transactionHash: string
  transactions: string[]
}

export interface TransactionRecord {
  hash: string
  blob: string
  ledger: number
  closeTime: number
  fields: Fields
  meta: Meta
  accounts: string[]
}

/** Where a transaction stands: the ledger, and its number in there. */
export interface Place {
  ledger: number
  seq: number
}

/** What happened to an account, in order. */
export interface Step extends Place {
  hash: string
}

export interface History {
  latest(): LedgerRecord | undefined
  ledger(index: number): LedgerRecord | undefined
  transaction(hash: string): TransactionRecord | undefined
  steps(account: string): readonly Step[]
  /** To be called inside `books.together`; `remember` follows once that is done. */
  write(ledger: LedgerRecord, transactions: readonly TransactionRecord[]): void
  remember(ledger: LedgerRecord, transactions: readonly TransactionRecord[]): void
}

const LEDGER = 'ledger'
const TRANSACTION = 'transaction'

export function openHistory(books: Books): History {
  let latest = books.listBack<LedgerRecord>(LEDGER, { limit: 1 })[0]?.document
  const byAccount = new Map<string, Step[]>()

  function note({ hash, ledger, meta, accounts }: TransactionRecord) {
    for (const account of accounts) {
      const steps = byAccount.get(account)
      const step = { hash, ledger, seq: meta.TransactionIndex }
      if (steps) steps.push(step)
      else byAccount.set(account, [step])
    }
  }
  for (const { document } of books.list<TransactionRecord>(TRANSACTION)) note(document)

  return {
    latest: () => latest,
    ledger: (index) => books.get(LEDGER, String(index)),
    transaction: (hash) => books.get(TRANSACTION, hash),
    steps: (account) => byAccount.get(account) ?? [],
    write(ledger, transactions) {
      books.put(LEDGER, String(ledger.index), ledger)
      for (const transaction of transactions) books.put(TRANSACTION, transaction.hash, transaction)
    },
    remember(ledger, transactions) {
      latest = ledger
      for (const transaction of transactions) note(transaction)
    },
  }
}
