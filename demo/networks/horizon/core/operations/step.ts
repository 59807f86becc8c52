import type { Asset, xdr } from '@stellar/stellar-sdk'
import type { Account, Accounts } from '../accounts.ts'

/** One operation of a transaction, read: what records say about it and what it does to the ledger. */
export interface Step {
  /** Its name and number in the API. */
  readonly type: string
  readonly typeNumber: number
  /** Lists of payments show it. */
  readonly movesMoney: boolean
  /** Accounts besides its source whose history it belongs to. */
  readonly participants: readonly string[]
  /** The fields of its record that only this type has. */
  details(successful: boolean): Record<string, unknown>
  /** Its result in a transaction that was refused because of another operation, before it was its turn. */
  readonly untouched: xdr.OperationResult
  /** What is wrong with it in any ledger. A transaction with such an operation enters none and costs nothing. */
  refuse?(): xdr.OperationResult | undefined
  run(ledger: LedgerView): xdr.OperationResult
}

export interface LedgerView {
  readonly accounts: Accounts
  readonly source: Account
  /** The sequence of the ledger that is being closed, and its time in seconds. */
  readonly sequence: number
  readonly closeTime: number
}

/** As records write it; `prefix` is `source_` or nothing. */
export function assetFields(asset: Asset, prefix = ''): Record<string, string> {
  const type = { [`${prefix}asset_type`]: asset.getAssetType() }
  if (asset.isNative()) return type
  return { ...type, [`${prefix}asset_code`]: asset.code, [`${prefix}asset_issuer`]: asset.issuer! }
}
