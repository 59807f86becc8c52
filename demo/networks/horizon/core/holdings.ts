import type { Asset } from '@stellar/stellar-sdk'
import { type Account, type Accounts, spendable, type Trustline } from './accounts.ts'
import { MAX_AMOUNT } from './stroops.ts'

/** Why an account could not take or give an amount of an asset. */
export type HoldingProblem = 'no trustline' | 'line full' | 'underfunded'

export const trustlineFor = (account: Account, asset: Asset): Trustline | undefined =>
  account.trustlines.find((line) => line.code === asset.code && line.issuer === asset.issuer)

/** Adds to what an account holds. An issuer takes back its own asset without holding it: that burns it. */
export function credit(
  accounts: Accounts,
  account: Account,
  asset: Asset,
  amount: bigint,
  ledger: number,
): HoldingProblem | undefined {
  if (asset.issuer === account.id) return undefined
  if (asset.isNative()) {
    if (account.balance + amount > MAX_AMOUNT) return 'line full'
    accounts.put({ ...account, balance: account.balance + amount })
    return undefined
  }
  const line = trustlineFor(account, asset)
  if (!line) return 'no trustline'
  if (line.balance + amount > line.limit) return 'line full'
  accounts.put(withTrustline(account, { ...line, balance: line.balance + amount, modifiedLedger: ledger }))
  return undefined
}

/** Takes from what an account holds. An issuer gives its own asset without holding it: that mints it. */
export function debit(
  accounts: Accounts,
  account: Account,
  asset: Asset,
  amount: bigint,
  ledger: number,
): HoldingProblem | undefined {
  if (asset.issuer === account.id) return undefined
  if (asset.isNative()) {
    if (spendable(account) < amount) return 'underfunded'
    accounts.put({ ...account, balance: account.balance - amount })
    return undefined
  }
  const line = trustlineFor(account, asset)
  if (!line) return 'no trustline'
  if (line.balance < amount) return 'underfunded'
  accounts.put(withTrustline(account, { ...line, balance: line.balance - amount, modifiedLedger: ledger }))
  return undefined
}

/** The account with `line` in the place of the one for the same asset, or added. */
export function withTrustline(account: Account, line: Trustline): Account {
  const others = account.trustlines.filter((other) => other.code !== line.code || other.issuer !== line.issuer)
  return { ...account, trustlines: [...others, line] }
}

export function withoutTrustline(account: Account, asset: Asset): Account {
  return {
    ...account,
    trustlines: account.trustlines.filter((line) => line.code !== asset.code || line.issuer !== asset.issuer),
  }
}
