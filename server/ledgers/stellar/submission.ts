import { BadResponseError, NotFoundError, TransactionFailedError } from '@stellar/stellar-sdk'
import type { CheckoutErrorCode } from '../../checkout/views.ts'
import type { Core } from '../../core.ts'
import { Problem } from '../../problem.ts'
import type { InvoiceRow } from '../../store/schema.ts'
import { type HorizonNodes, HorizonUnreachable } from './nodes.ts'
import { reach, readPayment } from './transactions.ts'

/**
 * Sends a signed payment of this invoice to the network and waits for its ledger. It is credited when the watcher
 * reads it there, like any other. Sent twice, it is still one transaction: its hash and its sequence number are.
 * @returns the transaction's hash.
 * @throws Problem whose code is one of `CheckoutErrorCode`.
 */
export async function submitSigned(
  core: Core,
  nodes: HorizonNodes,
  invoice: InvoiceRow,
  envelope: string,
): Promise<string> {
  const transaction = readPayment(core, invoice, envelope)
  const hash = Buffer.from(transaction.hash()).toString('hex')
  try {
    await nodes.ask((server) => server.submitTransaction(transaction))
    return hash
  } catch (error) {
    if (error instanceof TransactionFailedError) {
      // Another server may have got it through before this one was asked, which used up its sequence number.
      const isSpent = error.getResultCodes().transaction === 'tx_bad_seq'
      if (isSpent && (await isKnown(nodes, hash))) return hash
      throw refusal(error)
    }
    if (error instanceof BadResponseError) throw failed('Horizon does not take the transaction.')
    if (!(error instanceof HorizonUnreachable)) throw error
    if (await isKnown(nodes, hash)) return hash
    throw unanswered(hash)
  }
}

/** A submission that was not answered may have got through all the same. */
async function isKnown(nodes: HorizonNodes, hash: string): Promise<boolean> {
  try {
    const { successful } = await reach(nodes, (server) => server.transactions().transaction(hash).call())
    return successful
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/**
 * The network's words for why it did not take a payment, as ours. The rest is `transaction_failed` with its own name.
 * https://developers.stellar.org/docs/data/apis/horizon/api-reference/errors/result-codes
 */
const REASONS: Record<string, [CheckoutErrorCode, string]> = {
  tx_no_source_account: ['account_not_found', 'The paying account does not exist on this network.'],
  tx_insufficient_balance: ['insufficient_balance', 'The paying account does not have enough XLM for the fee.'],
  tx_bad_seq: ['transaction_failed', 'The paying account sent something else in the meantime: start again.'],
  tx_too_late: ['transaction_failed', 'It was signed too late: start again.'],
  tx_bad_auth: ['transaction_failed', 'The signature does not belong to the paying account and this network.'],
  tx_bad_auth_extra: ['transaction_failed', 'There is a signature too many.'],
  tx_insufficient_fee: ['transaction_failed', 'The network asks for a higher fee just now: start again.'],
  op_underfunded: ['insufficient_balance', 'The paying account does not have enough.'],
  op_src_no_trust: ['no_trustline', 'The paying account does not hold this asset.'],
  op_src_not_authorized: ['transaction_failed', 'The issuer does not let the paying account send this asset.'],
  op_no_destination: ['transaction_failed', 'The receiving account does not exist yet: tell the merchant.'],
  op_no_trust: ['transaction_failed', 'The receiving account does not hold this asset yet: tell the merchant.'],
  op_not_authorized: ['transaction_failed', 'The issuer does not let the receiving account hold this asset.'],
  op_line_full: ['transaction_failed', 'The receiving account can hold no more of this asset: tell the merchant.'],
}

function refusal(error: TransactionFailedError): Problem {
  const { transaction, operations } = error.getResultCodes()
  const codes = [...operations.filter((code) => code !== 'op_success'), transaction]
  const known = codes.map((code) => REASONS[code]).find((reason) => reason !== undefined)
  if (!known) return failed(`The network refused the transaction: ${codes.join(', ')}.`)
  return new Problem('provider_refused', ...known)
}

const failed = (message: string) => new Problem('provider_refused', 'transaction_failed', message)

const unanswered = (hash: string) =>
  new Problem(
    'provider_unreachable',
    'network_unreachable',
    `The Stellar network did not answer in time. If transaction ${hash} got through, it will be seen.`,
  )
