import { z } from 'zod'
import type { PaymentMethod } from '../../checkout/views.ts'
import { currencyExponent } from '../../money/currency.ts'
import { formatDecimal, parseDecimal } from '../../money/decimal.ts'

/** Mollie writes money as decimal text with all digits of the currency (https://docs.mollie.com/docs/multicurrency). */
export interface MollieAmount {
  currency: string
  value: string
}

export function toMollieAmount(amount: bigint, currency: string): MollieAmount {
  const digits = currencyExponent(currency)
  return { currency, value: formatDecimal(amount, digits, digits) }
}

/** An amount in an answer, as whole numbers of the smallest unit. */
export const mollieAmount = z
  .object({ currency: z.string().regex(/^[A-Z]{3}$/), value: z.string() })
  .transform(({ currency, value }, context) => {
    const decimal = parseDecimal(value, currencyExponent(currency))
    if (decimal) return { currency, amount: decimal.amount }
    context.addIssue({ code: 'custom', message: `${value} is no amount of ${currency}` })
    return z.NEVER
  })

interface Method {
  name: 'creditcard' | 'ideal' | 'bancontact'
  currencies: ReadonlySet<string>
  /** In the smallest unit of the only currency; null where Mollie publishes none. */
  minimum: bigint | null
  maximum: bigint | null
}

const EUROS: ReadonlySet<string> = new Set(['EUR'])

/** https://docs.mollie.com/docs/multicurrency */
const CARD_CURRENCIES: ReadonlySet<string> = new Set(
  'AED AUD CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY NOK NZD PLN RON SEK SGD USD ZAR'.split(' '),
)

/**
 * What we take through Mollie, by our names. Limits: https://docs.mollie.com/docs/cards, /ideal, /bancontact. How much
 * a card may be charged is agreed with each merchant, and Mollie refuses more.
 */
const METHODS: Partial<Record<PaymentMethod, Method>> = {
  card: { name: 'creditcard', currencies: CARD_CURRENCIES, minimum: null, maximum: null },
  ideal: { name: 'ideal', currencies: EUROS, minimum: 1n, maximum: 5_000_000n },
  bancontact: { name: 'bancontact', currencies: EUROS, minimum: 2n, maximum: null },
}

/** Mollie's name of a method; undefined for one that is not taken through it. */
export const mollieMethod = (method: PaymentMethod): Method['name'] | undefined => METHODS[method]?.name

/** Null when Mollie can take this; else why not, in words for the merchant. */
export function objectionTo(method: PaymentMethod, amount: bigint, currency: string): string | null {
  const known = METHODS[method]
  if (!known) return `takes no ${method}`
  if (!known.currencies.has(currency)) return `takes no ${currency} by ${method}`
  const { minimum, maximum } = known
  if (minimum !== null && amount < minimum) return `takes at least ${text(minimum, currency)} by ${method}`
  if (maximum !== null && amount > maximum) return `takes no more than ${text(maximum, currency)} by ${method}`
  return null
}

const text = (amount: bigint, currency: string) => `${toMollieAmount(amount, currency).value} ${currency}`
