import type { Books } from '../../books.ts'
import { BASE_RESERVE } from './stroops.ts'

/** An account as the ledger holds it. Amounts in stroops. Never changed in place: a change is a new one, put. */
export interface Account {
  readonly id: string
  readonly sequence: bigint
  /** The ledger, and the second at which it closed, that used a sequence number of this account last. */
  readonly sequenceLedger?: number
  readonly sequenceTime?: number
  readonly balance: bigint
  readonly homeDomain: string
  readonly trustlines: readonly Trustline[]
  /** Base64 values by name. */
  readonly data: Readonly<Record<string, string>>
  readonly modifiedLedger: number
  readonly modifiedAt: number
}

/** An account's promise to hold an issuer's asset, up to a limit, and how much of it there is. */
export interface Trustline {
  readonly code: string
  readonly issuer: string
  readonly balance: bigint
  readonly limit: bigint
  readonly modifiedLedger: number
}

/** The accounts that exist, to read and to change. */
export interface Accounts {
  get(id: string): Account | undefined
  put(account: Account): void
  remove(id: string): void
}

/** Changes that are not there for anyone else until `commit`. */
export interface Draft extends Accounts {
  commit(): void
  /** What was put since the draft began; undefined for what was removed. */
  changes(): ReadonlyMap<string, Account | undefined>
}

const KIND = 'account'

export function accountsIn(books: Books): Accounts {
  return {
    get(id) {
      const document = books.get<AccountDocument>(KIND, id)
      return document && 'sequence' in document ? fromDocument(document) : undefined
    },
    put: (account) => books.put(KIND, account.id, toDocument(account)),
    remove: (id) => books.put(KIND, id, { merged: true }),
  }
}

export function draftOf(base: Accounts): Draft {
  const changed = new Map<string, Account | undefined>()
  return {
    get: (id) => (changed.has(id) ? changed.get(id) : base.get(id)),
    put: (account) => void changed.set(account.id, account),
    remove: (id) => void changed.set(id, undefined),
    changes: () => changed,
    commit() {
      for (const [id, account] of changed) account ? base.put(account) : base.remove(id)
    },
  }
}

export const subentries = (account: Account): number => account.trustlines.length + Object.keys(account.data).length

/** What an account with that many entries of its own may not spend. */
export const reserve = (entries: number): bigint => BASE_RESERVE * BigInt(2 + entries)

/** XLM above the reserve. Negative when the reserve is not met. */
export const spendable = (account: Account): bigint => account.balance - reserve(subentries(account))

type Written<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] }
type AccountDocument = (Omit<Written<Account>, 'trustlines'> & { trustlines: Written<Trustline>[] }) | { merged: true }

function toDocument(account: Account): AccountDocument {
  return {
    ...account,
    sequence: account.sequence.toString(),
    balance: account.balance.toString(),
    trustlines: account.trustlines.map((line) => ({
      ...line,
      balance: line.balance.toString(),
      limit: line.limit.toString(),
    })),
  }
}

function fromDocument(document: Exclude<AccountDocument, { merged: true }>): Account {
  return {
    ...document,
    sequence: BigInt(document.sequence),
    balance: BigInt(document.balance),
    trustlines: document.trustlines.map((line) => ({
      ...line,
      balance: BigInt(line.balance),
      limit: BigInt(line.limit),
    })),
  }
}
