import { Hono } from 'hono'
import type { Clock } from '../../../server/clock.ts'
import type { Service } from '../stand-in.ts'
import { isRate, readTicker, writeTicker } from './kraken.ts'
import { type Books, PAIRS, type StandInPair } from './pairs.ts'

export interface RatesOptions {
  clock: Clock
}

export interface RatesService extends Service {
  /**
   * What each source says a unit is worth, as decimal text; null: it does not know the pair.
   * @throws RangeError for a pair that the stand-in does not have, or what is no decimal number.
   */
  setRate(pair: StandInPair, coinbase: string | null, kraken: string | null): void
}

/** Two public sources of prices on one port: Coinbase's below `/coinbase`, Kraken's below `/kraken`. */
export function ratesService({ clock }: RatesOptions): () => RatesService {
  return () => {
    const books: Books = new Map(Object.entries(PAIRS).map(([pair, rate]) => [pair, { coinbase: rate, kraken: rate }]))
    const app = new Hono()
    app.use(async (c, next) => {
      await next()
      c.header('Date', new Date(clock.now()).toUTCString())
      c.header('Cache-Control', 'no-store')
    })

    app.get('/coinbase/v2/prices/:pair/spot', (c) => {
      const name = c.req.param('pair')
      const amount = books.get(name)?.coinbase
      const [base, currency] = name.split('-')
      if (amount) return c.json({ data: { amount, base, currency } })
      return c.json({ errors: [{ id: 'not_found', message: `Invalid base currency or currency: ${name}` }] }, 404)
    })

    // Kraken answers 200 to what it refuses as well.
    app.get('/kraken/0/public/Ticker', (c) => {
      const found = readTicker(books, c.req.query('pair') ?? '')
      return c.json(
        found
          ? { error: [], result: { [found.name]: writeTicker(found.rate) } }
          : { error: ['EQuery:Unknown asset pair'] },
      )
    })

    app.notFound((c) => c.json({ error: ['EGeneral:Unknown method'] }, 404))
    return {
      fetch: (request) => app.fetch(request),
      errorBody: () => ({ body: JSON.stringify({ error: ['EService:Unavailable'] }), contentType: 'application/json' }),
      setRate(pair, coinbase, kraken) {
        if (!books.has(pair)) throw new RangeError(`There is no market for ${pair}.`)
        for (const rate of [coinbase, kraken]) {
          if (rate !== null && !isRate(rate)) throw new RangeError(`"${rate}" is no rate.`)
        }
        books.set(pair, { coinbase, kraken })
      },
    }
  }
}
