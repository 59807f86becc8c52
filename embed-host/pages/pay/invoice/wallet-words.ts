import type { InvoiceView } from '../../../../server/checkout/views.ts'
import type { Texts } from '../../../ui/texts/en.ts'
import type { TransferFailure, WalletPhase } from './wallet-session.ts'

/** Why a transfer by wallet did not happen, and what the payer can do. */
export function failureWords(failure: TransferFailure, view: InvoiceView, { wallet }: Texts): string {
  const words = wallet.failure
  switch (failure) {
    case 'wrong_network':
      return words.wrong_network(
        wallet.networkNames[view.networkPassphrase] ?? wallet.unknownNetwork(view.networkPassphrase),
      )
    case 'no_trustline':
      return words.no_trustline(view.asset)
    case 'not_found':
      return words.wrong_state
    case 'no_provider':
    case 'coupon_unknown':
    case 'coupon_not_applicable':
    case 'coupon_used_up':
    case 'invalid_request':
    case 'internal':
      return words.failed
    default:
      return words[failure]
  }
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
