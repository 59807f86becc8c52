import { unixTimeToRippleTime } from 'xrpl'
import type { Clock } from '../../../../server/clock.ts'
import type { Books } from '../../books.ts'
import { applyTransaction } from './apply.ts'
import { type Closed, closeLedger } from './close.ts'
import { type Draft, draftOf, type Entries, entriesIn } from './entries.ts'
import { createGenesis, type GenesisAccount } from './genesis.ts'
import { type History, type LedgerRecord, openHistory } from './history.ts'
import { isIncluded, type Result } from './results.ts'
import type { SignedTransaction } from './transaction.ts'

export interface NetworkOptions {
  books: Books
  clock: Clock
  networkId: number
  genesis: readonly GenesisAccount[]
}

/** An XRP Ledger network of one server. */
export interface Network {
  networkId: number
  history: History
  latest(): LedgerRecord
  /** As the latest ledger left them. */
  validated: Entries
  /** With what waits for the next ledger. */
  open(): Entries
  /** What it does to the open ledger, which is not final: the next close decides. */
  submit(transaction: SignedTransaction): Result
  /** One that waits for a ledger. */
  pending(hash: string): SignedTransaction | undefined
  waiting(): number
  closeLedger(): LedgerRecord
  /** Calls `listener` after every ledger, until the returned function is called. */
  onClose(listener: (closed: Closed) => void): () => void
}

/** So long one waits whose predecessor is missing. */
const HELD_LEDGERS = 10

/** Opens the network that the books hold, or begins one with `genesis` when they are empty. */
export function openNetwork({ books, clock, networkId, genesis }: NetworkOptions): Network {
  const entries = entriesIn(books)
  const history = openHistory(books)
  const listeners = new Set<(closed: Closed) => void>()
  const pending = new Map<string, { transaction: SignedTransaction; until: number }>()
  let open: Draft

  const opening = () => {
    const { index, closeTime } = history.latest()!
    return { index: index + 1, parentCloseTime: closeTime, networkId }
  }

  /** Closes the next ledger in the books, whole or not at all. */
  function close(begin?: (entries: Entries) => void): Closed {
    const previous = history.latest()
    // The clock may be set back; a ledger is never older than the one before.
    const closeTime = Math.max(Math.floor(unixTimeToRippleTime(clock.now())), previous?.closeTime ?? 0)
    const submitted = [...pending.values()].map(({ transaction }) => transaction)
    const closed = books.together(() => {
      const result = closeLedger({
        entries,
        previous,
        closeTime,
        networkId,
        pending: submitted,
        ...(begin && { begin }),
      })
      history.write(result.ledger, result.transactions)
      return result
    })
    history.remember(closed.ledger, closed.transactions)
    const retry = new Set(closed.retry.map(({ hash }) => hash))
    for (const [hash, { until }] of pending) if (!retry.has(hash) || until < closed.ledger.index) pending.delete(hash)
    reopen()
    return closed
  }

  function reopen() {
    open = draftOf(entries)
    for (const { transaction } of pending.values()) applyTransaction(transaction, open, opening()).draft?.commit()
  }

  const written = books.get<{ networkId: number }>('network', 'network')
  if (!written) {
    close((first) => {
      createGenesis(first, genesis)
      books.put('network', 'network', { networkId })
    })
  } else if (written.networkId !== networkId) {
    throw new Error(`These books are of network ${written.networkId}, not of ${networkId}`)
  } else reopen()

  return {
    networkId,
    history,
    latest: () => history.latest()!,
    validated: entries,
    open: () => open,
    submit(transaction) {
      const { hash } = transaction
      if (pending.has(hash) || history.transaction(hash)) return 'tefALREADY'
      const { result, draft } = applyTransaction(transaction, open, opening())
      draft?.commit()
      if (isIncluded(result) || result === 'terPRE_SEQ') {
        pending.set(hash, { transaction, until: opening().index + HELD_LEDGERS })
      }
      return result
    },
    pending: (hash) => pending.get(hash)?.transaction,
    waiting: () => pending.size,
    closeLedger() {
      const closed = close()
      for (const listener of [...listeners]) listener(closed)
      return closed.ledger
    },
    onClose(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
