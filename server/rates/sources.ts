import { z } from 'zod'
import { type ProviderAnswer, providerFetch } from '../providers/http.ts'
import { agree, meanOf, type Pair, readPrice, type SourceName } from './rate.ts'

/** Where public prices are read. Neither source asks for a key. */

/** In milliseconds. A source that takes longer is asked again by the next who needs it. */
const TIMEOUT = 4_000

/** What a source answered, and for how many seconds a cache on the way had it. */
export interface SourceAnswer {
  rate: bigint
  age: number
}

/** @throws when the source cannot be asked, or does not say a price. */
export type AskSource = (baseUrl: string, pair: Pair) => Promise<SourceAnswer>

const coinbasePrice = z.object({
  data: z.object({ amount: z.string(), base: z.string(), currency: z.string() }),
})

/** https://docs.cdp.coinbase.com/coinbase-app/track-apis/prices */
const askCoinbase: AskSource = async (baseUrl, { asset, currency }) => {
  const answer = await ask(`${baseUrl}/v2/prices/${asset}-${currency}/spot`)
  const { data } = coinbasePrice.parse(answer.body)
  if (data.base !== asset || data.currency !== currency) {
    throw new Error(`Coinbase was asked for ${asset}-${currency} and told ${data.base}-${data.currency}.`)
  }
  return { rate: requirePrice(data.amount), age: ageOf(answer) }
}

const price = z.tuple([z.string()], z.unknown())
const krakenTicker = z.object({
  error: z.array(z.string()),
  result: z.record(z.string(), z.object({ a: price, b: price })).optional(),
})

/**
 * Between the best bid and the best ask: in a quiet market the last trade may be hours old.
 * https://docs.kraken.com/api/docs/rest-api/get-ticker-information
 */
const askKraken: AskSource = async (baseUrl, { asset, currency }) => {
  const answer = await ask(`${baseUrl}/0/public/Ticker?pair=${asset}${currency}`)
  const { error, result = {} } = krakenTicker.parse(answer.body)
  // It is asked for one pair, and answers under a name of its own for it.
  const [ticker, ...others] = Object.values(result)
  if (error.length > 0 || !ticker || others.length > 0) throw new Error(`Kraken has no ticker: ${error.join(', ')}`)
  const [ask_, bid] = [requirePrice(ticker.a[0]), requirePrice(ticker.b[0])]
  if (bid > ask_ || !agree(bid, ask_)) throw new Error('Nobody trades there: bid and ask lie too far apart.')
  return { rate: meanOf(bid, ask_), age: ageOf(answer) }
}

export const ASK: Readonly<Record<SourceName, AskSource>> = { coinbase: askCoinbase, kraken: askKraken }

async function ask(url: string): Promise<ProviderAnswer> {
  const answer = await providerFetch(url, { headers: { accept: 'application/json' } }, TIMEOUT)
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`)
  return answer
}

function requirePrice(text: string): bigint {
  const read = readPrice(text)
  if (read === null) throw new Error(`"${text}" is no price.`)
  return read
}

/** https://www.rfc-editor.org/rfc/rfc9111#name-age */
const ageOf = ({ headers }: ProviderAnswer): number => {
  const age = headers.get('age') ?? '0'
  return /^\d{1,9}$/.test(age) ? Number(age) : 0
}
