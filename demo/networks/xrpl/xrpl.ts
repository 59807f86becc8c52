import type { Clock } from '../../../server/clock.ts'
import { openBooks } from '../books.ts'
import { startPace } from '../pace.ts'
import type { StandIn } from '../stand-in.ts'
import { runCommand } from './api/commands.ts'
import { CommandError } from './api/errors.ts'
import { openSubscriptions } from './api/subscriptions.ts'
import type { GenesisAccount } from './core/genesis.ts'
import type { LedgerRecord } from './core/history.ts'
import { openNetwork } from './core/network.ts'
import { type Answer, startSocketStandIn } from './sockets.ts'

export type { GenesisAccount } from './core/genesis.ts'

/**
 * A stand-in for an XRP Ledger server with a network of one behind it. Transactions are real: binary, signed, hashed
 * and applied by the ledger's rules, at the close of a ledger; what clients read back is rippled's JSON over WebSocket,
 * in both versions of its API.
 *
 * Left out of the network: several signers, tickets, regular keys, paths through more than one book of offers, offers
 * that trade at once, transfer fees, freezing, deposit authorization, conditions and expiry of what waits, tokens of
 * other kinds, and the directories that list what an account owns. A transaction that asks for one of these gets
 * `temDISABLED`.
 */
export interface XrplOptions {
  /** 0 picks a free one. */
  port: number
  /** Ledgers close at its time. */
  clock: Clock
  /** `:memory:`, or a file that the network goes on from when it is opened again. */
  booksFile: string
  /** 0 is the public network's, 1 the test network's. From 1025 on, transactions would have to name it. */
  networkId: number
  /** The least time between ledgers, in real milliseconds. `Infinity`: ledgers close by `closeLedger` alone. */
  ledgerIntervalMs?: number
  /** Accounts of the first ledger. Looked at only when the books are empty. */
  genesis: GenesisAccount[]
}

export interface XrplStandIn extends StandIn {
  /** Closes a ledger now, with what waits for one. */
  closeLedger(): LedgerRecord
  /** How many transactions wait for the next ledger. */
  waiting(): number
  /** How many clients are connected. */
  connections(): number
  /** From now on the server has no ledger before this one, as servers that keep little history. */
  forgetBefore(ledger: number): void
}

const DEFAULT_LEDGER_INTERVAL_MS = 1_000
const FIRST_WITH_NETWORK_ID = 1025

export async function startXrpl(options: XrplOptions): Promise<XrplStandIn> {
  const { clock, booksFile, networkId, genesis, port, ledgerIntervalMs = DEFAULT_LEDGER_INTERVAL_MS } = options
  if (networkId >= FIRST_WITH_NETWORK_ID) throw new Error(`Networks from ${FIRST_WITH_NETWORK_ID} on are left out`)
  const books = openBooks(booksFile)
  const network = openNetwork({ books, clock, networkId, genesis })
  const pace = startPace(network, ledgerIntervalMs)
  let oldest = 1
  const ground = { network, clock, oldest: () => oldest, onWaiting: pace.hurry }

  const standIn = await startSocketStandIn({
    name: 'xrpl',
    port,
    clock,
    open(send) {
      const subscriptions = openSubscriptions(network, ground.oldest, send)
      return {
        answer: (message) => answer(message, (request) => runCommand(ground, request, subscriptions)),
        end: subscriptions.end,
      }
    },
    refuse: (message) =>
      answer(message, () => {
        throw new CommandError('internal')
      }),
    stop() {
      pace.stop()
      books.close()
    },
  })
  return {
    ...standIn,
    closeLedger: () => network.closeLedger(),
    waiting: () => network.waiting(),
    forgetBefore(ledger) {
      oldest = ledger
    },
  }
}

function answer(message: string, run: (request: Record<string, unknown>) => object): Answer {
  const request = readRequest(message)
  if (!request) return { command: '', body: { type: 'error', error: 'jsonInvalid', value: message }, failed: true }
  const { id, command = '', api_version } = request
  const envelope = {
    ...(id !== undefined && { id }),
    type: 'response',
    ...(api_version !== undefined && { api_version }),
  }
  const name = String(command)
  try {
    return { command: name, body: { ...envelope, status: 'success', result: run(request) }, failed: false }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return { command: name, body: { ...envelope, status: 'error', ...error.body, request }, failed: true }
  }
}

function readRequest(message: string): Record<string, unknown> | undefined {
  try {
    const request: unknown = JSON.parse(message)
    return typeof request === 'object' && request !== null ? { ...request } : undefined
  } catch {
    return undefined
  }
}
