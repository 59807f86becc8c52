/**
 * Amounts as the XRP Ledger writes them: XRP as drops in a string, issued money as an object. To be counted, both are
 * whole numbers of 10^-96 (of one XRP, of one unit of a currency): every amount that the ledger can hold is one.
 */

export interface Issued {
  currency: string
  issuer: string
  value: string
}

export type Amount = string | Issued

/** What an amount is of: without an issuer, XRP. */
export interface Asset {
  currency: string
  issuer: string | null
}

const DIGITS = 96
export const ONE = 10n ** BigInt(DIGITS)
export const DROP = ONE / 1_000_000n
/** Significant digits of issued money. */
const PRECISION = 16

export const XRP: Asset = { currency: 'XRP', issuer: null }

export const isDrops = (amount: unknown): amount is string => typeof amount === 'string' && /^\d{1,18}$/.test(amount)

export const isIssued = (amount: unknown): amount is Issued =>
  typeof amount === 'object' && amount !== null && 'currency' in amount && 'issuer' in amount && 'value' in amount

export const assetOf = (amount: Amount): Asset =>
  typeof amount === 'string' ? XRP : { currency: amount.currency, issuer: amount.issuer }

export const sameAsset = (one: Asset, other: Asset): boolean =>
  one.currency === other.currency && one.issuer === other.issuer

export const unitsOf = (amount: Amount): bigint =>
  typeof amount === 'string' ? BigInt(amount) * DROP : parseUnits(amount.value)

export function amountOf(units: bigint, { currency, issuer }: Asset): Amount {
  return issuer === null ? (units / DROP).toString() : { currency, issuer, value: formatUnits(units) }
}

/** The nearest amount of the asset that the ledger can hold: not more, or with `up` not less. */
export function fit(units: bigint, { issuer }: Asset, up = false): bigint {
  const step = issuer === null ? DROP : 10n ** BigInt(Math.max(0, digitsOf(units) - PRECISION))
  const floor = (units / step) * step
  return up && floor < units ? floor + step : floor
}

/** @throws for text that is no number of the ledger's. */
export function parseUnits(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) throw new Error(`"${text}" is no amount`)
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = DIGITS + Number(exponent) - fraction.length
  const mantissa = BigInt(whole + fraction)
  const units = shift >= 0 ? mantissa * 10n ** BigInt(shift) : mantissa / 10n ** BigInt(-shift)
  return sign ? -units : units
}

/** Without an exponent, and no more digits than the ledger keeps. */
export function formatUnits(units: bigint): string {
  const size = fit(units < 0n ? -units : units, { currency: '', issuer: '' })
  const text = size.toString().padStart(DIGITS + 1, '0')
  const fraction = text.slice(-DIGITS).replace(/0+$/, '')
  return `${units < 0n && size > 0n ? '-' : ''}${text.slice(0, -DIGITS)}${fraction && `.${fraction}`}`
}

const digitsOf = (units: bigint): number => (units < 0n ? -units : units).toString().length

export const least = (...amounts: bigint[]): bigint => amounts.reduce((one, other) => (other < one ? other : one))
