import { formatDecimal } from '../../money/decimal.ts'
import type { Mode } from '../../store/schema.ts'
import { XRPL_DIGITS } from './amounts.ts'

export interface XrplPayment {
  address: string
  /** The destination tag, in digits. */
  tag: string
  /** Null leaves the amount to the payer. */
  drops: bigint | null
  mode: Mode
}

/**
 * What a phone opens to pay: Xaman's link for payment requests, which also leads those to it who do not have it.
 * The amount is in XRP. https://docs.xaman.dev/simple-link-qr/payment-request-link
 */
export function xrplPayUri({ address, tag, drops, mode }: XrplPayment): string {
  const parameters = new URLSearchParams()
  if (drops !== null) parameters.set('amount', formatDecimal(drops, XRPL_DIGITS, 0))
  parameters.set('dt', tag)
  // Of the test network it has no name for links; a payer who tests has chosen it in the wallet.
  if (mode === 'live') parameters.set('network', 'XRPL')
  return `https://xaman.app/detect/request:${address}?${parameters}`
}
