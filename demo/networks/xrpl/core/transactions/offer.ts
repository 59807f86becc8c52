import { hashes } from 'xrpl'
import { addOwned, reserve, spendable } from '../accounts.ts'
import { type Amount, assetOf, isIssued, sameAsset, unitsOf } from '../amount.ts'
import { accountOf, type Entries } from '../entries.ts'
import { held } from '../lines.ts'
import { isPositive } from './payment.ts'
import type { Transactor } from './type.ts'

/** Puts an offer into the book, for payments to take. One that would trade at once is left out of this network. */
export const offerCreate: Transactor = {
  refuse({ TakerGets, TakerPays, OfferSequence, Expiration }) {
    if (!isPositive(TakerGets) || !isPositive(TakerPays)) return 'temBAD_OFFER'
    if (sameAsset(assetOf(TakerGets), assetOf(TakerPays))) return 'temREDUNDANT'
    return OfferSequence !== undefined || Expiration !== undefined ? 'temDISABLED' : undefined
  },
  apply({ Account, Sequence, TakerGets, TakerPays }, { entries, balanceBefore }) {
    const [gets, pays] = [TakerGets!, TakerPays!]
    if (!isFunded(entries, Account, gets)) return 'tecUNFUNDED_OFFER'
    if (balanceBefore < reserve(accountOf(entries, Account)!.OwnerCount + 1)) return 'tecINSUF_RESERVE_OFFER'
    if (crosses(entries, gets, pays)) return 'temDISABLED'
    const index = hashes.hashOfferId(Account, Sequence)
    entries.put({
      LedgerEntryType: 'Offer',
      index,
      Account,
      Sequence,
      TakerGets: gets,
      TakerPays: pays,
      Flags: 0,
    })
    addOwned(entries, Account, 1)
    return 'tesSUCCESS'
  },
}

const isFunded = (entries: Entries, account: string, amount: Amount): boolean =>
  isIssued(amount) ? held(entries, account, amount) > 0n : spendable(accountOf(entries, account)!, 1) > 0n

/** Somebody asks for no more than it pays. */
function crosses(entries: Entries, gets: Amount, pays: Amount): boolean {
  for (const entry of entries.all()) {
    if (entry.LedgerEntryType !== 'Offer') continue
    const isOpposite =
      sameAsset(assetOf(entry.TakerGets), assetOf(pays)) && sameAsset(assetOf(entry.TakerPays), assetOf(gets))
    if (isOpposite && unitsOf(entry.TakerPays) * unitsOf(pays) <= unitsOf(gets) * unitsOf(entry.TakerGets)) return true
  }
  return false
}
