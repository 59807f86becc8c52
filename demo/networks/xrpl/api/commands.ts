import { z } from 'zod'
import type { Clock } from '../../../../server/clock.ts'
import { DEFAULT_RIPPLE, DISALLOW_XRP, hasFlag, REQUIRE_DEST_TAG } from '../core/accounts.ts'
import { accountOf } from '../core/entries.ts'
import type { Network } from '../core/network.ts'
import { accountTx } from './account-tx.ts'
import { CommandError } from './errors.ts'
import { type ApiVersion, shownFields, shownLedger, shownLine, shownStep, shownTransaction } from './present.ts'
import { chosenLedger, ledgerChoice, read, readAddress } from './requests.ts'
import { fee, serverInfo } from './server.ts'
import { submit } from './submit.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface Ground {
  network: Network
  clock: Clock
  /** The oldest ledger that the server still has. */
  oldest(): number
  /** To be called when a transaction begins to wait. */
  onWaiting(): void
}

type Command = (ground: Ground, request: unknown, version: ApiVersion, subscriptions: Subscriptions) => object

const COMMANDS: Readonly<Record<string, Command>> = {
  ping: () => ({}),
  server_info: ({ network, clock, oldest }) => serverInfo(network, clock, oldest()),
  fee: ({ network }) => fee(network),
  ledger: ({ network }, request, version) => ledger(network, request, version),
  tx: ({ network }, request, version) => tx(network, request, version),
  account_info: ({ network }, request) => accountInfo(network, request),
  account_lines: ({ network }, request) => accountLines(network, request),
  account_tx: ({ network, oldest }, request, version) => accountTx(network, oldest(), request, version),
  subscribe: (_, request, version, subscriptions) => subscriptions.add(request, version),
  unsubscribe: (_, request, __, subscriptions) => subscriptions.remove(request),
  submit(ground, request, version) {
    const answer = submit(ground.network, request, version)
    ground.onWaiting()
    return answer
  },
}

/** @throws CommandError */
export function runCommand(ground: Ground, request: Record<string, unknown>, subscriptions: Subscriptions): object {
  if (typeof request.command !== 'string') throw new CommandError('missingCommand')
  const command = Object.hasOwn(COMMANDS, request.command) ? COMMANDS[request.command] : undefined
  if (!command) throw new CommandError('unknownCmd')
  return command(ground, request, request.api_version === 2 ? 2 : 1, subscriptions)
}

const ledgerSchema = z.object({
  ...ledgerChoice,
  transactions: z.boolean().default(false),
  expand: z.boolean().default(false),
})

function ledger(network: Network, request: unknown, version: ApiVersion) {
  const { transactions, expand, ...choice } = read(ledgerSchema, request)
  const chosen = chosenLedger(network, choice)
  if (!chosen) {
    const { index, hash } = network.latest()
    return {
      ledger_current_index: index + 1,
      ledger: { closed: false, ledger_index: index + 1, parent_hash: hash },
      validated: false,
    }
  }
  const shown = expand
    ? chosen.transactions.map((hash) => shownStep(network.history.transaction(hash)!, chosen, version))
    : chosen.transactions
  return {
    ledger: shownLedger(chosen, version, transactions ? shown : undefined),
    ledger_hash: chosen.hash,
    ledger_index: chosen.index,
    validated: true,
  }
}

function tx(network: Network, request: unknown, version: ApiVersion) {
  const { transaction } = read(z.object({ transaction: z.string().regex(/^[0-9A-Fa-f]{64}$/) }), request)
  const hash = transaction.toUpperCase()
  const record = network.history.transaction(hash)
  if (record) return shownTransaction(record, network.history.ledger(record.ledger)!, version, network.networkId)
  const waiting = network.pending(hash)
  if (!waiting) throw new CommandError('txnNotFound')
  const shown = shownFields(waiting.fields, version)
  return version === 1 ? { ...shown, hash, validated: false } : { tx_json: shown, hash, validated: false }
}

const accountSchema = z.object({ ...ledgerChoice, account: z.string() })

/** Of closed ledgers only the newest is kept whole. */
function entriesOf(network: Network, choice: z.infer<typeof accountSchema>) {
  const chosen = chosenLedger(network, choice)
  if (!chosen)
    return { entries: network.open(), place: { ledger_current_index: network.latest().index + 1, validated: false } }
  if (chosen.index !== network.latest().index) throw new CommandError('lgrNotFound')
  return {
    entries: network.validated,
    place: { ledger_hash: chosen.hash, ledger_index: chosen.index, validated: true },
  }
}

function accountInfo(network: Network, request: unknown) {
  const asked = read(accountSchema, request)
  const { entries, place } = entriesOf(network, asked)
  const account = accountOf(entries, readAddress(asked.account))
  if (!account) throw new CommandError('actNotFound')
  const account_flags = {
    defaultRipple: hasFlag(account, DEFAULT_RIPPLE),
    disallowIncomingXRP: hasFlag(account, DISALLOW_XRP),
    requireDestinationTag: hasFlag(account, REQUIRE_DEST_TAG),
  }
  return { account_data: account, account_flags, ...place }
}

function accountLines(network: Network, request: unknown) {
  const asked = read(accountSchema, request)
  const { entries, place } = entriesOf(network, asked)
  const address = readAddress(asked.account)
  if (!accountOf(entries, address)) throw new CommandError('actNotFound')
  const lines = [...entries.all()].flatMap((entry) =>
    entry.LedgerEntryType === 'RippleState' && [entry.LowLimit.issuer, entry.HighLimit.issuer].includes(address)
      ? [shownLine(entry, address)]
      : [],
  )
  return { account: address, lines, ...place }
}
