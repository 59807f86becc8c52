import { rippleTimeToISOTime } from 'xrpl'
import type { Entry } from '../core/entries.ts'
import type { LedgerRecord, TransactionRecord } from '../core/history.ts'
import { RESULTS, type Result } from '../core/results.ts'
import type { Fields } from '../core/transaction.ts'

/** What clients see: rippled's JSON. Its second version says `tx_json` and `DeliverMax` where the first has others. */
export type ApiVersion = 1 | 2

/** Without fractions, as rippled writes it. */
export const isoTime = (closeTime: number): string => rippleTimeToISOTime(closeTime).replace('.000Z', 'Z')

/** The fields that were signed, in the names of a version. */
export function shownFields(fields: Fields, version: ApiVersion): Record<string, unknown> {
  if (fields.TransactionType !== 'Payment') return { ...fields }
  const { Amount, ...rest } = fields
  return version === 1 ? { ...rest, Amount, DeliverMax: Amount } : { ...rest, DeliverMax: Amount }
}

/** A transaction of an account's history. */
export function shownStep(record: TransactionRecord, ledger: LedgerRecord, version: ApiVersion) {
  const { fields, meta, hash } = record
  const place = { ledger_index: record.ledger, date: record.closeTime }
  const shown = shownFields(fields, version)
  if (version === 1) return { tx: { ...shown, ...place, inLedger: record.ledger, hash }, meta, validated: true }
  return { tx_json: { ...shown, ...place }, meta, ...validatedIn(record, ledger) }
}

export function shownTransaction(
  record: TransactionRecord,
  ledger: LedgerRecord,
  version: ApiVersion,
  network: number,
) {
  const { fields, meta, hash } = record
  const shown = { ...shownFields(fields, version), date: record.closeTime, ledger_index: record.ledger }
  const ctid = `C${hex(record.ledger, 7)}${hex(meta.TransactionIndex, 4)}${hex(network, 4)}`
  if (version === 1) return { ...shown, hash, inLedger: record.ledger, ctid, meta, validated: true }
  return { tx_json: shown, meta, ctid, ...validatedIn(record, ledger) }
}

/** What subscribers hear of a transaction. */
export function transactionEvent(record: TransactionRecord, ledger: LedgerRecord, version: ApiVersion) {
  const result = record.meta.TransactionResult as Result
  const shown = { ...shownFields(record.fields, version), date: record.closeTime }
  const { hash, validated: _, ...place } = validatedIn(record, ledger)
  return {
    type: 'transaction',
    ...place,
    ...shownResult(result),
    status: 'closed',
    validated: true,
    meta: record.meta,
    ...(version === 1 ? { transaction: { ...shown, hash } } : { tx_json: shown, hash }),
  }
}

export const shownResult = (result: Result) => ({
  engine_result: result,
  engine_result_code: RESULTS[result][0],
  engine_result_message: RESULTS[result][1],
})

export function shownLedger(ledger: LedgerRecord, version: ApiVersion, transactions: unknown[] | undefined) {
  return {
    account_hash: ledger.accountHash,
    close_flags: 0,
    close_time: ledger.closeTime,
    close_time_iso: isoTime(ledger.closeTime),
    close_time_resolution: 10,
    closed: true,
    ledger_hash: ledger.hash,
    ledger_index: version === 1 ? String(ledger.index) : ledger.index,
    parent_close_time: ledger.parentCloseTime,
    parent_hash: ledger.parentHash,
    total_coins: ledger.totalCoins,
    transaction_hash: ledger.transactionHash,
    ...(transactions && { transactions }),
  }
}

/** A trust line from one of its ends. */
export function shownLine(line: Extract<Entry, { LedgerEntryType: 'RippleState' }>, account: string) {
  const isLow = line.LowLimit.issuer === account
  const [own, peer] = isLow ? [line.LowLimit, line.HighLimit] : [line.HighLimit, line.LowLimit]
  const { value, currency } = line.Balance
  const balance = isLow || value === '0' ? value : value.startsWith('-') ? value.slice(1) : `-${value}`
  return {
    account: peer.issuer,
    balance,
    currency,
    limit: own.value,
    limit_peer: peer.value,
    quality_in: 0,
    quality_out: 0,
  }
}

const validatedIn = (record: TransactionRecord, ledger: LedgerRecord) => ({
  hash: record.hash,
  ledger_index: ledger.index,
  ledger_hash: ledger.hash,
  close_time_iso: isoTime(ledger.closeTime),
  validated: true,
})

const hex = (number: number, digits: number) => number.toString(16).toUpperCase().padStart(digits, '0')
