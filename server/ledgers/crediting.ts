import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import {
  type Credits,
  type LockedInvoice,
  lockForCredit,
  openCredits,
  type RatesAtHand,
  withRates,
} from '../invoices/credits.ts'
import { normalizeReference } from '../invoices/reference.ts'
import type { TransferRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import type { Place, Transfer } from './ledger.ts'
import { tellUnmatched, type UnmatchedReason } from './unmatched.ts'

/** How far an address was read once some transfers are kept. */
export interface ReadPosition extends Place {
  /** After the last of them. */
  cursor: string
  /** When a ledger closed that is now read whole; null when that is not known. */
  readUntil: Instant | null
}

/**
 * Keeps transfers, in their ledger's order, and credits each to the invoice it is for, once: transfer, invoice, event
 * and position become durable together. What belongs to no invoice is kept too, and its merchant told. Transfers that
 * are known change nothing: they may be read again at will, by several nodes as well.
 *
 * The address must have a position already (see `watching.ts`).
 */
export async function creditTransfers(core: Core, position: ReadPosition, transfers: Transfer[]): Promise<void> {
  await withRates(core, (rates) =>
    core.store.transaction(async (tx) => {
      // The lock makes nodes that read the same address take turns.
      const before = await lockPosition(tx, position)
      if (transfers.length > 0) await creditNew(core, tx, position, transfers.map(storable), rates)
      await movePosition(tx, before, position)
    }),
  )
}

async function creditNew(core: Core, tx: Tx, place: Place, transfers: Transfer[], rates: RatesAtHand): Promise<void> {
  const invoices = await lockInvoices(tx, place, transfers)
  const credits = await openCredits(core, tx, [...invoices.values()], rates)
  const matched = transfers.map((transfer) => match(transfer, invoices, credits))
  const rows = transfers.map((transfer, n) => rowOf(core, place, transfer, matched[n]!))
  const kept = await insertNew(tx, rows)

  for (const [n, row] of rows.entries()) {
    if (!kept.has(row.id)) continue
    const { invoice } = matched[n]!
    if (invoice) credits.add(invoice, { amount: row.amount, closedAt: row.closed_at })
    else await tellUnmatched(core, tx, row)
    if (transfers[n]!.unreadable) afterCommit(tx, () => logUnreadable(core, row, transfers[n]!))
  }
  await credits.store()
}

/** A memo may hold any bytes. PostgreSQL takes no NUL in text, and one such memo would stop an address for good. */
const storable = (transfer: Transfer): Transfer => ({
  ...transfer,
  sender: withoutNul(transfer.sender),
  assetCode: withoutNul(transfer.assetCode),
  assetIssuer: withoutNul(transfer.assetIssuer),
  reference: withoutNul(transfer.reference),
})

const withoutNul = <T extends string | null>(text: T): T => (text?.replaceAll('\0', '\uFFFD') ?? null) as T

/** It is the merchant's to look at, and ours: what it is should have been known. */
function logUnreadable(
  { logger }: Core,
  { id, network, address, transaction_hash }: TransferRow,
  { unreadable }: Transfer,
) {
  logger.error(
    { transfer: id, network, address, transaction: transaction_hash, unreadable },
    'money that cannot be read',
  )
}

type Match = { invoice: LockedInvoice; reason: null } | { invoice: null; reason: UnmatchedReason }

/** By the reference that was sent along, and then by exactly the asset: its code and who issues it. */
function match(transfer: Transfer, invoices: Map<string, LockedInvoice>, credits: Credits): Match {
  if (transfer.unreadable) return { invoice: null, reason: 'unreadable' }
  if (transfer.reference === null || transfer.reference.trim() === '') return { invoice: null, reason: 'no_reference' }
  const invoice = invoices.get(normalizeReference(transfer.reference))
  if (!invoice) return { invoice: null, reason: 'unknown_reference' }
  if (invoice.asset !== transfer.assetCode || invoice.asset_issuer !== transfer.assetIssuer) {
    return { invoice: null, reason: 'wrong_asset' }
  }
  if (!credits.canTake(invoice, transfer)) return { invoice: null, reason: 'no_rate' }
  return { invoice, reason: null }
}

/** All invoices that the transfers name, by reference, in one query. */
async function lockInvoices(tx: Tx, place: Place, transfers: Transfer[]): Promise<Map<string, LockedInvoice>> {
  const references = new Set(
    transfers.flatMap(({ reference }) => (reference === null ? [] : [normalizeReference(reference)])),
  )
  if (references.size === 0) return new Map()
  const rows = await lockForCredit(tx)
    .where('invoice.network', '=', place.network)
    .where('invoice.destination_address', '=', place.address)
    .where('invoice.mode', '=', place.mode)
    .where('invoice.reference', 'in', [...references])
    .orderBy('invoice.id')
    .execute()
  return new Map(rows.map((row) => [row.reference, row]))
}

function rowOf(core: Core, place: Place, transfer: Transfer, { invoice, reason }: Match): TransferRow {
  return {
    id: newId('trf_'),
    mode: place.mode,
    network: place.network,
    transaction_hash: transfer.transactionHash,
    operation_index: transfer.operationIndex,
    address: place.address,
    sender: transfer.sender,
    asset_code: transfer.assetCode,
    asset_issuer: transfer.assetIssuer,
    amount: transfer.amount,
    reference: transfer.reference,
    ledger: transfer.ledger,
    closed_at: transfer.closedAt,
    invoice_id: invoice?.id ?? null,
    unmatched_reason: reason,
    created_at: instantNow(core.clock),
  }
}

/** Stores bound how many parameters a statement has, and one call of a contract may move many assets. */
const ROWS_AT_ONCE = 500

/** @returns the ids of those that were not known yet. */
async function insertNew(tx: Tx, rows: TransferRow[]): Promise<Set<string>> {
  const kept = new Set<string>()
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const inserted = await tx
      .insertInto('transfers')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflict((on) => on.columns(['network', 'mode', 'transaction_hash', 'operation_index', 'address']).doNothing())
      .returning('id')
      .execute()
    for (const { id } of inserted) kept.add(id)
  }
  return kept
}

type StoredPosition = { cursor: string; read_until: Instant | null }

async function lockPosition(tx: Tx, place: Place): Promise<StoredPosition> {
  return tx
    .selectFrom('watch_positions')
    .select(['cursor', 'read_until'])
    .where('mode', '=', place.mode)
    .where('network', '=', place.network)
    .where('address', '=', place.address)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Forward only: another node may have read further. */
async function movePosition(tx: Tx, before: StoredPosition, position: ReadPosition): Promise<void> {
  const cursor = BigInt(position.cursor) > BigInt(before.cursor) ? position.cursor : before.cursor
  const { readUntil } = position
  const read_until = readUntil !== null && readUntil > (before.read_until ?? '') ? readUntil : before.read_until
  if (cursor === before.cursor && read_until === before.read_until) return
  await tx
    .updateTable('watch_positions')
    .set({ cursor, read_until })
    .where('mode', '=', position.mode)
    .where('network', '=', position.network)
    .where('address', '=', position.address)
    .execute()
}
