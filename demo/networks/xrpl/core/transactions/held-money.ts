import { createHash } from 'node:crypto'
import { decodeAccountID, dropsToXrp, hashes, isValidClassicAddress, verifyPaymentChannelClaim } from 'xrpl'
import { addDrops, addOwned, hasFlag, REQUIRE_DEST_TAG, reserve } from '../accounts.ts'
import { isDrops } from '../amount.ts'
import { accountOf } from '../entries.ts'
import type { Result } from '../results.ts'
import type { Fields } from '../transaction.ts'
import type { Context, Transactor } from './type.ts'

/** Money that leaves one account and waits before it reaches another: escrows, checks and payment channels, in XRP. */

function refuseHolding(amount: unknown, { Account, Destination }: Fields): Result | undefined {
  if (!isDrops(amount)) return 'temDISABLED'
  if (BigInt(amount) <= 0n) return 'temBAD_AMOUNT'
  if (!Destination || !isValidClassicAddress(Destination)) return 'temMALFORMED'
  return Account === Destination ? 'temDST_IS_SRC' : undefined
}

/** Why the account cannot begin one. `drops` is what leaves it at once. */
function whyNotHeld({ Account, Destination, DestinationTag }: Fields, context: Context, drops: bigint) {
  const { entries, balanceBefore } = context
  const kept = reserve(accountOf(entries, Account)!.OwnerCount + 1)
  if (balanceBefore < kept) return 'tecINSUFFICIENT_RESERVE'
  if (balanceBefore < kept + drops) return 'tecUNFUNDED'
  const destination = accountOf(entries, Destination!)
  if (!destination) return 'tecNO_DST'
  return hasFlag(destination, REQUIRE_DEST_TAG) && DestinationTag === undefined ? 'tecDST_TAG_NEEDED' : undefined
}

const tagOf = ({ DestinationTag }: Fields) => (DestinationTag === undefined ? {} : { DestinationTag })

export const escrowCreate: Transactor = {
  refuse(fields) {
    if (fields.Condition !== undefined || fields.CancelAfter !== undefined) return 'temDISABLED'
    return refuseHolding(fields.Amount, fields) ?? (fields.FinishAfter === undefined ? 'temMALFORMED' : undefined)
  },
  apply(fields, context) {
    const { Account, Destination, Sequence, Amount, FinishAfter } = fields
    const { entries, parentCloseTime } = context
    if (FinishAfter! <= parentCloseTime) return 'tecNO_PERMISSION'
    const drops = BigInt(Amount as string)
    const failure = whyNotHeld(fields, context, drops)
    if (failure) return failure
    addDrops(entries, Account, -drops)
    addOwned(entries, Account, 1)
    entries.put({
      LedgerEntryType: 'Escrow',
      index: hashes.hashEscrow(Account, Sequence),
      Account,
      Destination: Destination!,
      Amount: drops.toString(),
      FinishAfter: FinishAfter!,
      ...tagOf(fields),
      Flags: 0,
    })
    return 'tesSUCCESS'
  },
}

export const escrowFinish: Transactor = {
  refuse: ({ Owner, OfferSequence }) => (Owner && OfferSequence !== undefined ? undefined : 'temMALFORMED'),
  apply({ Owner, OfferSequence }, { entries, parentCloseTime }) {
    const escrow = entries.get('Escrow', hashes.hashEscrow(Owner!, OfferSequence!))
    if (!escrow) return 'tecNO_TARGET'
    if (parentCloseTime <= (escrow.FinishAfter ?? 0)) return 'tecNO_PERMISSION'
    if (!accountOf(entries, escrow.Destination)) return 'tecNO_DST'
    addDrops(entries, escrow.Destination, BigInt(escrow.Amount))
    addOwned(entries, escrow.Account, -1)
    entries.remove(escrow)
    return 'tesSUCCESS'
  },
}

/** Where a check stands: as ledgers hash the account and the sequence number that made it. */
export function checkId(account: string, sequence: number): string {
  const key = Buffer.concat([Buffer.from('0043', 'hex'), decodeAccountID(account), Buffer.alloc(4)])
  key.writeUInt32BE(sequence, key.length - 4)
  return createHash('sha512').update(key).digest('hex').slice(0, 64).toUpperCase()
}

