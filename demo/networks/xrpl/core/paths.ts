import { addDrops, addOwned, spendable } from './accounts.ts'
import { type Asset, amountOf, assetOf, DROP, fit, least, sameAsset, unitsOf } from './amount.ts'
import { accountOf, type Entries, type Offer } from './entries.ts'
import { held, moveIssued, ripples, room } from './lines.ts'

/** How money gets from one account to another where it is not XRP all the way. Amounts in units of 10^-96. */

export interface Order {
  from: string
  to: string
  /** At most so much arrives. */
  wanted: bigint
  /** At most so much is spent. */
  limit: bigint
}

type IssuedAsset = Asset & { issuer: string }

/** @returns what arrived. */
export function deliverIssued(entries: Entries, order: Order, asset: IssuedAsset): bigint {
  const { from, to, wanted, limit } = order
  if (from === to || !ripples(entries, from, to, asset)) return 0n
  const units = fit(least(wanted, limit, has(entries, from, asset), takes(entries, to, asset)), asset)
  if (units > 0n) moveIssued(entries, from, to, asset, units)
  return units
}

/** Buys `target` for `source` from whoever offers it, the best price first. @returns what arrived. */
export function deliverAcrossBook(entries: Entries, order: Order, source: Asset, target: Asset): bigint {
  let arrived = 0n
  let spent = 0n
  for (const offer of book(entries, source, target)) {
    if (offer.Account === order.from) continue
    const rest = { ...order, wanted: order.wanted - arrived, limit: order.limit - spent }
    const taken = take(entries, offer, rest, source, target)
    arrived += taken.gets
    spent += taken.pays
    if (arrived >= order.wanted || spent >= order.limit) break
  }
  return arrived
}

/** Offers of `target` for `source`, the cheapest first, and of equal ones the oldest. */
function book(entries: Entries, source: Asset, target: Asset): Offer[] {
  const offers = [...entries.all()].filter(
    (entry): entry is Offer =>
      entry.LedgerEntryType === 'Offer' &&
      sameAsset(assetOf(entry.TakerGets), target) &&
      sameAsset(assetOf(entry.TakerPays), source),
  )
  return offers.sort((one, other) => {
    const difference =
      unitsOf(one.TakerPays) * unitsOf(other.TakerGets) - unitsOf(other.TakerPays) * unitsOf(one.TakerGets)
    if (difference === 0n) return one.Sequence - other.Sequence
    return difference < 0n ? -1 : 1
  })
}

/** Takes as much of an offer as both sides can, and notes what is left of it. Rounds in favour of who offers. */
function take(entries: Entries, offer: Offer, order: Order, source: Asset, target: Asset) {
  const [gets, pays] = [unitsOf(offer.TakerGets), unitsOf(offer.TakerPays)]
  const owner = offer.Account
  const affordable = least(order.limit, has(entries, order.from, source), takes(entries, owner, source))
  const most = least(order.wanted, gets, has(entries, owner, target), takes(entries, order.to, target))
  const out = fit(least(most, (affordable * gets) / pays), target)
  if (out === 0n) return { gets: 0n, pays: 0n }
  const paid = least(fit((out * pays + gets - 1n) / gets, source, true), affordable)
  move(entries, order.from, owner, source, paid)
  move(entries, owner, order.to, target, out)
  const left = {
    ...offer,
    TakerGets: amountOf(gets - out, target),
    TakerPays: amountOf(pays - least(paid, pays), source),
  }
  if (gets - out > 0n && pays - paid > 0n) entries.put(left)
  else {
    entries.remove(left)
    addOwned(entries, owner, -1)
  }
  return { gets: out, pays: paid }
}

function has(entries: Entries, account: string, asset: Asset): bigint {
  if (asset.issuer === null) return spendable(accountOf(entries, account)!) * DROP
  const units = held(entries, account, { ...asset, issuer: asset.issuer })
  return units > 0n ? units : 0n
}

function takes(entries: Entries, account: string, asset: Asset): bigint {
  // There is never more XRP than fits.
  if (asset.issuer === null) return 10n ** 17n * DROP
  return room(entries, account, { ...asset, issuer: asset.issuer })
}

function move(entries: Entries, from: string, to: string, asset: Asset, units: bigint): void {
  if (asset.issuer === null) {
    addDrops(entries, from, -(units / DROP))
    addDrops(entries, to, units / DROP)
  } else moveIssued(entries, from, to, { ...asset, issuer: asset.issuer }, units)
}
