import type { InvoiceView } from '../../../../server/checkout/views.ts'
import type { PageWithCrossmark } from './crossmark.ts'
import type { Wallet, WalletName } from './wallet.ts'

/** Fetches a wallet's code, when the payer asks for it. */
export async function loadWallet(
  name: WalletName,
  { network, sandboxWalletUrl }: InvoiceView,
  fetch: typeof globalThis.fetch,
): Promise<Wallet> {
  switch (name) {
    case 'freighter':
      return (await import('./freighter.ts')).freighter
    case 'gemwallet':
      return (await import('./gemwallet.ts')).gemWallet(window)
    case 'crossmark':
      return (await import('./crossmark.ts')).crossmark(window as Window & PageWithCrossmark)
    case 'sandbox': {
      const { sandboxStellarWallet, sandboxXrplWallet } = await import('./sandbox-wallet.ts')
      return (network === 'XRPL' ? sandboxXrplWallet : sandboxStellarWallet)(sandboxWalletUrl!, fetch)
    }
  }
}
