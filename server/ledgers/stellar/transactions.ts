import {
  Asset,
  type Horizon,
  Memo,
  NotFoundError,
  Operation,
  StrKey,
  type Transaction,
  TransactionBuilder,
} from '@stellar/stellar-sdk'
import { instantNow, toMillis } from '../../clock.ts'
import type { Core } from '../../core.ts'
import { remainingOf } from '../../invoices/asset.ts'
import { isOpen } from '../../invoices/invoice.ts'
import { formatDecimal } from '../../money/decimal.ts'
import { conflict, Problem } from '../../problem.ts'
import type { InvoiceRow } from '../../store/schema.ts'
import { STELLAR_DIGITS, stroopsOf } from './amounts.ts'
import { type HorizonNodes, HorizonUnreachable } from './nodes.ts'

/** A payer's transaction, made here and signed in the payer's wallet. */

/** For the payer to sign. */
const VALID_FOR_SECONDS = 600

/** Stroops for the operation. It is a bid: the network takes what the ledger's price is. */
const LEAST_FEE = 100
const HIGHEST_FEE = 100_000

/**
 * Stroops that an account must keep, twice for itself and once for each entry.
 * https://developers.stellar.org/docs/learn/fundamentals/lumens#base-reserves
 */
const BASE_RESERVE = 5_000_000n

/**
 * The payment of an invoice, unsigned, as base64 XDR. It is valid for ten minutes, and never beyond the invoice's
 * time: a transaction that would come too late is refused by the network instead of being paid late.
 * @param amount in stroops, where the payer chooses; else what remains is paid.
 * @throws Problem whose code is one of `CheckoutErrorCode`.
 */
export async function buildPayment(
  core: Core,
  nodes: HorizonNodes,
  invoice: InvoiceRow,
  payer: string,
  amount: bigint | null = null,
): Promise<string> {
  refuseWhenClosed(core, invoice)
  const due = remainingOf(invoice) ?? amount
  if (due === null) throw badRequest('amount: is required, since the payer chooses it for this invoice.')
  if (!StrKey.isValidEd25519PublicKey(payer)) throw badRequest('account: must be a Stellar account, like "GABC…".')
  if (payer === invoice.destination_address) throw badRequest('account: is the account that is to be paid.')

  const account = await loadAccount(nodes, payer)
  const fee = await bidFee(nodes)
  refuseWhenTooPoor(account, invoice, due, fee)
  return new TransactionBuilder(account, {
    fee: String(fee),
    networkPassphrase: core.config.stellar[invoice.mode].passphrase,
    timebounds: { minTime: 0, maxTime: lastSecond(core, invoice) },
    memo: Memo.text(invoice.reference),
  })
    .addOperation(
      Operation.payment({
        destination: invoice.destination_address,
        asset: assetOf(invoice),
        amount: formatDecimal(due, STELLAR_DIGITS, 0),
      }),
    )
    .build()
    .toXdr()
}

/**
 * The transaction in a signed envelope, if all it does is pay this invoice. Whoever can reach the pay page could
 * otherwise use this server to send anything.
 * @throws Problem whose code is one of `CheckoutErrorCode`.
 */
export function readPayment(core: Core, invoice: InvoiceRow, envelope: string) {
  refuseWhenClosed(core, invoice)
  const transaction = decode(envelope, core.config.stellar[invoice.mode].passphrase)
  const inner = 'innerTransaction' in transaction ? transaction.innerTransaction : transaction
  if (memoText(inner) !== invoice.reference) throw badRequest(`xdr: must carry the text memo ${invoice.reference}.`)
  const [operation, ...others] = inner.operations
  const pays = operation ? paymentOf(operation) : null
  if (!pays || others.length > 0) throw badRequest('xdr: must hold one payment and nothing else.')
  if (pays.destination !== invoice.destination_address) {
    throw badRequest(`xdr: must pay to ${invoice.destination_address}.`)
  }
  if (!pays.asset.equals(assetOf(invoice))) throw badRequest(`xdr: must pay in ${assetOf(invoice).toString()}.`)
  return transaction
}

function paymentOf(operation: Transaction['operations'][number]): { destination: string; asset: Asset } | null {
  switch (operation.type) {
    case 'payment':
      return { destination: operation.destination, asset: operation.asset }
    case 'pathPaymentStrictReceive':
    case 'pathPaymentStrictSend':
      return { destination: operation.destination, asset: operation.destAsset }
    default:
      return null
  }
}

