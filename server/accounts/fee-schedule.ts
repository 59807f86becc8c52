import { parseCurrency } from '../money/currency.ts'
import { invalid } from '../problem.ts'
import type { Json } from '../store/schema.ts'

/** What a provider keeps of each charge, for when it does not tell. */
export interface FeeSchedule {
  /** A part of the charge, in hundredths of a percent: 140 is 1.4 %. */
  percentBps: number
  /** Kept of each charge besides, by its currency, in the smallest unit. Nothing where a currency is not listed. */
  fixed: Readonly<Record<string, number>>
}

const WHOLE = 10_000
const HIGHEST_FIXED = 999_999_999_999

/**
 * @returns it with its currencies in upper case.
 * @throws Problem `invalid` that names the field as the API calls it.
 */
export function checkFeeSchedule({ percentBps, fixed }: FeeSchedule): FeeSchedule {
  if (!isWholeUpTo(WHOLE, percentBps)) {
    throw invalid('fee_schedule.percent_bps', 'must be a whole number from 0 to 10000: 140 is 1.4 %')
  }
  const checked: Record<string, number> = {}
  for (const [code, amount] of Object.entries(fixed)) {
    const field = `fee_schedule.fixed.${code.slice(0, 20)}`
    const currency = parseCurrency(code)
    if (!currency) throw invalid(field, 'is no ISO 4217 currency: name one like "EUR"', 'unknown_currency')
    if (Object.hasOwn(checked, currency)) throw invalid(field, `names ${currency} a second time`)
    if (!isWholeUpTo(HIGHEST_FIXED, amount)) {
      throw invalid(field, 'must be a whole number of the smallest unit, 0 or more: 25 is €0.25')
    }
    checked[currency] = amount
  }
  return { percentBps, fixed: checked }
}

const isWholeUpTo = (most: number, value: number) => Number.isInteger(value) && value >= 0 && value <= most

/**
 * What the provider is taken to have kept of one charge, in the charge's smallest unit. Rounded half up, once for each
 * charge and nowhere else.
 */
export function scheduledFee({ percentBps, fixed }: FeeSchedule, charge: bigint, currency: string): bigint {
  const whole = BigInt(WHOLE)
  const part = (charge * BigInt(percentBps) + whole / 2n) / whole
  return part + BigInt(fixed[currency] ?? 0)
}

/** From the store's `fee_schedule`, which holds nothing but what was checked. */
export const readFeeSchedule = (json: Json | null): FeeSchedule | null => (json === null ? null : JSON.parse(json))