export const checkCreate: Transactor = {
  refuse: (fields) => (fields.Expiration === undefined ? refuseHolding(fields.SendMax, fields) : 'temDISABLED'),
  apply(fields, context) {
    const { Account, Destination, Sequence, SendMax } = fields
    const failure = whyNotHeld(fields, context, 0n)
    if (failure) return failure
    context.entries.put({
      LedgerEntryType: 'Check',
      index: checkId(Account, Sequence),
      Account,
      Destination: Destination!,
      SendMax: SendMax as string,
      Sequence,
      ...tagOf(fields),
      Flags: 0,
    })
    addOwned(context.entries, Account, 1)
    return 'tesSUCCESS'
  },
}

export const checkCash: Transactor = {
  refuse({ CheckID, Amount }) {
    if (!CheckID || Amount === undefined) return 'temMALFORMED'
    return isDrops(Amount) ? (BigInt(Amount) > 0n ? undefined : 'temBAD_AMOUNT') : 'temDISABLED'
  },
  apply({ Account, CheckID, Amount }, { entries }) {
    const check = entries.get('Check', CheckID!)
    if (!check) return 'tecNO_ENTRY'
    if (check.Destination !== Account) return 'tecNO_PERMISSION'
    const drops = BigInt(Amount as string)
    const payer = accountOf(entries, check.Account)!
    // What the check itself was held for is free once it is cashed.
    const most = BigInt(payer.Balance) - reserve(payer.OwnerCount - 1)
    if (drops > BigInt(check.SendMax) || drops > most) return 'tecPATH_PARTIAL'
    addDrops(entries, check.Account, -drops)
    addDrops(entries, Account, drops)
    addOwned(entries, check.Account, -1)
    entries.remove(check)
    return { delivered: drops.toString() }
  },
}

export const channelCreate: Transactor = {
  refuse(fields) {
    if (fields.CancelAfter !== undefined) return 'temDISABLED'
    const isWhole = fields.PublicKey !== undefined && fields.SettleDelay !== undefined
    return refuseHolding(fields.Amount, fields) ?? (isWhole ? undefined : 'temMALFORMED')
  },
  apply(fields, context) {
    const { Account, Destination, Sequence, Amount, PublicKey, SettleDelay } = fields
    const drops = BigInt(Amount as string)
    const failure = whyNotHeld(fields, context, drops)
    if (failure) return failure
    addDrops(context.entries, Account, -drops)
    addOwned(context.entries, Account, 1)
    context.entries.put({
      LedgerEntryType: 'PayChannel',
      index: hashes.hashPaymentChannel(Account, Destination!, Sequence),
      Account,
      Destination: Destination!,
      Amount: drops.toString(),
      Balance: '0',
      PublicKey: PublicKey!,
      SettleDelay: SettleDelay!,
      ...tagOf(fields),
      Flags: 0,
    })
    return 'tesSUCCESS'
  },
}

/** Pays out of a channel, by its source or by a claim that its source signed. Closing one is left out. */
export const channelClaim: Transactor = {
  refuse({ Channel, Balance }) {
    return Channel && isDrops(Balance) && BigInt(Balance) > 0n ? undefined : 'temMALFORMED'
  },
  apply(fields, { entries }) {
    const channel = entries.get('PayChannel', fields.Channel!)
    if (!channel) return 'tecNO_TARGET'
    const total = BigInt(fields.Balance!)
    if (fields.Account !== channel.Account && !isClaim(fields, channel.PublicKey)) return 'tecNO_PERMISSION'
    if (total > BigInt(channel.Amount) || total <= BigInt(channel.Balance)) return 'tecUNFUNDED_PAYMENT'
    addDrops(entries, channel.Destination, total - BigInt(channel.Balance))
    entries.put({ ...channel, Balance: total.toString() })
    return 'tesSUCCESS'
  },
}

function isClaim({ Channel, Amount, Balance, Signature, PublicKey }: Fields, key: string): boolean {
  if (!isDrops(Amount) || !Signature || PublicKey !== key || BigInt(Balance!) > BigInt(Amount)) return false
  return verifyPaymentChannelClaim(Channel!, dropsToXrp(Amount).toString(), Signature, key)
}
