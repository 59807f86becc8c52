import type { Core } from '../core.ts'
import type { MarketRate, Pair } from '../rates/rate.ts'
import { freshRateOrNone, pairKey } from '../rates/rates.ts'
import type { InvoiceRow, QuoteRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { type Credit, countsAgainstPrice, creditInvoice, type PricedCredit, type Step } from './invoice.ts'
import { creditAtQuote, expectedAt, pairOf, quoteAt } from './quote.ts'
import { insertQuote, newQuote, quotesOf } from './quotes.ts'
import { storeMoves } from './records.ts'

/** An invoice that is locked, with what its merchant lets pass. */
export type LockedInvoice = InvoiceRow & { underpayment_tolerance: number }

/** Invoices with what `Credits` needs, to be narrowed down. Whoever locks several does so in the order of their ids. */
export const lockForCredit = (tx: Tx) =>
  tx
    .selectFrom('invoices as invoice')
    .innerJoin('merchants as merchant', 'merchant.id', 'invoice.merchant_id')
    .selectAll('invoice')
    .select('merchant.underpayment_tolerance')
    .forUpdate('invoice')

export type Money = Pick<Credit, 'amount' | 'closedAt'>

/** Money on its way to invoices, in one transaction. */
export interface Credits {
  /**
   * Whether it is known what the money is worth: false for a fiat price while no quote was in force, and no rate can be
   * had now.
   * @throws RateNeeded
   */
  canTake(invoice: LockedInvoice, money: Money): boolean
  /** Credits what can be taken. In the order of the ledger. */
  add(invoice: LockedInvoice, money: Money): void
  /** Keeps all of it, and tells. @returns the invoices as they now are. */
  store(): Promise<InvoiceRow[]>
}

/** Rates that were asked for, by pair; null where there was none. */
export type RatesAtHand = Map<string, MarketRate | null>

/** Undoes a transaction that cannot go on without a rate, which only the network knows. */
class RateNeeded extends Error {
  readonly pair: Pair
  constructor(pair: Pair) {
    super(`The rate of ${pairKey(pair)} is needed.`)
    this.pair = pair
  }
}

/**
 * Runs a transaction that may turn out to need a rate: it is undone, the rate is asked for, and it runs again.
 * @param work is called again for each pair; it must leave nothing behind when it throws.
 */
export async function withRates<T>(core: Core, work: (rates: RatesAtHand) => Promise<T>): Promise<T> {
  const rates: RatesAtHand = new Map()
  for (;;) {
    try {
      return await work(rates)
    } catch (error) {
      if (!(error instanceof RateNeeded)) throw error
      rates.set(pairKey(error.pair), await freshRateOrNone(core, error.pair))
    }
  }
}

/** What becomes of one invoice. */
interface Account {
  invoice: LockedInvoice
  /** The oldest first; `received` grows with each credit. */
  quotes: QuoteRow[]
  /** Money that came while none was in force counts at this one. */
  made: QuoteRow | null
  touched: Set<QuoteRow>
  steps: Step<LockedInvoice>[]
}

/** @param rates what has been asked for so far; `withRates` fills it. */
export async function openCredits(core: Core, tx: Tx, invoices: LockedInvoice[], rates: RatesAtHand): Promise<Credits> {
  const priced = invoices.filter(({ pricing_currency }) => pricing_currency !== null).map(({ id }) => id)
  const quotes = await quotesOf(tx, priced)
  const accounts = new Map(
    invoices.map((invoice): [string, Account] => [
      invoice.id,
      { invoice, quotes: quotes.get(invoice.id) ?? [], made: null, touched: new Set(), steps: [] },
    ]),
  )
  const accountOf = ({ id }: LockedInvoice): Account => accounts.get(id)!

  return {
    canTake(invoice, { closedAt }) {
      const account = accountOf(invoice)
      return !countsAgainstPrice(invoice, closedAt) || hasQuote(account, closedAt) || rateFor(invoice, rates) !== null
    },
    add(invoice, money) {
      const account = accountOf(invoice)
      const current = account.steps.at(-1)?.invoice ?? invoice
      const priced = countsAgainstPrice(current, money.closedAt)
        ? takeAtQuote(core, account, current, money, rates)
        : null
      const tolerance = invoice.underpayment_tolerance
      account.steps.push(...creditInvoice(current, { ...money, tolerance, priced }))
    },
    async store() {
      const moved = [...accounts.values()].filter(({ steps }) => steps.length > 0)
      for (const account of moved) await storeQuotes(tx, account)
      return storeMoves(
        core,
        tx,
        moved.map(({ steps }) => steps),
      )
    },
  }
}

const hasQuote = ({ quotes }: Account, closedAt: string): boolean => quoteAt(quotes, closedAt) !== null

function rateFor(invoice: LockedInvoice, rates: RatesAtHand): MarketRate | null {
  const pair = pairOf(invoice)
  const rate = rates.get(pairKey(pair))
  if (rate === undefined) throw new RateNeeded(pair)
  return rate
}

/** Where no quote was in force, one is made now for what remains, and the money counts at it. */
function takeAtQuote(
  core: Core,
  account: Account,
  invoice: LockedInvoice,
  { amount, closedAt }: Money,
  rates: RatesAtHand,
): PricedCredit {
  const quote = quoteAt(account.quotes, closedAt) ?? account.made ?? makeQuote(core, account, invoice, rates)
  const newest = account.quotes.at(-1)!
  const { priced, received } = creditAtQuote(invoice, quote, newest, amount)
  quote.received = received
  account.touched.add(quote)
  return priced
}

function makeQuote(core: Core, account: Account, invoice: LockedInvoice, rates: RatesAtHand): QuoteRow {
  const market = rateFor(invoice, rates)
  if (!market) throw new Error(`There is no rate to credit ${invoice.id} at.`)
  account.made = newQuote(core, invoice.id, expectedAt(invoice, market.rate).amount, market)
  account.quotes.push(account.made)
  return account.made
}

async function storeQuotes(tx: Tx, { made, touched }: Account): Promise<void> {
  if (made) await insertQuote(tx, made)
  for (const { id, received } of touched) {
    if (id === made?.id) continue
    await tx.updateTable('quotes').set({ received }).where('id', '=', id).execute()
  }
}
