import type { xdr } from '@stellar/stellar-sdk'

/** What `result_codes` of a refused transaction says. */
export interface ResultCodes {
  transaction: string
  inner_transaction?: string
  operations?: string[]
}

/** The API's names that do not follow from the XDR's. */
const IRREGULAR: Record<string, string> = {
  txNoAccount: 'tx_no_source_account',
  txBadMinSeqAgeOrGap: 'tx_bad_minseq_age_or_gap',
  opNoAccount: 'op_no_source_account',
  createAccountAlreadyExist: 'op_already_exists',
  accountMergeSeqnumTooFar: 'op_seq_num_too_far',
  manageDataNameNotFound: 'op_data_name_not_found',
  manageDataInvalidName: 'op_data_invalid_name',
  pathPaymentStrictReceiveOverSendmax: 'op_over_source_max',
  pathPaymentStrictSendUnderDestmin: 'op_under_dest_min',
}

/** `createAccountUnderfunded`, of `createAccount` → `op_underfunded`; `setOptionsSuccess`, of `setOptions` → `op_success`. */
function operationCode(result: xdr.OperationResult): string {
  if (result.type !== 'opInner') return IRREGULAR[result.type] ?? snakeCase(result.type)
  const operation = result.tr.type
  // An inflation result is a payout list, which no operation that is known here makes.
  const name = 'type' in result.tr.value ? result.tr.value.type : operation
  return IRREGULAR[name] ?? `op_${snakeCase(name.slice(operation.length)).replace(/^_/, '')}`
}

const transactionCode = (name: string): string => IRREGULAR[name] ?? snakeCase(name)

export function resultCodes(result: xdr.TransactionResult): ResultCodes {
  const outcome = result.result
  if (outcome.type === 'txFeeBumpInnerFailed' || outcome.type === 'txFeeBumpInnerSuccess') {
    const inner = outcome.innerResultPair.result.result
    return {
      transaction: transactionCode(outcome.type),
      inner_transaction: transactionCode(inner.type),
      ...operationCodes(inner),
    }
  }
  return { transaction: transactionCode(outcome.type), ...operationCodes(outcome) }
}

function operationCodes(
  outcome: xdr.TransactionResultResult | xdr.InnerTransactionResultResult,
): Pick<ResultCodes, 'operations'> {
  if (outcome.type !== 'txSuccess' && outcome.type !== 'txFailed') return {}
  return { operations: outcome.results.map(operationCode) }
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
