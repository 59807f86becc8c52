import { StrKey, xdr } from '@stellar/stellar-sdk'
import { type Account, reserve, spendable, subentries } from '../accounts.ts'
import { type Address, addressFields, addressOf } from '../address.ts'
import { ledgerPosition } from '../paging-token.ts'
import { formatStroops, MAX_AMOUNT } from '../stroops.ts'
import type { Step } from './step.ts'

/** An account that `ledger` makes. Its sequence starts there, so that an older one of the same key is never replayed. */
export const newAccount = (id: string, balance: bigint, ledger: number, closeTime: number): Account => ({
  id,
  sequence: ledgerPosition(ledger),
  balance,
  homeDomain: '',
  trustlines: [],
  data: {},
  modifiedLedger: ledger,
  modifiedAt: closeTime,
})

export function createAccountStep(operation: xdr.CreateAccountOp, source: Address): Step {
  const { CreateAccountResult: Result } = xdr
  const result = (of: xdr.CreateAccountResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.createAccount(of))
  const success = result(Result.createAccountSuccess())
  const id = StrKey.encodeEd25519PublicKey(operation.destination.ed25519.toBytes())
  const { startingBalance } = operation
  return {
    type: 'create_account',
    typeNumber: 0,
    movesMoney: true,
    participants: [id],
    details: () => ({
      starting_balance: formatStroops(startingBalance),
      ...addressFields('funder', source),
      account: id,
    }),
    untouched: success,
    refuse: () => (startingBalance < 0n || id === source.id ? result(Result.createAccountMalformed()) : undefined),
    run({ accounts, source: funder, sequence, closeTime }) {
      if (accounts.get(id)) return result(Result.createAccountAlreadyExist())
      if (startingBalance < reserve(0)) return result(Result.createAccountLowReserve())
      if (spendable(funder) < startingBalance) return result(Result.createAccountUnderfunded())
      accounts.put({ ...funder, balance: funder.balance - startingBalance })
      accounts.put(newAccount(id, startingBalance, sequence, closeTime))
      return success
    },
  }
}

export function accountMergeStep(destination: xdr.MuxedAccount, source: Address): Step {
  const { AccountMergeResult: Result } = xdr
  const result = (of: xdr.AccountMergeResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.accountMerge(of))
  const into = addressOf(destination)
  return {
    type: 'account_merge',
    typeNumber: 8,
    movesMoney: true,
    participants: [into.id],
    details: () => ({ ...addressFields('account', source), ...addressFields('into', into) }),
    untouched: result(Result.accountMergeSuccess(0n)),
    refuse: () => (into.id === source.id ? result(Result.accountMergeMalformed()) : undefined),
    run({ accounts, source: merged, sequence }) {
      const heir = accounts.get(into.id)
      if (!heir) return result(Result.accountMergeNoAccount())
      if (subentries(merged) > 0) return result(Result.accountMergeHasSubEntries())
      // A new account of this key would start below a sequence number that was used already.
      if (merged.sequence >= ledgerPosition(sequence)) return result(Result.accountMergeSeqnumTooFar())
      if (heir.balance + merged.balance > MAX_AMOUNT) return result(Result.accountMergeDestFull())
      accounts.put({ ...heir, balance: heir.balance + merged.balance })
      accounts.remove(merged.id)
      return result(Result.accountMergeSuccess(merged.balance))
    },
  }
}

export function bumpSequenceStep({ bumpTo }: xdr.BumpSequenceOp): Step {
  const { BumpSequenceResult: Result } = xdr
  const result = (of: xdr.BumpSequenceResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.bumpSequence(of))
  const success = result(Result.bumpSequenceSuccess())
  return {
    type: 'bump_sequence',
    typeNumber: 11,
    movesMoney: false,
    participants: [],
    details: () => ({ bump_to: bumpTo.toString() }),
    untouched: success,
    refuse: () => (bumpTo < 0n ? result(Result.bumpSequenceBadSeq()) : undefined),
    run({ accounts, source, sequence, closeTime }) {
      // Backwards it does nothing, and succeeds.
      if (bumpTo > source.sequence)
        accounts.put({ ...source, sequence: bumpTo, sequenceLedger: sequence, sequenceTime: closeTime })
      return success
    },
  }
}
