import type { InvoiceView } from '../../../../server/checkout/views.ts'
import type { Texts } from '../../../ui/texts/en.ts'
import type { WalletName } from './wallet.ts'
import type { TransferFailure, WalletPhase } from './wallet-session.ts'

/** Why a transfer by wallet did not happen, and what the payer can do. */
export function failureWords(
  { failure, wallet: name }: { failure: TransferFailure; wallet: WalletName },
  view: InvoiceView,
  { wallet, invoice }: Texts,
): string {
  const words = wallet.failure
  switch (failure) {
    case 'not_installed':
    case 'locked':
      return words[failure](wallet.names[name])
    case 'wrong_network':
      return words.wrong_network(wallet.names[name], networkName(view, wallet))
    case 'no_trustline':
      return words.no_trustline(view.asset)
    case 'wrong_state':
      return view.quote ? invoice.quoteWasOver : words.wrong_state
    case 'not_found':
      return words.wrong_state
    case 'no_provider':
    case 'coupon_unknown':
    case 'coupon_not_applicable':
    case 'coupon_used_up':
    case 'rate_unavailable':
    case 'package_inactive':
    case 'invalid_request':
    case 'internal':
      return words.failed
    default:
      return words[failure]
  }
}

function networkName({ network, networkPassphrase, testMode }: InvoiceView, wallet: Texts['wallet']): string {
  if (network === 'XRPL') return wallet.xrplNetworks[testMode ? 'test' : 'live']
  return wallet.networkNames[networkPassphrase] ?? wallet.unknownNetwork(networkPassphrase)
}

/** What the wallet or the network is at; null when nothing is under way. */
export function progressWords(phase: WalletPhase, { wallet }: Texts): string | null {
  switch (phase.name) {
    case 'connecting':
      return wallet.connecting
    case 'signing':
      return wallet.signing
    case 'sending':
      return wallet.sending
    case 'sent':
      return wallet.sent
    case 'idle':
    case 'failed':
      return null
  }
}
