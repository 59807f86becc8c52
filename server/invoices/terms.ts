import { type Decimal, parseDecimal } from '../money/decimal.ts'
import { invalid, Problem } from '../problem.ts'
import type { Asset } from '../store/schema.ts'
import { ASSETS, MAX_AMOUNT } from './asset.ts'

/** The fields of a request that say how much is to be paid. */
export interface RequestedTerms {
  asset: Asset
  amount?: string | number | null
  pricingCurrency?: string | null
  pricingAmount?: string | number | null
  allowCustomAmount: boolean
}

/**
 * @returns a null amount where the payer chooses.
 * @throws Problem `malformed` when no amount was sent, `invalid` for one that cannot be asked for.
 */
export function readTerms(terms: RequestedTerms): { amount: bigint | null; scale: number } {
  if (terms.pricingCurrency != null) {
    throw invalid(
      'pricingCurrency',
      `this server has no source of exchange rates, so it cannot price in ${terms.pricingCurrency}; ` +
        `send amount in ${terms.asset} instead`,
      'no_rate_source',
    )
  }
  if (terms.pricingAmount != null) {
    throw invalid('pricingAmount', `goes with pricingCurrency only; send amount in ${terms.asset} instead`)
  }
  if (terms.allowCustomAmount) {
    if (terms.amount != null) throw invalid('amount', 'must be left out when allowCustomAmount is true')
    return { amount: null, scale: 0 }
  }
  if (terms.amount == null) {
    const message = 'is required, as a string like "50.00", unless allowCustomAmount is true'
    throw new Problem('malformed', 'malformed_field', `amount: ${message}`, [{ path: 'amount', message }])
  }
  return readAmount('amount', terms.amount, terms.asset)
}

/** Beyond these a JSON number may have been rounded before we saw it. */
const EXACT_DIGITS = 15

/**
 * An amount of an asset, above zero. A JSON number is read by its shortest decimal text, not by its binary value.
 * @param field named when it is wrong.
 * @throws Problem `invalid`
 */
export function readAmount(field: string, sent: string | number, asset: Asset): Decimal {
  const text = typeof sent === 'number' ? String(sent) : sent
  if (typeof sent === 'number' && text.replace(/\D/g, '').replace(/^0+/, '').length > EXACT_DIGITS) {
    throw invalid(field, `has more than ${EXACT_DIGITS} digits, which a JSON number does not keep; send it as a string`)
  }
  const { digits } = ASSETS[asset]
  const decimal = parseDecimal(text, digits)
  if (!decimal) {
    throw invalid(
      field,
      `must be a plain decimal number without sign or exponent and with at most ${digits} digits after the point ` +
        `for ${asset}, like "50.00"`,
    )
  }
  if (decimal.amount === 0n) throw invalid(field, 'must be greater than 0')
  if (decimal.amount > MAX_AMOUNT) throw invalid(field, `is more than ${asset} can carry`)
  return decimal
}
