import { isValidClassicAddress } from 'xrpl'
import {
  addDrops,
  DEFAULT_RIPPLE,
  DISALLOW_XRP,
  hasFlag,
  REQUIRE_DEST_TAG,
  RESERVE_INCREMENT,
  reserve,
} from '../accounts.ts'
import { isIssued, parseUnits } from '../amount.ts'
import { accountOf } from '../entries.ts'
import { lineOf, trust } from '../lines.ts'
import type { Transactor } from './type.ts'

/** Which flag of an account each of these numbers sets or clears; the others are left out of this network. */
const SETTINGS: Readonly<Record<number, number>> = { 1: REQUIRE_DEST_TAG, 3: DISALLOW_XRP, 8: DEFAULT_RIPPLE }

export const accountSet: Transactor = {
  refuse({ SetFlag, ClearFlag }) {
    if (SetFlag !== undefined && SetFlag === ClearFlag) return 'temINVALID_FLAG'
    return [SetFlag, ClearFlag].every((flag) => flag === undefined || flag === 0 || flag in SETTINGS)
      ? undefined
      : 'temDISABLED'
  },
  apply({ Account, SetFlag = 0, ClearFlag = 0 }, { entries }) {
    const account = accountOf(entries, Account)!
    const Flags = ((account.Flags | (SETTINGS[SetFlag] ?? 0)) & ~(SETTINGS[ClearFlag] ?? 0)) >>> 0
    entries.put({ ...account, Flags })
    return 'tesSUCCESS'
  },
}

/** The first two things that an account owns need no reserve, so that a new one can hold issued money. */
const FREE_ENTRIES = 2

export const trustSet: Transactor = {
  refuse({ Account, LimitAmount }) {
    if (!isIssued(LimitAmount) || LimitAmount.currency === 'XRP') return 'temBAD_LIMIT'
    if (parseUnits(LimitAmount.value) < 0n) return 'temBAD_LIMIT'
    return LimitAmount.issuer === Account ? 'temDST_IS_SRC' : undefined
  },
  apply({ Account, LimitAmount }, { entries, balanceBefore }) {
    if (!isIssued(LimitAmount) || !accountOf(entries, LimitAmount.issuer)) return 'tecNO_DST'
    const { OwnerCount } = accountOf(entries, Account)!
    const isNew = !lineOf(entries, Account, LimitAmount)
    if (isNew && OwnerCount >= FREE_ENTRIES && balanceBefore < reserve(OwnerCount + 1))
      return 'tecNO_LINE_INSUF_RESERVE'
    trust(entries, Account, LimitAmount, LimitAmount.value)
    return 'tesSUCCESS'
  },
}

const LEDGERS_BEFORE_DELETION = 256

/** Ends an account; all that it has left goes to another one. */
export const accountDelete: Transactor = {
  fee: RESERVE_INCREMENT,
  refuse({ Account, Destination }) {
    if (!Destination || !isValidClassicAddress(Destination)) return 'temMALFORMED'
    return Account === Destination ? 'temDST_IS_SRC' : undefined
  },
  apply({ Account, Destination, DestinationTag, Sequence }, { entries, ledger }) {
    const destination = accountOf(entries, Destination!)
    if (!destination) return 'tecNO_DST'
    if (hasFlag(destination, REQUIRE_DEST_TAG) && DestinationTag === undefined) return 'tecDST_TAG_NEEDED'
    if (Sequence + LEDGERS_BEFORE_DELETION > ledger) return 'tecTOO_SOON'
    const account = accountOf(entries, Account)!
    if (account.OwnerCount > 0 || isPeer(entries.all(), Account)) return 'tecHAS_OBLIGATIONS'
    addDrops(entries, Destination!, BigInt(account.Balance))
    entries.remove({ ...account, Balance: '0' })
    return { delivered: account.Balance }
  },
}

/** Others' entries that end at an account keep it alive. */
function isPeer(entries: Iterable<object>, address: string): boolean {
  for (const entry of entries) {
    if ('Destination' in entry && entry.Destination === address) return true
    if ('LowLimit' in entry && 'HighLimit' in entry) {
      const ends = [entry.LowLimit, entry.HighLimit] as { issuer: string }[]
      if (ends.some(({ issuer }) => issuer === address)) return true
    }
  }
  return false
}
