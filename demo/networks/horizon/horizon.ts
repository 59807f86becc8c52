import type { Clock } from '../../../server/clock.ts'
import { openBooks } from '../books.ts'
import { startPace } from '../pace.ts'
import type { Service } from '../stand-in.ts'
import { horizonApp } from './api/app.ts'
import { eventStreams } from './api/event-stream.ts'
import { PROBLEM_TYPE, problemBody, serverError } from './api/problem.ts'
import type { GenesisAccount } from './core/genesis.ts'
import type { LedgerRecord } from './core/history.ts'
import { openNetwork } from './core/network.ts'

export type { GenesisAccount } from './core/genesis.ts'

/**
 * A stand-in for Stellar's Horizon with a network of one behind it. What a wallet or the SDK sends is real: envelopes
 * in XDR, signed for the passphrase, checked and applied by the network's rules; what they read back is Horizon's HAL,
 * its event streams and its problems.
 *
 * Left out of the network: offers and so conversion, liquidity pools, sponsorship, contracts, flags of issuers, and
 * more signers than an account's own key. A transaction that asks for one of these gets `op_not_supported`.
 */
export interface HorizonOptions {
  /** Ledgers close at its time. */
  clock: Clock
  /** `:memory:`, or a file that the network goes on from when it is opened again. */
  booksFile: string
  networkPassphrase: string
  /** The least time between ledgers, in real milliseconds. `Infinity`: ledgers close by `closeLedger` alone. */
  ledgerIntervalMs?: number
  /** Accounts of the first ledger. Looked at only when the books are empty. */
  genesis: GenesisAccount[]
}

export interface HorizonService extends Service {
  /** Closes a ledger now, with what waits for one. */
  closeLedger(): LedgerRecord
  /** How many transactions wait for the next ledger. */
  waiting(): number
  /** How many event streams are open. */
  openStreams(): number
  /** From now on the server has no ledger before this one, as servers that keep little history. */
  forgetBefore(ledger: number): void
}

const DEFAULT_LEDGER_INTERVAL_MS = 1_000

/** The service that `startStandIn` takes. */
export const horizonService =
  ({ clock, booksFile, networkPassphrase, ledgerIntervalMs = DEFAULT_LEDGER_INTERVAL_MS, genesis }: HorizonOptions) =>
  (): HorizonService => {
    const books = openBooks(booksFile)
    const network = openNetwork({ books, clock, passphrase: networkPassphrase, genesis })
    const streams = eventStreams(network)
    const pace = startPace(network, ledgerIntervalMs)
    const app = horizonApp({ network, passphrase: networkPassphrase, clock, streams, onWaiting: pace.hurry })
    return {
      fetch: (request) => app.fetch(request),
      errorBody: () => ({ body: problemBody(serverError()), contentType: PROBLEM_TYPE }),
      closeLedger: () => network.closeLedger(),
      waiting: () => network.waiting(),
      openStreams: () => streams.count(),
      forgetBefore: (ledger) => network.history.forgetBefore(ledger),
      stop() {
        pace.stop()
        streams.stop()
        network.stop()
        books.close()
      },
    }
  }
