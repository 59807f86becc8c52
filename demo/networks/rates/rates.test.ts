import { afterEach, beforeEach, expect, it } from 'vitest'
import { testClock } from '../../../server/test-core.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'
import { PAIRS, type StandInPair } from './pairs.ts'
import { type RatesService, ratesService } from './rates.ts'

let service: RatesService
let standIn: StandIn

beforeEach(async () => {
  const clock = testClock()
  const open = ratesService({ clock })
  standIn = await startStandIn({
    name: 'rates',
    port: 0,
    clock,
    service: () => {
      service = open()
      return service
    },
  })
})
afterEach(() => standIn.stop())

async function get(path: string) {
  const response = await fetch(standIn.url + path)
  return { status: response.status, body: await response.json() }
}

it('answers as Coinbase does', async () => {
  expect(await get('/coinbase/v2/prices/XLM-EUR/spot')).toEqual({
    status: 200,
    body: { data: { amount: '0.275', base: 'XLM', currency: 'EUR' } },
  })
  expect((await get('/coinbase/v2/prices/DOGE-EUR/spot')).status).toBe(404)
})

it.each(['XLMUSD', 'XXLMZUSD'])('answers as Kraken does, under its own name for %s', async (pair) => {
  const { status, body } = await get(`/kraken/0/public/Ticker?pair=${pair}`)
  expect(status).toBe(200)
  expect(body.error).toEqual([])
  expect(Object.keys(body.result)).toEqual(['XXLMZUSD'])
  expect(body.result.XXLMZUSD).toMatchObject({
    a: ['0.32000001', expect.any(String), expect.any(String)],
    b: ['0.31999999', expect.any(String), expect.any(String)],
    c: ['0.32000000', expect.any(String)],
  })
})

it('answers 200 to what Kraken refuses', async () => {
  const unknown = { status: 200, body: { error: ['EQuery:Unknown asset pair'] } }
  expect(await get('/kraken/0/public/Ticker?pair=DOGEEUR')).toEqual(unknown)
  expect(await get('/kraken/0/public/Ticker')).toEqual(unknown)
})

it('says what it is told to, at each source', async () => {
  service.setRate('USDC-GBP', '0.7', null)
  expect((await get('/coinbase/v2/prices/USDC-GBP/spot')).body.data.amount).toBe('0.7')
  expect((await get('/kraken/0/public/Ticker?pair=USDCGBP')).body.error).toHaveLength(1)
  expect(() => service.setRate('XLM-CHF' as StandInPair, '1', '1')).toThrow(RangeError)
  for (const rate of ['0', '-1', 'x', '0.123456789']) {
    expect(() => service.setRate('USDC-GBP', rate, '1')).toThrow(RangeError)
  }
})

it('knows every pair at both', async () => {
  for (const pair of Object.keys(PAIRS)) {
    expect((await get(`/coinbase/v2/prices/${pair}/spot`)).status).toBe(200)
    expect((await get(`/kraken/0/public/Ticker?pair=${pair.replace('-', '')}`)).body.error).toEqual([])
  }
})

it('fails as services fail', async () => {
  await standIn.setFault({ mode: 'error', times: 1 })
  expect((await get('/coinbase/v2/prices/XLM-EUR/spot')).status).toBe(500)
  expect((await get('/coinbase/v2/prices/XLM-EUR/spot')).status).toBe(200)
})
