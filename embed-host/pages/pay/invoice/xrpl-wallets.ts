import { isCrossmarkPresent, type PageWithCrossmark } from './crossmark.ts'
import { isGemWalletPresent } from './gemwallet.ts'
import type { WalletName } from './wallet.ts'

/** An extension may begin after the page does, so it is asked for again. In milliseconds. */
const ASK_AFTER = [0, 500, 1_500]

/** Which XRP Ledger wallets are in this browser. A button for one that is not there would lead nowhere. */
export async function findXrplWallets(
  page: Window & PageWithCrossmark,
  wait: (ms: number) => Promise<void>,
): Promise<WalletName[]> {
  const tries = ASK_AFTER.map(async (ms) => {
    await wait(ms)
    return isGemWalletPresent(page)
  })
  const gemWallet = (await Promise.all(tries)).includes(true)
  return [...(gemWallet ? (['gemwallet'] as const) : []), ...(isCrossmarkPresent(page) ? (['crossmark'] as const) : [])]
}
