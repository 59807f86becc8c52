import { xdr } from '@stellar/stellar-sdk'
import { type Accounts, draftOf } from './accounts.ts'
import type { Envelope } from './envelope.ts'
import { feeBumpResult, type Outcome, succeeded, transactionResult } from './outcome.ts'
import { feeOf, type Opening } from './validity.ts'

export interface Applied {
  readonly successful: boolean
  readonly feeCharged: bigint
  readonly result: xdr.TransactionResult
}

/**
 * Takes a transaction that `refusalOf` found nothing wrong with into the ledger. The fee is paid and the sequence
 * number used whatever happens; the operations happen all, or none.
 */
export function applyTransaction(envelope: Envelope, opening: Opening): Applied {
  const { transaction, feeBump } = envelope
  const feeCharged = feeOf(envelope)
  chargeFee(opening.accounts, (feeBump ?? transaction).source.id, feeCharged)
  useSequence(envelope, opening)
  const outcome = runOperations(envelope, opening)
  return {
    successful: outcome.code === 'txSuccess',
    feeCharged,
    result: feeBump ? feeBumpResult(outcome, transaction.hash, feeCharged) : transactionResult(outcome, feeCharged),
  }
}

function chargeFee(accounts: Accounts, payer: string, fee: bigint) {
  const account = accounts.get(payer)!
  accounts.put({ ...account, balance: account.balance - fee })
}

function useSequence({ transaction }: Envelope, { accounts, sequence, closeTime }: Opening) {
  const account = accounts.get(transaction.source.id)!
  accounts.put({
    ...account,
    sequence: transaction.sequence,
    sequenceLedger: sequence,
    sequenceTime: closeTime,
  })
}

/** One that fails does not keep the next from being tried, so that the results say what each would have met. */
function runOperations({ transaction }: Envelope, { accounts, sequence, closeTime }: Opening): Outcome {
  const draft = draftOf(accounts)
  const operations = transaction.operations.map(({ source: { id }, step }) => {
    const source = draft.get(id)
    // An operation before it in this transaction may have merged the account, or may have failed to make it.
    return source ? step!.run({ accounts: draft, source, sequence, closeTime }) : xdr.OperationResult.opNoAccount()
  })
  if (!operations.every(succeeded)) return { code: 'txFailed', operations }
  draft.commit()
  return { code: 'txSuccess', operations }
}
