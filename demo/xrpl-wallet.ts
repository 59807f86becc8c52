import { Client, isValidClassicAddress, type Payment, Wallet } from 'xrpl'

/** A wallet on the XRP Ledger that pays for whoever asks. There is nothing in it but the sandbox's own money. */
export interface XrplWallet {
  account: string
  /**
   * Signs a payment and hands it to the network.
   * @returns the transaction's hash; whether it is in a ledger only the ledger says.
   * @throws RangeError with a sentence, when the address is none or the network refuses the payment.
   */
  pay(payment: XrpTransfer): Promise<string>
}

export interface XrpTransfer {
  destination: string
  tag: number
  /** A whole number, in text. */
  drops: string
}

export function openXrplWallet(seed: string, url: string): XrplWallet {
  const wallet = Wallet.fromSeed(seed)
  // Two payments at once would both take the account's next number.
  let last: Promise<unknown> = Promise.resolve()
  return {
    account: wallet.classicAddress,
    pay(transfer) {
      const paid = last.then(() => send(url, wallet, transfer))
      last = paid.catch(() => {})
      return paid
    },
  }
}

async function send(url: string, wallet: Wallet, { destination, tag, drops }: XrpTransfer): Promise<string> {
  if (!isValidClassicAddress(destination)) {
    throw new RangeError(`"${destination}" is no address on the XRP Ledger (r…).`)
  }
  const payment: Payment = {
    TransactionType: 'Payment',
    Account: wallet.classicAddress,
    Destination: destination,
    DestinationTag: tag,
    Amount: drops,
  }
  const client = new Client(url)
  await client.connect()
  try {
    const { tx_blob, hash } = wallet.sign(await client.autofill(payment))
    const { result } = await client.request({ command: 'submit', tx_blob })
    if (result.engine_result !== 'tesSUCCESS') {
      throw new RangeError(`The network refused the payment: ${result.engine_result_message}`)
    }
    return hash
  } finally {
    await client.disconnect()
  }
}
