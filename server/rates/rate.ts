import { type Instant, toInstant, toMillis } from '../clock.ts'
import { formatDecimal, parseDecimal } from '../money/decimal.ts'
import type { Asset } from '../store/schema.ts'

/** What exchange rates are, and when they may be relied on. Pure, and exact: nothing here is rounded. */

export const FIAT_CURRENCIES = ['USD', 'EUR', 'GBP'] as const
export type Fiat = (typeof FIAT_CURRENCIES)[number]

/** The price of one unit of the asset, in the currency. */
export interface Pair {
  asset: Asset
  currency: Fiat
}

export const SOURCES = ['coinbase', 'kraken'] as const
export type SourceName = (typeof SOURCES)[number]

/** What a source said, and when it was so. */
export interface Reading {
  source: SourceName
  /** In units of 10^-RATE_DIGITS. */
  rate: bigint
  at: Instant
}

/** A rate that all sources agree on. */
export interface MarketRate {
  /** The mean of the readings, in units of 10^-RATE_DIGITS; above zero. */
  rate: bigint
  readings: readonly Reading[]
}

export const RATE_DIGITS = 18
/** Two digits fewer: a mean of means then still has no remainder. */
const READ_DIGITS = 16

/** In milliseconds. */
export const STALE_AFTER = 2 * 60 * 1000

/** How far two sources may lie apart, in hundredths of the lower. */
const MOST_APART = 2n

const PRICE = new RegExp(`^(\\d{1,12})(?:\\.(\\d{1,${READ_DIGITS}})\\d*)?$`)

/** A source's decimal text, cut after 16 digits; null for what is no price above zero. */
export function readPrice(text: string): bigint | null {
  const match = PRICE.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  const price = BigInt(whole + fraction.padEnd(RATE_DIGITS, '0'))
  return price > 0n ? price : null
}

/** Between two prices. Exact where both were read. */
export const meanOf = (one: bigint, other: bigint): bigint => (one + other) / 2n

/** Whether two prices are the same but for what markets differ by. */
export function agree(one: bigint, other: bigint): boolean {
  const [low, high] = one < other ? [one, other] : [other, one]
  return (high - low) * 100n <= low * MOST_APART
}

/** Also what was read before the clock was set back: nobody knows how long ago that is. */
export const isStale = ({ at }: Reading, now: number): boolean => Math.abs(now - toMillis(at)) > STALE_AFTER

/** Why there is no rate; null when there is one. */
export type RateProblem = 'missing' | 'stale' | 'apart'

/**
 * The rate that the readings give together: of every source, each of the last two minutes, no further apart than 2 %.
 * @param readings of one pair, at most one for each source.
 */
export function marketRate(readings: readonly Reading[], now: number): MarketRate | RateProblem {
  const [one, other] = SOURCES.map((source) => readings.find((reading) => reading.source === source))
  if (!one || !other) return 'missing'
  if (isStale(one, now) || isStale(other, now)) return 'stale'
  if (!agree(one.rate, other.rate)) return 'apart'
  return { rate: meanOf(one.rate, other.rate), readings: [one, other] }
}

/** A rate as it is stored and shown. */
export const writeRate = (rate: bigint): string => formatDecimal(rate, RATE_DIGITS, 0)

/** @throws for what `writeRate` did not write. */
export function parseRate(text: string): bigint {
  const decimal = parseDecimal(text, RATE_DIGITS)
  if (!decimal) throw new Error(`"${text}" is no rate.`)
  return decimal.amount
}

/** What a source says now, or said `age` seconds ago when a cache on the way tells so. */
export const readingOf = (source: SourceName, rate: bigint, now: number, age: number): Reading => ({
  source,
  rate,
  at: toInstant(now - age * 1000),
})
