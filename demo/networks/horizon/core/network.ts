import type { Clock } from '../../../../server/clock.ts'
import type { Books } from '../../books.ts'
import { type Accounts, accountsIn } from './accounts.ts'
import { closeLedger, type Taken } from './close.ts'
import type { Envelope } from './envelope.ts'
import { createGenesis, type GenesisAccount } from './genesis.ts'
import { type History, type LedgerRecord, openHistory } from './history.ts'

export interface NetworkOptions {
  books: Books
  clock: Clock
  passphrase: string
  genesis: readonly GenesisAccount[]
}

/** What became of a submission. `abandoned`: the network stopped before a ledger could take it. */
export type Submitted = Taken | { outcome: 'abandoned' }

/** A Stellar network of one: it takes transactions and closes ledgers. */
export interface Network {
  /** As the latest ledger left them. */
  accounts: Pick<Accounts, 'get'>
  history: History
  latest(): LedgerRecord
  /** Answers when a ledger has taken or refused it. The same one again gets the same answer. */
  submit(envelope: Envelope): Promise<Submitted>
  /** How many wait for the next ledger. */
  waiting(): number
  closeLedger(): LedgerRecord
  /** Calls `listener` after every ledger, until the returned function is called. */
  onClose(listener: () => void): () => void
  /** Answers who still waits. */
  stop(): void
}

interface Pending {
  envelope: Envelope
  answer: PromiseWithResolvers<Submitted>
}

/** Opens the network that the books hold, or begins one with `genesis` when they are empty. */
export function openNetwork({ books, clock, passphrase, genesis }: NetworkOptions): Network {
  const accounts = accountsIn(books)
  const history = openHistory(books)
  const listeners = new Set<() => void>()
  const pending = new Map<string, Pending>()

  /** Closes the next ledger in the books, whole or not at all. */
  function close(envelopes: readonly Envelope[], begin?: (accounts: Accounts) => void): Taken[] {
    const previous = history.latest()
    // The clock may be set back; a ledger is never older than the one before.
    const closeTime = Math.max(Math.floor(clock.now() / 1000), previous?.closedAt ?? 0)
    const { closed, taken } = books.together(() => {
      const result = closeLedger({ accounts, previous, closeTime, envelopes, begin })
      history.write(result.closed)
      return result
    })
    history.remember(closed)
    return taken
  }

  const written = books.get<{ passphrase: string }>('network', 'network')
  if (!written) {
    close([], (first) => {
      createGenesis(first, genesis, passphrase, Math.floor(clock.now() / 1000))
      books.put('network', 'network', { passphrase })
    })
  } else if (written.passphrase !== passphrase) {
    throw new Error(`These books are of the network "${written.passphrase}", not of "${passphrase}"`)
  }

  return {
    accounts,
    history,
    latest: () => history.latest()!,
    submit(envelope) {
      const hash = Buffer.from(envelope.hash).toString('hex')
      const record = history.transaction(hash)
      if (record) return Promise.resolve({ outcome: 'included', record })
      const waiting = pending.get(hash) ?? { envelope, answer: Promise.withResolvers<Submitted>() }
      pending.set(hash, waiting)
      return waiting.answer.promise
    },
    waiting: () => pending.size,
    closeLedger() {
      const submissions = [...pending.values()]
      pending.clear()
      try {
        const taken = close(submissions.map(({ envelope }) => envelope))
        for (const [index, { answer }] of submissions.entries()) answer.resolve(taken[index]!)
      } catch (error) {
        for (const { answer } of submissions) answer.reject(error)
        throw error
      }
      for (const listener of [...listeners]) listener()
      return history.latest()!
    },
    onClose(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      for (const { answer } of pending.values()) answer.resolve({ outcome: 'abandoned' })
      pending.clear()
    },
  }
}