function decode(envelope: string, passphrase: string) {
  try {
    return TransactionBuilder.fromXdr(envelope, passphrase)
  } catch {
    throw badRequest('xdr: must be a signed transaction envelope in base64.')
  }
}

/** Compared byte for byte: it is ours, written by `buildPayment`. */
function memoText({ memo }: Transaction): string | null {
  if (memo.type !== 'text' || memo.value === null) return null
  return typeof memo.value === 'string' ? memo.value : Buffer.from(memo.value).toString('utf8')
}

const assetOf = ({ asset, asset_issuer }: InvoiceRow): Asset =>
  asset_issuer === null ? Asset.native() : new Asset(asset, asset_issuer)

function refuseWhenClosed(core: Core, { status, expires_at, network }: InvoiceRow): void {
  if (network !== 'STELLAR') throw conflict('wrong_state', 'This invoice is not paid on Stellar.')
  const over = expires_at !== null && expires_at <= instantNow(core.clock)
  if (over || !isOpen(status)) throw conflict('wrong_state', 'This invoice takes no payment any more.')
}

/** Seconds since the epoch. A ledger that closes in this second still closes before the invoice expires. */
function lastSecond(core: Core, { expires_at }: InvoiceRow): number {
  const soon = Math.floor(core.clock.now() / 1000) + VALID_FOR_SECONDS
  return expires_at === null ? soon : Math.min(soon, Math.ceil(toMillis(expires_at) / 1000) - 1)
}

async function loadAccount(nodes: HorizonNodes, id: string): Promise<Horizon.AccountResponse> {
  try {
    return await reach(nodes, (server) => server.loadAccount(id))
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    throw new Problem('provider_refused', 'account_not_found', `The account ${id} does not exist on this network.`)
  }
}

/** What nine of ten paid in the latest ledgers, within bounds. */
async function bidFee(nodes: HorizonNodes): Promise<number> {
  const { fee_charged } = await reach(nodes, (server) => server.feeStats())
  const usual = Number.parseInt(fee_charged.p90, 10) || LEAST_FEE
  return Math.min(HIGHEST_FEE, Math.max(LEAST_FEE, usual))
}

function refuseWhenTooPoor(account: Horizon.AccountResponse, invoice: InvoiceRow, due: bigint, fee: number): void {
  const bid = BigInt(fee)
  const lumens = spendable(account, (line) => line.asset_type === 'native') ?? 0n
  const entries = BigInt(2 + account.subentry_count + account.num_sponsoring - account.num_sponsored)
  const free = lumens - entries * BASE_RESERVE
  if (invoice.asset_issuer === null) {
    if (free < due + bid) throw tooPoor('XLM')
    return
  }
  const held = spendable(
    account,
    (line) => 'asset_issuer' in line && line.asset_code === invoice.asset && line.asset_issuer === invoice.asset_issuer,
  )
  if (held === null) {
    const message = `This account holds no ${invoice.asset} issued by ${invoice.asset_issuer}.`
    throw new Problem('provider_refused', 'no_trustline', message)
  }
  if (held < due) throw tooPoor(invoice.asset)
  if (free < bid) throw tooPoor('XLM')
}

type BalanceLine = Horizon.AccountResponse['balances'][number]

/** Stroops that are not promised to offers; null without such a line. */
function spendable(account: Horizon.AccountResponse, wanted: (line: BalanceLine) => boolean): bigint | null {
  const line = account.balances.find(wanted)
  if (!line) return null
  const promised = 'selling_liabilities' in line ? line.selling_liabilities : '0'
  return stroopsOf(line.balance) - stroopsOf(promised)
}

const tooPoor = (asset: string) =>
  new Problem('provider_refused', 'insufficient_balance', `This account does not have enough ${asset}.`)

const badRequest = (message: string) => new Problem('malformed', 'invalid_request', message)

/** Asks Horizon. @throws Problem `network_unreachable` when no server answers. */
export async function reach<T>(nodes: HorizonNodes, question: (server: Horizon.Server) => Promise<T>): Promise<T> {
  try {
    return await nodes.ask(question)
  } catch (error) {
    if (!(error instanceof HorizonUnreachable)) throw error
    throw new Problem('provider_unreachable', 'network_unreachable', 'The Stellar network cannot be reached just now.')
  }
}
