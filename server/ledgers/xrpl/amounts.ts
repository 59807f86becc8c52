import { MAX_AMOUNT } from '../../invoices/asset.ts'

/** Decimal digits of every amount that is kept of this network: a drop is a millionth of an XRP. */
export const XRPL_DIGITS = 6

/** @throws for what is no number of drops, such as `unavailable`, which servers say of payments before 2014. */
export function xrpAmount(drops: string): bigint {
  if (!/^\d{1,18}$/.test(drops)) throw new Error(`"${drops}" is no number of drops.`)
  return BigInt(drops)
}

/**
 * Issued money in millionths. It has 16 digits and an exponent of its own, so that some amounts do not fit: less than
 * a millionth counts as one, and what is beyond the store's numbers as the largest. Nobody is ever credited with
 * issued money; it is told as unmatched, and what matters is that it is told.
 * @throws for what is no amount.
 */
export function issuedAmount(value: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(value)
  if (!match) throw new Error(`"${value}" is no amount of issued money.`)
  const [, whole = '', fraction = '', exponent = '0'] = match
  const mantissa = BigInt(whole + fraction)
  if (mantissa === 0n) return 0n
  const shift = XRPL_DIGITS + Number(exponent) - fraction.length
  const millionths = shift >= 0 ? mantissa * 10n ** BigInt(shift) : mantissa / 10n ** BigInt(-shift)
  if (millionths === 0n) return 1n
  return millionths > MAX_AMOUNT ? MAX_AMOUNT : millionths
}
