import { formatDecimal } from '../money/decimal.ts'
import type { Asset, InvoiceRow, Network } from '../store/schema.ts'

/** What an invoice can be settled in: the network that carries it, and the decimal digits of its smallest unit. */
export const ASSETS: Readonly<Record<Asset, { network: Network; digits: number }>> = {
  USDC: { network: 'STELLAR', digits: 7 },
  XLM: { network: 'STELLAR', digits: 7 },
  XRP: { network: 'XRPL', digits: 6 },
}

/** Networks keep amounts in 64 bits with a sign; so does the store. */
export const MAX_AMOUNT = 9_223_372_036_854_775_807n

/** What is still to be paid, in the smallest unit; null when the payer chooses the amount. Never negative. */
export function remainingOf(invoice: Pick<InvoiceRow, 'expected_amount' | 'received_amount'>): bigint | null {
  if (invoice.expected_amount === null) return null
  const remaining = invoice.expected_amount - invoice.received_amount
  return remaining > 0n ? remaining : 0n
}

/** An amount of an invoice's asset as both the API and webhooks write it: nothing is "0", the rest keeps its scale. */
export function formatAmount(amount: bigint, { asset, scale }: Pick<InvoiceRow, 'asset' | 'scale'>): string {
  return amount === 0n ? '0' : formatDecimal(amount, ASSETS[asset].digits, scale)
}
