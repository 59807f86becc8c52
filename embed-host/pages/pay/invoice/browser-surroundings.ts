import type { InvoiceSurroundings } from './invoice-model.ts'
import { loadWallet } from './load-wallet.ts'

/** What an invoice needs of a browser. Code that only some payers use is fetched when they do. */
export const browserSurroundings = (fetch: typeof globalThis.fetch): Omit<InvoiceSurroundings, 'api'> => ({
  loadWallet: (name, invoice) => loadWallet(name, invoice, fetch),
  async findXrplWallets() {
    const { findXrplWallets } = await import('./xrpl-wallets.ts')
    return findXrplWallets(window, (ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  },
  async makeQr(text) {
    const { qrMatrix } = await import('../../../ui/qr-matrix.ts')
    return qrMatrix(text)
  },
})
