import type { UnsignedTransaction } from '../../../../server/checkout/views.ts'
import type { Answer } from '../answer.ts'

export type WalletName = 'freighter' | 'sandbox'

export type WalletFailure = 'not_installed' | 'locked' | 'wrong_network' | 'rejected' | 'wallet_failed'

/** Something that holds the payer's key and signs with it. */
export interface Wallet {
  /** The payer's account, once the wallet is open, agrees, and is on the network of this passphrase. */
  connect(networkPassphrase: string): Promise<Answer<string, WalletFailure>>
  /** The signed transaction envelope in base64. */
  sign(transaction: UnsignedTransaction, account: string): Promise<Answer<string, WalletFailure>>
}
