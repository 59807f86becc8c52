import { decodeAccountID, hashes } from 'xrpl'
import { addOwned, DEFAULT_RIPPLE, hasFlag } from './accounts.ts'
import { type Asset, formatUnits, ONE, parseUnits } from './amount.ts'
import { accountOf, type Entries, type RippleState } from './entries.ts'

/** Trust lines, seen from the account that holds. https://xrpl.org/docs/concepts/tokens/fungible-tokens */

/** Where the ledger writes no issuer. */
const NOBODY = 'rrrrrrrrrrrrrrrrrrrrBZbvji'
const LOW = { reserve: 0x0001_0000, noRipple: 0x0010_0000 }
const HIGH = { reserve: 0x0002_0000, noRipple: 0x0020_0000 }
const NO_LIMIT = ONE * ONE

type IssuedAsset = Asset & { issuer: string }

export const isLow = (account: string, peer: string): boolean =>
  Buffer.compare(decodeAccountID(account), decodeAccountID(peer)) < 0

export const lineOf = (entries: Entries, account: string, { currency, issuer }: IssuedAsset): RippleState | undefined =>
  entries.get('RippleState', hashes.hashTrustline(account, issuer, currency))

/** What an account has of an issuer's money; the issuer itself has no bound. */
export function held(entries: Entries, account: string, asset: IssuedAsset): bigint {
  if (account === asset.issuer) return NO_LIMIT
  const line = lineOf(entries, account, asset)
  if (!line) return 0n
  const balance = parseUnits(line.Balance.value)
  return isLow(account, asset.issuer) ? balance : -balance
}

/** How much more of it an account takes: by its own limit. */
export function room(entries: Entries, account: string, asset: IssuedAsset): bigint {
  if (account === asset.issuer) return NO_LIMIT
  const line = lineOf(entries, account, asset)
  if (!line) return 0n
  const limit = isLow(account, asset.issuer) ? line.LowLimit : line.HighLimit
  const left = parseUnits(limit.value) - held(entries, account, asset)
  return left > 0n ? left : 0n
}

/** Whether money may go from one holder to the other through its issuer: not where it forbids that on both lines. */
export function ripples(entries: Entries, from: string, to: string, asset: IssuedAsset): boolean {
  const forbids = (holder: string) => {
    const line = lineOf(entries, holder, asset)
    return line !== undefined && hasFlag(line, (isLow(holder, asset.issuer) ? HIGH : LOW).noRipple)
  }
  return from === asset.issuer || to === asset.issuer || !(forbids(from) && forbids(to))
}

/** Between holders by way of the issuer. What they have and take has been looked at. */
export function moveIssued(entries: Entries, from: string, to: string, asset: IssuedAsset, units: bigint): void {
  if (from !== asset.issuer) addIssued(entries, from, asset, -units)
  if (to !== asset.issuer) addIssued(entries, to, asset, units)
}

function addIssued(entries: Entries, holder: string, asset: IssuedAsset, units: bigint): void {
  const line = lineOf(entries, holder, asset)!
  const sum = held(entries, holder, asset) + units
  const value = formatUnits(isLow(holder, asset.issuer) ? sum : -sum)
  entries.put({ ...line, Balance: { ...line.Balance, value } })
}

/** Sets how much an account will hold; makes the line when there is none. */
export function trust(entries: Entries, account: string, asset: IssuedAsset, limit: string): void {
  const low = isLow(account, asset.issuer)
  const line = lineOf(entries, account, asset)
  const LimitAmount = { currency: asset.currency, issuer: account, value: formatUnits(parseUnits(limit)) }
  if (line) {
    entries.put({ ...line, ...(low ? { LowLimit: LimitAmount } : { HighLimit: LimitAmount }) })
    return
  }
  const peerLimit = { currency: asset.currency, issuer: asset.issuer, value: '0' }
  const [own, theirs] = low ? [LOW, HIGH] : [HIGH, LOW]
  const peer = accountOf(entries, asset.issuer)!
  entries.put({
    LedgerEntryType: 'RippleState',
    index: hashes.hashTrustline(account, asset.issuer, asset.currency),
    Flags: own.reserve | (hasFlag(peer, DEFAULT_RIPPLE) ? 0 : theirs.noRipple),
    Balance: { currency: asset.currency, issuer: NOBODY, value: '0' },
    LowLimit: low ? LimitAmount : peerLimit,
    HighLimit: low ? peerLimit : LimitAmount,
  })
  addOwned(entries, account, 1)
}
