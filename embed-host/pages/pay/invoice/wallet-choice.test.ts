import { describe, expect, it, vi } from 'vitest'
import { invoiceView } from '../example-views.ts'
import type { WalletName } from './wallet.ts'
import { createWalletChoice } from './wallet-choice.ts'

const sandboxWalletUrl = 'http://127.0.0.1:4244/wallets'

describe('the wallets that are offered', () => {
  it('are Freighter on Stellar, without a look at others', () => {
    const find = vi.fn(async (): Promise<WalletName[]> => ['gemwallet'])
    const choice = createWalletChoice(invoiceView(), find)
    choice.follow()
    expect(choice.usable.value).toEqual(['freighter'])
    expect(find).not.toHaveBeenCalled()
  })

  it('are on the XRP Ledger those that are there', async () => {
    const choice = createWalletChoice(invoiceView({ network: 'XRPL', sandboxWalletUrl }), async () => ['crossmark'])
    expect(choice.usable.value).toEqual(['sandbox'])
    choice.follow()
    await vi.waitFor(() => expect(choice.usable.value).toEqual(['crossmark', 'sandbox']))
  })
})
