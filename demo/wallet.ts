import { type FeeBumpTransaction, Keypair, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'

/** A Stellar wallet that signs for whoever asks. There is nothing in it but the sandbox's own money. */
export interface SandboxWallet {
  account: string
  /**
   * @param xdr a base64 transaction envelope.
   * @returns the same, signed for the sandbox's network.
   * @throws RangeError with a sentence, when it is no envelope or of another account.
   */
  sign(xdr: string): string
}

export function openSandboxWallet(secret: string, networkPassphrase: string): SandboxWallet {
  const keys = Keypair.fromSecret(secret)
  const account = keys.publicKey()
  return {
    account,
    sign(xdr) {
      const transaction = readEnvelope(xdr, networkPassphrase)
      const source = 'feeSource' in transaction ? transaction.feeSource : transaction.source
      if (source !== account) {
        throw new RangeError(`The transaction is of the account ${source}, and this wallet is ${account}.`)
      }
      transaction.sign(keys)
      return transaction.toXDR()
    },
  }
}

function readEnvelope(xdr: string, networkPassphrase: string): Transaction | FeeBumpTransaction {
  try {
    return TransactionBuilder.fromXDR(xdr, networkPassphrase)
  } catch {
    throw new RangeError('xdr must be a transaction envelope in base64, as Stellar libraries write it.')
  }
}
