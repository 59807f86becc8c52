import { getNetwork, isConnected, requestAccess, signTransaction } from '@stellar/freighter-api'
import { type Answer, fail, succeed } from '../answer.ts'
import type { SigningWallet, WalletFailure } from './wallet.ts'

/** "The user rejected this request", in Freighter's numbering. */
const USER_REJECTED = -4

/**
 * The Freighter browser extension. `isConnected` comes first: where no extension listens, the other calls never answer.
 * The calls do not throw, they answer with an `error`.
 */
export const freighter: SigningWallet = {
  async connect(networkPassphrase) {
    if (!(await isConnected()).isConnected) return fail('not_installed')
    const access = await requestAccess()
    if (access.error) return fail(failureOf(access.error))
    if (!access.address) return fail('locked')
    const network = await getNetwork()
    if (network.error) return fail(failureOf(network.error))
    return network.networkPassphrase === networkPassphrase ? succeed(access.address) : fail('wrong_network')
  },

  async sign({ xdr, networkPassphrase }, address): Promise<Answer<string, WalletFailure>> {
    const signed = await signTransaction(xdr, { networkPassphrase, address })
    if (signed.error) return fail(failureOf(signed.error))
    return signed.signedTxXdr ? succeed(signed.signedTxXdr) : fail('wallet_failed')
  },
}

function failureOf(error: { code: number; message: string }): WalletFailure {
  if (error.code === USER_REJECTED) return 'rejected'
  return /\blocked\b/i.test(error.message) ? 'locked' : 'wallet_failed'
}
