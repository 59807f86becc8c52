import { xdr } from '@stellar/stellar-sdk'

/** Why a transaction enters no ledger at all, by the XDR's names. */
export type Refusal =
  | 'txTooEarly'
  | 'txTooLate'
  | 'txMissingOperation'
  | 'txBadSeq'
  | 'txBadAuth'
  | 'txBadAuthExtra'
  | 'txInsufficientBalance'
  | 'txInsufficientFee'
  | 'txNoAccount'
  | 'txNotSupported'
  | 'txBadMinSeqAgeOrGap'

/** How a transaction ended. `txFailed` is the end of one that a ledger holds, and of one whose operations forbid it to. */
export type Outcome = { code: Refusal } | { code: 'txSuccess' | 'txFailed'; operations: xdr.OperationResult[] }

export function transactionResult(outcome: Outcome, feeCharged: bigint): xdr.TransactionResult {
  const result =
    'operations' in outcome
      ? xdr.TransactionResultResult[outcome.code](outcome.operations)
      : xdr.TransactionResultResult[outcome.code]()
  return new xdr.TransactionResult({ feeCharged, result, ext: xdr.TransactionResultExt.v0() })
}

/** The result of a fee bump around a transaction that ended so. */
export function feeBumpResult(inner: Outcome, innerHash: Uint8Array, feeCharged: bigint): xdr.TransactionResult {
  const innerResult =
    'operations' in inner
      ? xdr.InnerTransactionResultResult[inner.code](inner.operations)
      : xdr.InnerTransactionResultResult[inner.code]()
  const pair = new xdr.InnerTransactionResultPair({
    transactionHash: innerHash,
    result: new xdr.InnerTransactionResult({
      // The fee bump's account pays.
      feeCharged: 0n,
      result: innerResult,
      ext: xdr.InnerTransactionResultExt.v0(),
    }),
  })
  const result =
    inner.code === 'txSuccess'
      ? xdr.TransactionResultResult.txFeeBumpInnerSuccess(pair)
      : xdr.TransactionResultResult.txFeeBumpInnerFailed(pair)
  return new xdr.TransactionResult({ feeCharged, result, ext: xdr.TransactionResultExt.v0() })
}

/** Every operation's result names its success so, whatever its type. */
export const succeeded = (result: xdr.OperationResult): boolean =>
  result.type === 'opInner' && 'type' in result.tr.value && result.tr.value.type.endsWith('Success')
