/**
 * Amounts as a payer reads them. They come as whole numbers of the smallest unit or as decimal strings and are turned
 * into text without ever being a floating point number: `Intl.NumberFormat` takes decimal strings digit for digit.
 */

/** A decimal number in plain notation, `-12.3400000`. */
export type Decimal = `${number}`

const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/

function isDecimal(text: string): text is Decimal {
  return PLAIN_DECIMAL.test(text)
}

function toDecimal(text: string): Decimal {
  if (!isDecimal(text)) throw new TypeError(`Expected a decimal number such as "12.50", got "${text}".`)
  return text
}

/** Digits after the point: 7 for `1.0000000`. */
function scaleOf(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0
}

/** Whole units of 10^-scale: `('1.5', 3)` is 1500n. */
export function toUnits(decimal: string, scale: number): bigint {
  const [whole = '', fraction = ''] = toDecimal(decimal).split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}

/** The decimal string of whole units of 10^-scale: `(2500n, 2)` is `25.00`. */
export function fromUnits(units: bigint, scale: number): Decimal {
  const sign = units < 0n ? '-' : ''
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const point = digits.length - scale
  return toDecimal(sign + digits.slice(0, point) + (scale > 0 ? `.${digits.slice(point)}` : ''))
}

/** The exact difference of two decimal strings, at the finer of their scales. */
export function subtractDecimals(from: string, amount: string): Decimal {
  const scale = Math.max(scaleOf(from), scaleOf(amount))
  return fromUnits(toUnits(from, scale) - toUnits(amount, scale), scale)
}

/** True for `0`, `0.00`, `0.0000000`. */
export function isZero(decimal: string): boolean {
  return toUnits(decimal, scaleOf(decimal)) === 0n
}

/** What share of `whole` `part` is, from 0 to 1000 and never more: for a progress bar, not for money. */
export function permille(part: string, whole: string): number {
  const scale = Math.max(scaleOf(part), scaleOf(whole))
  const total = toUnits(whole, scale)
  if (total <= 0n) return 0
  const share = Number((toUnits(part, scale) * 1000n) / total)
  return Math.min(1000, Math.max(0, share))
}

/** `€25.00`: `minorUnits` of `currency`, which has `exponent` decimal digits (2 for EUR, 0 for JPY, 3 for KWD). */
export function formatMoney(minorUnits: number, currency: string, exponent: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  })
  return format.format(fromUnits(BigInt(minorUnits), exponent))
}

/** `1,234.50 USDC`: a decimal string at the scale it came in, and its asset. */
export function formatAsset(amount: string, asset: string, locale: string): string {
  const digits = scaleOf(amount)
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${format.format(toDecimal(amount))} ${asset}`
}
