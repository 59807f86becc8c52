import { hashes } from 'xrpl'
import { type AccountRoot, accountOf, type Entries } from './entries.ts'

/** Drops. As on the public network since December 2024. */
export const RESERVE_BASE = 1_000_000n
export const RESERVE_INCREMENT = 200_000n
export const BASE_FEE = 10n

/** Flags of an account: https://xrpl.org/docs/references/protocol/ledger-data/ledger-entry-types/accountroot */
export const REQUIRE_DEST_TAG = 0x0002_0000
export const DISALLOW_XRP = 0x0008_0000
export const DEFAULT_RIPPLE = 0x0080_0000

export const hasFlag = ({ Flags }: { Flags: number }, flag: number): boolean => (Flags & flag) !== 0

/** What an account that owns so many entries may not spend. */
export const reserve = (owned: number): bigint => RESERVE_BASE + RESERVE_INCREMENT * BigInt(owned)

/** Drops above the reserve, once it owns `more` entries more. Never negative. */
export function spendable({ Balance, OwnerCount }: AccountRoot, more = 0): bigint {
  const rest = BigInt(Balance) - reserve(OwnerCount + more)
  return rest > 0n ? rest : 0n
}

/** A new account's first sequence number is the number of the ledger that makes it. */
export const newAccount = (address: string, drops: bigint, ledger: number, flags = 0): AccountRoot => ({
  LedgerEntryType: 'AccountRoot',
  index: hashes.hashAccountRoot(address),
  Account: address,
  Balance: drops.toString(),
  Flags: flags,
  OwnerCount: 0,
  Sequence: ledger,
})

/** Adds drops, or takes them away. The account has to exist, and to have them. */
export function addDrops(entries: Entries, address: string, drops: bigint): void {
  const account = accountOf(entries, address)!
  entries.put({ ...account, Balance: (BigInt(account.Balance) + drops).toString() })
}

export function addOwned(entries: Entries, address: string, count: 1 | -1): void {
  const account = accountOf(entries, address)!
  entries.put({ ...account, OwnerCount: account.OwnerCount + count })
}
