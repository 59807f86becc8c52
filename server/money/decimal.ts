/**
 * Decimal text to whole numbers of the smallest unit and back, without floating point on the way.
 */

const DECIMAL = /^(\d{1,20})(?:\.(\d{1,20}))?$/

export interface Decimal {
  /** In units of 10^-digits. */
  amount: bigint
  /** Digits after the point as they were written: 2 for "250.00". */
  scale: number
}

/** Null when it is not a plain decimal number, or has more than `digits` digits after the point. */
export function parseDecimal(text: string, digits: number): Decimal | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  return { amount: BigInt(whole + fraction.padEnd(digits, '0')), scale: fraction.length }
}

/**
 * A number in its shortest decimal text, which is what JSON carries of it, written out: 1e-7 is "0.0000001". What it
 * holds of longer texts than fifteen digits may be rounded.
 */
export function plainDecimal(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e')
  if (exponent === undefined) return mantissa
  const digits = mantissa.replace(/[-.]/g, '')
  const sign = mantissa.startsWith('-') ? '-' : ''
  // One digit stands before the point of the mantissa.
  const point = 1 + Number(exponent)
  return point > 0 ? sign + digits.padEnd(point, '0') : `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** At least `scale` digits after the point, more where the amount has them: (2500000000n, 7, 2) is "250.00". */
export function formatDecimal(amount: bigint, digits: number, scale: number): string {
  const text = amount.toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  let fraction = digits === 0 ? '' : text.slice(-digits)
  while (fraction.length > scale && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return fraction ? `${whole}.${fraction}` : whole
}
