import type { Amount } from '../amount.ts'
import type { Entries } from '../entries.ts'
import type { Result } from '../results.ts'
import type { Fields } from '../transaction.ts'

export interface Context {
  entries: Entries
  /** The ledger that takes it. */
  ledger: number
  /** When the ledger before it closed, in seconds since 2000. */
  parentCloseTime: number
  /** What the account had before the fee. */
  balanceBefore: bigint
}

/** What came of it. What it put counts only with `tesSUCCESS`. */
export type Outcome = Result | { delivered: Amount }

/** A type of transaction, as the network does it. */
export interface Transactor {
  /** What is wrong with it whatever the ledger holds. */
  refuse(fields: Fields): Result | undefined
  apply(fields: Fields, context: Context): Outcome
  /** The least that it costs, where that is more than a transaction's usual fee; drops. */
  fee?: bigint
  /** The flags that it may have, besides tfFullyCanonicalSig. */
  flags?: number
}
