import type { UnsignedTransaction } from '../../../../server/checkout/views.ts'
import type { Answer } from '../answer.ts'

export type WalletName = 'freighter' | 'gemwallet' | 'crossmark' | 'sandbox'

/** Something that holds the payer's key: on Stellar it signs what the server built, on the XRP Ledger it pays itself. */
export type Wallet = SigningWallet | PayingWallet

export type WalletFailure = 'not_installed' | 'locked' | 'wrong_network' | 'rejected' | 'wallet_failed'

export interface SigningWallet {
  /** The payer's account, once the wallet is open, agrees, and is on the network of this passphrase. */
  connect(networkPassphrase: string): Promise<Answer<string, WalletFailure>>
  /** The signed transaction envelope in base64. */
  sign(transaction: UnsignedTransaction, account: string): Promise<Answer<string, WalletFailure>>
}

export interface PayingWallet {
  /** What is asked of the wallet before the payer is: that it is there, open, and on the right network. */
  connect(payment: XrpPayment): Promise<Answer<string | null, WalletFailure>>
  /**
   * Signs and sends it; `account` is what `connect` answered. Once the payer has agreed, a wallet that does not say how
   * it ended may have sent it: then the outcome is unknown.
   */
  pay(payment: XrpPayment, account: string | null): Promise<Answer<null, PayingFailure>>
}

export type PayingFailure = WalletFailure | 'transaction_failed' | 'outcome_unknown'

export interface XrpPayment {
  destination: string
  tag: number
  /** A whole number, in text: a million of them are one XRP. */
  drops: string
  /** On the test network, where no real money moves. */
  testMode: boolean
}

/** A wallet on the public network must not pay a test invoice with real money, and the other way round. */
export const fitsNetwork = (walletIsOnPublicNetwork: boolean, { testMode }: XrpPayment): boolean =>
  walletIsOnPublicNetwork !== testMode
