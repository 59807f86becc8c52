import { currencyExponent } from '../money/currency.ts'
import { type Decimal, parseDecimal, plainDecimal } from '../money/decimal.ts'
import { invalid, Problem } from '../problem.ts'
import type { Fiat } from '../rates/rate.ts'
import type { Asset } from '../store/schema.ts'
import { ASSETS, MAX_AMOUNT } from './asset.ts'

/** The fields of a request that say how much is to be paid. */
export interface RequestedTerms {
  asset: Asset
  amount?: string | number | null | undefined
  pricingCurrency?: Fiat | null | undefined
  pricingAmount?: string | number | null | undefined
  allowCustomAmount: boolean
}

export interface Terms {
  /** In the asset's smallest unit; null where the payer chooses, or a price says it. */
  amount: bigint | null
  /** Decimal digits that were written, of the amount or the price. */
  scale: number
  /** A fiat price, in the currency's smallest unit. */
  price: { currency: Fiat; amount: bigint } | null
}

/** @throws Problem `malformed` when no amount was sent, `invalid` for one that cannot be asked for. */
export function readTerms({ asset, amount, pricingCurrency, pricingAmount, allowCustomAmount }: RequestedTerms): Terms {
  if (pricingCurrency != null) {
    if (amount != null) throw invalid('amount', 'must be left out when pricingCurrency is set: the rate says it')
    if (allowCustomAmount) throw invalid('allowCustomAmount', 'must be false when pricingCurrency is set')
    if (pricingAmount == null) throw missing('pricingAmount', 'as a string like "25.00", when pricingCurrency is set')
    const price = readUnits('pricingAmount', pricingAmount, pricingCurrency, currencyExponent(pricingCurrency))
    return { amount: null, scale: price.scale, price: { currency: pricingCurrency, amount: price.amount } }
  }
  if (pricingAmount != null) throw invalid('pricingAmount', `goes with pricingCurrency; send amount for ${asset}`)
  if (allowCustomAmount) {
    if (amount != null) throw invalid('amount', 'must be left out when allowCustomAmount is true')
    return { amount: null, scale: 0, price: null }
  }
  if (amount == null) throw missing('amount', 'as a string like "50.00", unless allowCustomAmount is true')
  return { ...readAmount('amount', amount, asset), price: null }
}

function missing(path: string, how: string): Problem {
  const message = `is required, ${how}`
  return new Problem('malformed', 'malformed_field', `${path}: ${message}`, [{ path, message }])
}

/** In the smallest unit. From here on a JSON number may have been rounded to another before we saw it. */
const JSON_KEEPS_BELOW = 2n ** 52n

/** More digits than any asset or currency has. */
const TOO_MUCH = /^[1-9]\d{20}/

/**
 * An amount of an asset, above zero. A JSON number is read by its shortest decimal text, not by its binary value.
 * @param field named when it is wrong.
 * @throws Problem `invalid`
 */
export const readAmount = (field: string, sent: string | number, asset: Asset): Decimal =>
  readUnits(field, sent, asset, ASSETS[asset].digits)

/** @param what is counted: an asset or a currency, of which `digits` after the point is the smallest unit. */
function readUnits(field: string, sent: string | number, what: string, digits: number): Decimal {
  const text = typeof sent === 'number' ? plainDecimal(sent) : sent
  if (TOO_MUCH.test(text)) throw invalid(field, `is more than ${what} can carry`)
  const decimal = parseDecimal(text, digits)
  if (!decimal) {
    throw invalid(
      field,
      `must be a plain decimal number without sign or exponent and with at most ${digits} digits after the point ` +
        `for ${what}, like "50.00"`,
    )
  }
  if (decimal.amount === 0n) throw invalid(field, 'must be greater than 0')
  if (decimal.amount > MAX_AMOUNT) throw invalid(field, `is more than ${what} can carry`)
  if (typeof sent === 'number' && decimal.amount >= JSON_KEEPS_BELOW) {
    throw invalid(field, `is so large that a JSON number does not keep all digits of ${what}; send it as a string`)
  }
  return decimal
}
