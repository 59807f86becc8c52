import { type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import type { WalletName } from './wallet.ts'

/** The wallets that a payer can use for an invoice's network. */
export interface WalletChoice {
  usable: ReadonlySignal<readonly WalletName[]>
  /** Looks which of them are in this browser. */
  follow(): void
}

/** Freighter is offered to all, with words on how to get it: it cannot be told whether it is there without asking it. */
export function createWalletChoice(
  { network, sandboxWalletUrl }: InvoiceView,
  findXrplWallets: () => Promise<WalletName[]>,
): WalletChoice {
  const sandbox: WalletName[] = sandboxWalletUrl ? ['sandbox'] : []
  const usable = signal<readonly WalletName[]>(network === 'STELLAR' ? ['freighter', ...sandbox] : sandbox)
  return {
    usable,
    follow() {
      if (network !== 'XRPL') return
      findXrplWallets().then(
        (found) => {
          usable.value = [...found, ...sandbox]
        },
        () => {},
      )
    },
  }
}
