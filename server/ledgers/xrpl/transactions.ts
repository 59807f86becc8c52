import { getBalanceChanges, type TransactionMetadata, xrpToDrops } from 'xrpl'
import { z } from 'zod'
import { type Instant, toInstant } from '../../clock.ts'
import type { Transfer } from '../ledger.ts'
import { issuedAmount, xrpAmount } from './amounts.ts'
import { afterTransaction } from './position.ts'

/**
 * An account's transactions, in the second version of rippled's JSON, read as the transfers that arrived at it.
 * https://xrpl.org/docs/references/http-websocket-apis/public-api-methods/account-methods/account_tx
 */

const money = z.union([
  z.string(),
  z.object({ currency: z.string(), issuer: z.string(), value: z.string() }),
  z.object({ mpt_issuance_id: z.string(), value: z.string() }),
])

type Money = z.infer<typeof money>

/** Whole, for the client's own reckoning of balances. */
const node = z.looseObject({
  LedgerEntryType: z.string(),
  FinalFields: z.looseObject({ Account: z.string().optional(), Destination: z.string().optional() }).optional(),
})

const nodes = z.array(z.record(z.string(), node))

const entry = z.object({
  hash: z.string(),
  ledger_index: z.number().int(),
  close_time_iso: z.iso.datetime(),
  validated: z.literal(true),
  tx_json: z.looseObject({
    TransactionType: z.string(),
    Account: z.string(),
    Fee: z.string().regex(/^\d+$/),
    Destination: z.string().optional(),
    DestinationTag: z.number().int().optional(),
  }),
  meta: z.looseObject({
    TransactionIndex: z.number().int(),
    TransactionResult: z.string(),
    AffectedNodes: nodes,
    delivered_amount: money.optional(),
  }),
})

type Entry = z.infer<typeof entry>

/** Where a transaction stands, and what it brought to the address. */
export interface Read {
  position: bigint
  transfers: Transfer[]
}

interface Arrival {
  assetCode: string
  assetIssuer: string | null
  amount: bigint
  sender: string | null
  reference: string | null
}

/**
 * Nothing for what failed, for what the address sent, and for what moves no money to it. Trades of its own are none
 * either.
 * @throws for a transaction that is not final, and for money that we cannot read: better stop and say so than miss it.
 */
export function readTransaction(given: unknown, address: string): Read {
  const read = entry.parse(given)
  const { hash, ledger_index: ledger, meta } = read
  const closedAt: Instant = toInstant(Date.parse(read.close_time_iso))
  return {
    position: afterTransaction(ledger, meta.TransactionIndex),
    transfers: arrivals(read, address).map((arrival, operationIndex) => ({
      transactionHash: hash,
      operationIndex,
      ...arrival,
      ledger,
      closedAt,
    })),
  }
}

function arrivals(read: Entry, address: string): Arrival[] {
  // A `tec` is in the ledger as well, and has cost its fee alone.
  if (read.meta.TransactionResult !== 'tesSUCCESS') return []
  if (read.tx_json.TransactionType === 'Payment') return paid(read, address)
  return released(read, address)
}

/** What was delivered, never what was asked for: a partial payment may name millions and deliver one drop. */
function paid({ tx_json, meta, hash }: Entry, address: string): Arrival[] {
  const { Account, Destination, DestinationTag } = tx_json
  if (Destination !== address || Account === address) return []
  if (meta.delivered_amount === undefined) throw new Error(`The XRP Ledger server does not say what ${hash} delivered.`)
  const reference = DestinationTag === undefined ? null : String(DestinationTag)
  const amount = amountOf(meta.delivered_amount)
  return amount.amount > 0n ? [{ ...amount, sender: Account, reference }] : []
}

function amountOf(delivered: Money): Pick<Arrival, 'assetCode' | 'assetIssuer' | 'amount'> {
  if (typeof delivered === 'string') return { ...XRP, amount: xrpAmount(delivered) }
  if ('mpt_issuance_id' in delivered) {
    const { mpt_issuance_id, value } = delivered
    return { assetCode: mpt_issuance_id, assetIssuer: null, amount: issuedAmount(value) }
  }
  const { currency, issuer, value } = delivered
  return { assetCode: currency, assetIssuer: issuer, amount: issuedAmount(value) }
}

const XRP = { assetCode: 'XRP', assetIssuer: null }

/** What each type of transaction takes the money out of that it brings. */
const RELEASED_FROM: Readonly<Record<string, string>> = {
  AccountDelete: 'AccountRoot',
  EscrowFinish: 'Escrow',
  CheckCash: 'Check',
  PaymentChannelClaim: 'PayChannel',
}

/**
 * Money that somebody set aside for the address reaches it without a payment. The tag belongs to whatever set it
 * aside, if anything: these come without one, and so are told as unmatched. What arrived is read from the balances.
 */
function released({ tx_json, meta }: Entry, address: string): Arrival[] {
  const source = RELEASED_FROM[tx_json.TransactionType]
  if (!source) return []
  const sender = senderOf(meta.AffectedNodes, source, tx_json, address)
  if (!sender) return []
  const changes = getBalanceChanges(meta as unknown as TransactionMetadata)
  const own = changes.find(({ account }) => account === address)?.balances ?? []
  return own.flatMap(({ currency, issuer, value }) => {
    const fee = tx_json.Account === address && !issuer ? BigInt(tx_json.Fee) : 0n
    const arrived = issuer ? issuedChange(value) : xrpChange(value) + fee
    const assetCode = issuer ? currency : XRP.assetCode
    return arrived > 0n ? [{ assetCode, assetIssuer: issuer ?? null, amount: arrived, sender, reference: null }] : []
  })
}

/** Whose money it was; null where it was the address's own, or went to somebody else. */
function senderOf(given: z.infer<typeof nodes>, source: string, tx: Entry['tx_json'], address: string): string | null {
  if (source === 'AccountRoot') return tx.Destination === address ? tx.Account : null
  for (const { LedgerEntryType, FinalFields } of given.flatMap((each) => Object.values(each))) {
    if (LedgerEntryType !== source || FinalFields?.Destination !== address) continue
    const { Account } = FinalFields
    if (Account && Account !== address) return Account
  }
  return null
}

const issuedChange = (value: string): bigint => (value.startsWith('-') ? 0n : issuedAmount(value))

/** In drops, from XRP with a sign. */
const xrpChange = (value: string): bigint =>
  value.startsWith('-') ? -xrpAmount(xrpToDrops(value.slice(1))) : xrpAmount(xrpToDrops(value))
