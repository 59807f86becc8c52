import { toMillis } from '../clock.ts'
import type { RatesConfig } from '../config.ts'
import type { Core } from '../core.ts'
import { invalid, Problem } from '../problem.ts'
import { type MarketRate, marketRate, type Pair, type RateProblem, type Reading, readingOf, SOURCES } from './rate.ts'
import { ASK } from './sources.ts'

/**
 * Exchange rates, asked for when they are needed and kept for some seconds, so that many invoices are one question to
 * each source. A source that fails is not asked again until then either, and what it said before counts for as long as
 * it is fresh.
 */

/** In milliseconds. */
const ASK_AGAIN_AFTER = 10_000

interface Kept {
  readings: Reading[]
  /** By the clock; null while it was never asked for. */
  askedAt: number | null
  asking: Promise<void> | null
}

/** What was read, by the configuration that says where. */
const kept = new WeakMap<RatesConfig, Map<string, Kept>>()

/**
 * The rate now, asking the sources where what is kept is too old. Never in a transaction: it awaits the network.
 * @throws Problem `invalid` with the code `rate_unavailable` where there is no fresh, agreeing rate.
 */
export async function freshRate(core: Core, pair: Pair): Promise<MarketRate> {
  const entry = entryOf(core, pair)
  if (!isRecent(entry, core.clock.now())) {
    entry.asking ??= askAll(core, pair, entry).finally(() => {
      entry.asking = null
    })
    await entry.asking
  }
  return latestRate(core, pair)
}

/**
 * The rate by what was read last, for use in a transaction: whoever needs it awaits `freshRate` first.
 * @throws Problem as `freshRate` does.
 */
export function latestRate(core: Core, pair: Pair): MarketRate {
  const rate = marketRate(entryOf(core, pair).readings, core.clock.now())
  if (typeof rate === 'string') throw unavailable(pair, rate)
  return rate
}

/** As `freshRate`, but null where there is none. */
export async function freshRateOrNone(core: Core, pair: Pair): Promise<MarketRate | null> {
  try {
    return await freshRate(core, pair)
  } catch (error) {
    if (isRateUnavailable(error)) return null
    throw error
  }
}

export const isRateUnavailable = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'rate_unavailable'

const WHY: Record<RateProblem, string> = {
  missing: 'not every source of exchange rates could be asked',
  stale: 'the exchange rates that could be read are more than two minutes old',
  apart: 'the sources of exchange rates differ by more than 2 %',
}

const unavailable = ({ asset, currency }: Pair, why: RateProblem) =>
  invalid(
    'pricingCurrency',
    `there is no reliable rate from ${currency} to ${asset} just now, as ${WHY[why]}; retry in a minute, or send ` +
      `amount in ${asset} instead`,
    'rate_unavailable',
  )

/** `XLM-EUR`. */
export const pairKey = ({ asset, currency }: Pair): string => `${asset}-${currency}`

function entryOf({ config }: Core, pair: Pair): Kept {
  let pairs = kept.get(config.rates)
  if (!pairs) {
    pairs = new Map()
    kept.set(config.rates, pairs)
  }
  const key = pairKey(pair)
  let entry = pairs.get(key)
  if (!entry) {
    entry = { readings: [], askedAt: null, asking: null }
    pairs.set(key, entry)
  }
  return entry
}

/** A clock that was moved back makes nothing recent. */
function isRecent({ askedAt }: Kept, now: number): boolean {
  return askedAt !== null && askedAt <= now && now - askedAt < ASK_AGAIN_AFTER
}

async function askAll(core: Core, pair: Pair, entry: Kept): Promise<void> {
  const { coinbaseUrl, krakenUrl } = core.config.rates
  const urls = { coinbase: coinbaseUrl, kraken: krakenUrl }
  await Promise.all(
    SOURCES.map(async (source) => {
      try {
        const { rate, age } = await ASK[source](urls[source], pair)
        keep(entry, readingOf(source, rate, core.clock.now(), age), core.clock.now())
      } catch (error) {
        core.logger.warn({ err: error, source, ...pair }, 'exchange rate not read')
      }
    }),
  )
  entry.askedAt = core.clock.now()
}

/** An answer from a cache may be older than what is known. What is known from later than now is of a clock set back. */
function keep(entry: Kept, reading: Reading, now: number): void {
  const before = entry.readings.find(({ source }) => source === reading.source)
  if (before && toMillis(before.at) > toMillis(reading.at) && toMillis(before.at) <= now) return
  entry.readings = [...entry.readings.filter((other) => other !== before), reading]
}
