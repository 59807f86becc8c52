import { isValidClassicAddress } from 'xrpl'
import { addDrops, hasFlag, newAccount, REQUIRE_DEST_TAG, RESERVE_BASE, reserve } from '../accounts.ts'
import { amountOf, assetOf, isDrops, isIssued, type Amount as LedgerAmount, parseUnits, unitsOf } from '../amount.ts'
import { accountOf } from '../entries.ts'
import { deliverAcrossBook, deliverIssued } from '../paths.ts'
import type { Result } from '../results.ts'
import type { Fields } from '../transaction.ts'
import type { Context, Outcome, Transactor } from './type.ts'

const PARTIAL = 0x0002_0000
const NO_DIRECT = 0x0001_0000
const LIMIT_QUALITY = 0x0004_0000

/** Money from one account to another: XRP, issued money, or one for the other by way of offers. */
export const payment: Transactor = {
  flags: PARTIAL | NO_DIRECT | LIMIT_QUALITY,

  refuse(fields) {
    const { Account, Amount, SendMax, DeliverMin, Destination, Paths, Flags = 0 } = fields
    if (!isPositive(Amount)) return 'temBAD_AMOUNT'
    if (SendMax !== undefined && !isPositive(SendMax)) return 'temBAD_AMOUNT'
    if (!Destination || !isValidClassicAddress(Destination)) return 'temMALFORMED'
    if (DeliverMin !== undefined && !((Flags & PARTIAL) !== 0 && isPositive(DeliverMin))) return 'temBAD_AMOUNT'
    // Only the direct way and one book of offers are known here.
    if (Paths !== undefined || (Flags & (NO_DIRECT | LIMIT_QUALITY)) !== 0) return 'temDISABLED'
    const isDirect = isDrops(Amount) && (SendMax === undefined || isDrops(SendMax))
    if (isDirect && SendMax !== undefined) return 'temBAD_SEND_XRP_MAX'
    if (isDirect && (Flags & PARTIAL) !== 0) return 'temBAD_SEND_XRP_PARTIAL'
    return Account === Destination && SendMax === undefined ? 'temREDUNDANT' : undefined
  },

  apply(fields, context) {
    const { Destination, DestinationTag, Amount, SendMax } = fields
    const destination = accountOf(context.entries, Destination!)
    if (destination && hasFlag(destination, REQUIRE_DEST_TAG) && DestinationTag === undefined) {
      return 'tecDST_TAG_NEEDED'
    }
    if (isDrops(Amount) && SendMax === undefined)
      return payXrp(fields, BigInt(Amount), destination !== undefined, context)
    return destination ? payByPath(fields, context) : 'tecNO_DST'
  },
}

export const isPositive = (amount: LedgerAmount | undefined): amount is LedgerAmount =>
  isDrops(amount) ? BigInt(amount) > 0n : isIssued(amount) && parseUnits(amount.value) > 0n

function payXrp(fields: Fields, drops: bigint, exists: boolean, context: Context): Outcome {
  const { Account, Destination, Fee } = fields
  const { entries, ledger, balanceBefore } = context
  if (!exists && drops < RESERVE_BASE) return 'tecNO_DST_INSUF_XRP'
  const { OwnerCount } = accountOf(entries, Account)!
  const kept = reserve(OwnerCount) > BigInt(Fee) ? reserve(OwnerCount) : BigInt(Fee)
  if (balanceBefore < drops + kept) return 'tecUNFUNDED_PAYMENT'
  addDrops(entries, Account, -drops)
  if (exists) addDrops(entries, Destination!, drops)
  else entries.put(newAccount(Destination!, drops, ledger))
  return { delivered: drops.toString() }
}

function payByPath(fields: Fields, { entries }: Context): Outcome {
  const { Account, Destination, Flags = 0 } = fields
  const amount = fields.Amount!
  const sendMax = fields.SendMax ?? amount
  const wanted = unitsOf(amount)
  const order = { from: Account, to: Destination!, wanted, limit: unitsOf(sendMax) }
  const [target, source] = [assetOf(amount), assetOf(sendMax)]
  const isOneMoney = target.issuer !== null && target.currency === source.currency && isSameIssue(fields)
  const delivered = isOneMoney
    ? deliverIssued(entries, order, { currency: target.currency, issuer: issuerOf(fields) })
    : deliverAcrossBook(entries, order, source, target)
  const shortfall = whyTooLittle(delivered, wanted, (Flags & PARTIAL) !== 0, fields.DeliverMin)
  return shortfall ?? { delivered: amountOf(delivered, target) }
}

/** "Issued by me" or "by whoever it goes to" name the same money as its issuer does, where that one is part of it. */
function isSameIssue({ Account, Destination, Amount, SendMax }: Fields): boolean {
  if (!isIssued(Amount)) return false
  if (!isIssued(SendMax) || SendMax.issuer === Amount.issuer) return true
  return SendMax.issuer === Account || Amount.issuer === Destination
}

function issuerOf({ Account, Destination, Amount, SendMax }: Fields): string {
  const issuer = isIssued(Amount) ? Amount.issuer : ''
  if (issuer !== Account && issuer !== Destination) return issuer
  return isIssued(SendMax) && SendMax.issuer !== Account ? SendMax.issuer : issuer
}

function whyTooLittle(
  delivered: bigint,
  wanted: bigint,
  partial: boolean,
  leastWanted: LedgerAmount | undefined,
): Result | undefined {
  if (delivered === 0n) return 'tecPATH_DRY'
  if (delivered >= wanted) return undefined
  return !partial || (leastWanted !== undefined && delivered < unitsOf(leastWanted)) ? 'tecPATH_PARTIAL' : undefined
}
