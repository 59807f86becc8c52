/** A stroop is the smallest amount of any asset on Stellar: 0.0000001. Amounts are 64-bit and signed. */
export const STROOPS_PER_UNIT = 10_000_000n
export const MAX_AMOUNT = 2n ** 63n - 1n

/** What one operation costs while ledgers are not full. */
export const BASE_FEE = 100n
/** An account holds two of these in XLM, and one more for each trustline and data entry. */
export const BASE_RESERVE = STROOPS_PER_UNIT / 2n

const DECIMAL_AMOUNT = /^(\d+)(?:\.(\d{1,7}))?$/

/** As the API writes amounts: `12.3456789`, always seven decimals. */
export function formatStroops(stroops: bigint): string {
  const digits = stroops.toString().padStart(8, '0')
  return `${digits.slice(0, -7)}.${digits.slice(-7)}`
}

/** Reads `12.5` or `12`. Throws on anything else, on more than seven decimals and on what does not fit 64 bits. */
export function parseStroops(amount: string): bigint {
  const match = DECIMAL_AMOUNT.exec(amount)
  if (!match) throw new Error(`"${amount}" is not an amount: write digits, and at most seven decimals after a point`)
  const stroops = BigInt(match[1]! + (match[2] ?? '').padEnd(7, '0'))
  if (stroops > MAX_AMOUNT) throw new Error(`${amount} is more than an account can hold`)
  return stroops
}
