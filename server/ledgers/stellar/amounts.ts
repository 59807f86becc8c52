/** Seven digits, whatever the asset. */
export const STELLAR_DIGITS = 7

/** Up to 32 digits before the point: contracts reckon in 128 bits. */
const AMOUNT = /^(\d{1,32})(?:\.(\d{1,7}))?$/

/** @throws for what is no amount as Horizon writes them. */
export function stroopsOf(text: string | undefined): bigint {
  const [, whole, fraction = ''] = AMOUNT.exec(text ?? '') ?? []
  if (whole === undefined) throw new Error(`Horizon gives what is no amount: ${text}`)
  return BigInt(whole + fraction.padEnd(STELLAR_DIGITS, '0'))
}
