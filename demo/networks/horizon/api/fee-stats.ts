import { MAX_TRANSACTION_SET_SIZE } from '../core/header.ts'
import type { History, LedgerRecord } from '../core/history.ts'
import { endOfLedger } from '../core/paging-token.ts'
import { BASE_FEE } from '../core/stroops.ts'

/** Over how many of the last ledgers. */
const SPAN = 5
const PERCENTILES = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99]

/** What operations cost lately, and what was offered for them, in stroops. Without any: the base fee. */
export function feeStats(history: History, latest: LedgerRecord) {
  const before = Math.max(0, latest.sequence - SPAN)
  const range = { cursor: endOfLedger(before), order: 'asc', limit: Number.POSITIVE_INFINITY } as const
  const transactions = history.transactions(range, () => true)
  const operations = history.ledgers({ ...range, limit: SPAN }).reduce((sum, ledger) => sum + ledger.operationsInSet, 0)
  const perOperation = (fee: string, operationCount: number) => BigInt(fee) / BigInt(operationCount)
  return {
    last_ledger: String(latest.sequence),
    last_ledger_base_fee: String(BASE_FEE),
    ledger_capacity_usage: String(Math.round((operations * 100) / (SPAN * MAX_TRANSACTION_SET_SIZE)) / 100),
    fee_charged: distribution(transactions.map((one) => perOperation(one.feeCharged, one.operationCount))),
    max_fee: distribution(transactions.map((one) => perOperation(one.maxFee, one.operationCount))),
  }
}

function distribution(fees: bigint[]): Record<string, string> {
  const sorted = (fees.length > 0 ? fees : [BASE_FEE]).toSorted((a, b) => (a < b ? -1 : 1))
  const percentile = (share: number) => sorted[Math.ceil((share / 100) * sorted.length) - 1]!
  return {
    max: String(sorted.at(-1)),
    min: String(sorted[0]),
    mode: String(mostFrequent(sorted)),
    ...Object.fromEntries(PERCENTILES.map((share) => [`p${share}`, String(percentile(share))])),
  }
}

function mostFrequent(sorted: bigint[]): bigint {
  const counts = Map.groupBy(sorted, (fee) => fee)
  return [...counts].reduce((best, next) => (next[1].length > best[1].length ? next : best))[0]
}
