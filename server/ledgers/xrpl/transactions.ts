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

/** What is no text is as good as missing. */
const text = z.string().optional().catch(undefined)

/** Whole, for the client's own reckoning of balances. */
const node = z.looseObject({
  LedgerEntryType: text,
  FinalFields: z.looseObject({ Account: text, Destination: text }).optional().catch(undefined),
})

const nodes = z.array(z.record(z.string(), node))

/** What the server says of every transaction by itself is required; what it moved is looked at if it concerns us. */
const entry = z.object({
  hash: z.string(),
  ledger_index: z.number().int(),
  close_time_iso: z.iso.datetime(),
  validated: z.literal(true),
  tx_json: z.looseObject({
    TransactionType: z.string(),
    Account: z.string(),
    Fee: text,
    Destination: text,
    DestinationTag: z.number().int().optional().catch(undefined),
  }),
  meta: z.looseObject({
    TransactionIndex: z.number().int(),
    TransactionResult: z.string(),
    AffectedNodes: z.unknown().optional(),
    delivered_amount: z.unknown().optional(),
  }),
})

type Entry = z.infer<typeof entry>

/** Where a transaction stands, and what it brought to the address. */
export interface Read {
  position: bigint
  transfers: Transfer[]
}

type Arrival = Pick<Transfer, 'assetCode' | 'assetIssuer' | 'amount' | 'sender' | 'reference' | 'unreadable'>

/**
 * Nothing for what failed, for what the address sent, and for what moves no money to it. Trades of its own are none
 * either. What came and cannot be read is `unreadable`: it stands in nobody's way.
 * @throws for what is no transaction of a server's that is final: another server may do better.
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
  const { Account: sender, Destination, DestinationTag } = tx_json
  if (Destination !== address || sender === address) return []
  const reference = DestinationTag === undefined ? null : String(DestinationTag)
  return orUnreadable({ sender, reference }, () => {
    if (meta.delivered_amount === undefined) throw new Error(`The server does not say what ${hash} delivered.`)
    const amount = amountOf(meta.delivered_amount)
    return amount.amount > 0n ? [{ ...amount, sender, reference }] : []
  })
}

/** What is for us is kept, whatever it may be. */
function orUnreadable(known: Pick<Arrival, 'sender' | 'reference'>, read: () => Arrival[]): Arrival[] {
  try {
    return read()
  } catch (error) {
    return [{ ...known, assetCode: 'unknown', assetIssuer: null, amount: 0n, unreadable: (error as Error).message }]
  }
}

function amountOf(given: unknown): Pick<Arrival, 'assetCode' | 'assetIssuer' | 'amount'> {
  const delivered = money.parse(given)
  if (typeof delivered === 'string') return { ...XRP, amount: xrpAmount(delivered) }
  if ('mpt_issuance_id' in delivered) {
    const { mpt_issuance_id, value } = delivered
    return { assetCode: mpt_issuance_id, assetIssuer: null, amount: issuedAmount(value) }
  }
  const { currency, issuer, value } = delivered
  return { assetCode: currency, assetIssuer: issuer, amount: issuedAmount(value) }
}

const XRP = { assetCode: 'XRP', assetIssuer: null }

/** What each type of transaction takes the money out of that it brings, where it does not say whom it is for. */
const RELEASED_FROM: Readonly<Record<string, string>> = {
  EscrowFinish: 'Escrow',
  CheckCash: 'Check',
  PaymentChannelClaim: 'PayChannel',
}

/**
 * Money that somebody set aside for the address, or left to it, reaches it without a payment. The tag belongs to
 * whatever set it aside, if anything: these come without one, and so are told as unmatched. What arrived is read from
 * the balances.
 */
function released({ tx_json, meta }: Entry, address: string): Arrival[] {
  const source = RELEASED_FROM[tx_json.TransactionType]
  // An account that is deleted leaves its rest to one that it names; so may kinds that are not known here yet.
  if (!source && (tx_json.Destination !== address || tx_json.Account === address)) return []
  return orUnreadable({ sender: tx_json.Account, reference: null }, () => {
    const sender = source ? ownerOf(nodes.parse(meta.AffectedNodes), source, address) : tx_json.Account
    if (!sender) return []
    return balancesOf(meta, address).flatMap(({ currency, issuer, value }) => {
      const fee = tx_json.Account === address && !issuer ? BigInt(tx_json.Fee ?? 'none') : 0n
      const arrived = issuer ? issuedChange(value) : xrpChange(value) + fee
      const asset = issuer ? { assetCode: currency, assetIssuer: issuer } : XRP
      return arrived > 0n ? [{ ...asset, amount: arrived, sender, reference: null }] : []
    })
  })
}

const balancesOf = (meta: unknown, address: string) =>
  getBalanceChanges(meta as TransactionMetadata).find(({ account }) => account === address)?.balances ?? []

/** Whose money it was; null where it was the address's own, or went to somebody else. */
function ownerOf(affected: z.infer<typeof nodes>, source: string, address: string): string | null {
  for (const { LedgerEntryType, FinalFields } of affected.flatMap((each) => Object.values(each))) {
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
