import { type FeeSchedule, scheduledFee } from '../accounts/fee-schedule.ts'
import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { Json } from '../store/schema.ts'

/** From Monday 00:00 UTC, which belongs to it, to the next, which does not. */
export interface Week {
  start: Instant
  end: Instant
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const WEEK = 7 * DAY
/** 5 January 1970. */
const FIRST_MONDAY = 4 * DAY

/**
 * A change is dated when it begins and seen when it is durable, and clocks of several nodes differ. After this long
 * nothing that is dated in a week can still turn up in it.
 */
const CLOSES_AFTER = 5 * MINUTE

/** @param ms any instant of the week, in milliseconds. */
export function weekAt(ms: number): Week {
  const start = Math.floor((ms - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY
  return { start: toInstant(start), end: toInstant(start + WEEK) }
}

export const weekBefore = (ms: number): Week => weekAt(ms - WEEK)

/** From when on the week can be settled, in milliseconds: a little after its end. */
export const closingTime = ({ end }: Week): number => toMillis(end) + CLOSES_AFTER

export const lastClosedWeek = (now: number): Week => weekBefore(now - CLOSES_AFTER)

/** What came in through one provider in one week, in one currency. Money is in the currency's smallest unit. */
export interface SettlementLine {
  provider: string
  currency: string
  /** Payments whose success was recorded in the week. */
  payments: number
  /** What their payers were charged. */
  gross: bigint
  /** Refunds that succeeded in the week, less those of earlier weeks that turned out to have failed. */
  refunds: bigint
  /** What the provider kept of the payments. */
  fees: bigint
  /** Whether some of the fees were not told by the provider: those are as the fee schedule says, or 0 without one. */
  feesEstimated: boolean
  /** gross − refunds − fees */
  net: bigint
  /** Disputes opened in the week. */
  disputes: number
  /** What they are about. Not taken off `net`: it is not decided yet who keeps it. */
  disputedAmount: bigint
}

/** Payments that are alike: one provider account, one currency, one charge. */
export interface Charges {
  provider: string
  currency: string
  /** Of each. */
  charge: bigint
  payments: number
  /** How many of them the provider told the fee of, and the sum of those fees. */
  feesTold: number
  toldFees: bigint
  schedule: FeeSchedule | null
}

export interface Refunded {
  provider: string
  currency: string
  /** Negative when more turned out to have failed than succeeded. */
  amount: bigint
}

export interface Disputed {
  provider: string
  currency: string
  disputes: number
  amount: bigint
}

/** All that a settlement is made of. */
export interface Movements {
  charges: Charges[]
  refunds: Refunded[]
  disputes: Disputed[]
}

/** One line for each provider and currency that anything moved in, in their order. */
export function linesOf({ charges, refunds, disputes }: Movements): SettlementLine[] {
  const lines = new Map<string, SettlementLine>()
  const lineOf = ({ provider, currency }: { provider: string; currency: string }) => {
    const key = `${provider} ${currency}`
    const line = lines.get(key) ?? emptyLine(provider, currency)
    lines.set(key, line)
    return line
  }
  for (const group of charges) addCharges(lineOf(group), group)
  for (const group of refunds) lineOf(group).refunds += group.amount
  for (const group of disputes) {
    const line = lineOf(group)
    line.disputes += group.disputes
    line.disputedAmount += group.amount
  }
  for (const line of lines.values()) line.net = line.gross - line.refunds - line.fees
  return [...lines.keys()]
    .sort()
    .map((key) => lines.get(key)!)
    .filter(isMoved)
}

/** A refund that succeeded and failed in the same week leaves nothing. */
const isMoved = ({ payments, refunds, disputes }: SettlementLine) => payments > 0 || refunds !== 0n || disputes > 0

function addCharges(line: SettlementLine, group: Charges): void {
  const { charge, payments, feesTold, toldFees, schedule, currency } = group
  const untold = payments - feesTold
  line.payments += payments
  line.gross += charge * BigInt(payments)
  line.fees += toldFees
  if (untold === 0) return
  line.feesEstimated = true
  if (schedule) line.fees += scheduledFee(schedule, charge, currency) * BigInt(untold)
}

const emptyLine = (provider: string, currency: string): SettlementLine => ({
  provider,
  currency,
  payments: 0,
  gross: 0n,
  refunds: 0n,
  fees: 0n,
  feesEstimated: false,
  net: 0n,
  disputes: 0,
  disputedAmount: 0n,
})

const MONEY = ['gross', 'refunds', 'fees', 'net', 'disputedAmount'] as const

/** For the store's `lines`: JSON has no whole numbers of any size, so money is text there. */
export const writeLines = (lines: SettlementLine[]): Json =>
  JSON.stringify(lines, (_name, value) => (typeof value === 'bigint' ? value.toString() : value))

export const readLines = (json: Json): SettlementLine[] =>
  JSON.parse(json).map((line: Record<string, unknown>) => ({
    ...line,
    ...Object.fromEntries(MONEY.map((name) => [name, BigInt(line[name] as string)])),
  }))
