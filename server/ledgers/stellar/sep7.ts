import { Networks } from '@stellar/stellar-sdk'
import { remainingOf } from '../../invoices/asset.ts'
import { formatDecimal } from '../../money/decimal.ts'
import type { InvoiceRow } from '../../store/schema.ts'
import { STELLAR_DIGITS } from './amounts.ts'

/**
 * What a wallet opens to pay an invoice: SEP-7's `pay`, with what remains and the memo.
 * Without an amount, where the payer chooses or nothing remains, the wallet asks for one.
 * https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0007.md
 */
export function payUri(
  invoice: Pick<
    InvoiceRow,
    'destination_address' | 'asset' | 'asset_issuer' | 'expected_amount' | 'received_amount' | 'reference'
  >,
  networkPassphrase: string,
): string {
  const remaining = remainingOf(invoice)
  const parameters: [string, string][] = [['destination', invoice.destination_address]]
  if (remaining) parameters.push(['amount', formatDecimal(remaining, STELLAR_DIGITS, 0)])
  // Without an asset it is the network's own.
  if (invoice.asset_issuer) parameters.push(['asset_code', invoice.asset], ['asset_issuer', invoice.asset_issuer])
  parameters.push(['memo', invoice.reference], ['memo_type', 'MEMO_TEXT'])
  if (networkPassphrase !== Networks.PUBLIC) parameters.push(['network_passphrase', networkPassphrase])
  return `web+stellar:pay?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
