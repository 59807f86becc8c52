import { hashes } from 'xrpl'
import type { Books } from '../../books.ts'
import type { Amount, Issued } from './amount.ts'

/** What the ledger holds, each with the fields that the real one gives it. Never changed in place: a change is a new one. */
interface Common {
  /** Where it stands in the ledger: a hash of what it is. */
  readonly index: string
  readonly Flags: number
  readonly PreviousTxnID?: string
  readonly PreviousTxnLgrSeq?: number
}

export interface AccountRoot extends Common {
  readonly LedgerEntryType: 'AccountRoot'
  readonly Account: string
  /** Drops. */
  readonly Balance: string
  readonly OwnerCount: number
  readonly Sequence: number
}

/** A trust line between two accounts. The balance is the low account's: what it is owed, or less than nothing. */
export interface RippleState extends Common {
  readonly LedgerEntryType: 'RippleState'
  readonly Balance: Issued
  readonly LowLimit: Issued
  readonly HighLimit: Issued
}

export interface Offer extends Common {
  readonly LedgerEntryType: 'Offer'
  readonly Account: string
  readonly Sequence: number
  readonly TakerGets: Amount
  readonly TakerPays: Amount
}

export interface Escrow extends Common {
  readonly LedgerEntryType: 'Escrow'
  readonly Account: string
  readonly Destination: string
  readonly Amount: string
  readonly FinishAfter?: number
  readonly DestinationTag?: number
}

export interface Check extends Common {
  readonly LedgerEntryType: 'Check'
  readonly Account: string
  readonly Destination: string
  readonly SendMax: string
  readonly Sequence: number
  readonly DestinationTag?: number
}

export interface PayChannel extends Common {
  readonly LedgerEntryType: 'PayChannel'
  readonly Account: string
  readonly Destination: string
  readonly Amount: string
  readonly Balance: string
  readonly PublicKey: string
  readonly SettleDelay: number
  readonly DestinationTag?: number
}

export type Entry = AccountRoot | RippleState | Offer | Escrow | Check | PayChannel
export type EntryType = Entry['LedgerEntryType']
type OfType<T extends EntryType> = Extract<Entry, { LedgerEntryType: T }>

export interface Entries {
  get<T extends EntryType>(type: T, index: string): OfType<T> | undefined
  all(): Iterable<Entry>
  put(entry: Entry): void
  /** Takes it away as it was last: what it held then is told with the transaction. */
  remove(last: Entry): void
}

export interface Change {
  before: Entry | undefined
  /** As it is now, or was when it was taken away. */
  after: Entry
  removed: boolean
}

/** Changes that are not there for anyone else until `commit`. */
export interface Draft extends Entries {
  changes(): ReadonlyMap<string, Change>
  commit(): void
}

const KIND = 'entry'

export function entriesIn(books: Books): Entries {
  const entries = new Map<string, Entry>()
  for (const { id, document } of books.list<Entry | { removed: true }>(KIND)) {
    if (!('removed' in document)) entries.set(id, document)
  }
  return {
    get: (type, index) => ofType(type, entries.get(index)),
    all: () => entries.values(),
    put(entry) {
      entries.set(entry.index, entry)
      books.put(KIND, entry.index, entry)
    },
    remove({ index }) {
      entries.delete(index)
      books.put(KIND, index, { removed: true })
    },
  }
}

export function draftOf(base: Entries): Draft {
  const changed = new Map<string, Change>()
  const change = (after: Entry, removed: boolean) => {
    const { index, LedgerEntryType } = after
    const before = changed.has(index) ? changed.get(index)!.before : base.get(LedgerEntryType, index)
    changed.set(index, { before, after, removed })
  }
  return {
    get(type, index) {
      const own = changed.get(index)
      if (!own) return base.get(type, index)
      return own.removed ? undefined : ofType(type, own.after)
    },
    *all() {
      for (const entry of base.all()) if (!changed.has(entry.index)) yield entry
      for (const { after, removed } of changed.values()) if (!removed) yield after
    },
    put: (entry) => change(entry, false),
    remove: (last) => change(last, true),
    changes: () => changed,
    commit() {
      for (const { after, removed } of changed.values()) removed ? base.remove(after) : base.put(after)
    },
  }
}

function ofType<T extends EntryType>(type: T, entry: Entry | undefined): OfType<T> | undefined {
  return entry?.LedgerEntryType === type ? (entry as OfType<T>) : undefined
}

export const accountOf = (entries: Entries, address: string): AccountRoot | undefined =>
  entries.get('AccountRoot', hashes.hashAccountRoot(address))
