import { afterEach, expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { FIAT_CURRENCIES, type Pair, SOURCES, writeRate } from './rate.ts'
import { freshRate, freshRateOrNone, latestRate } from './rates.ts'
import { startTestRates, type TestRates } from './test-rates.ts'

const PAIR: Pair = { asset: 'XLM', currency: 'EUR' }
const UNAVAILABLE = { kind: 'invalid', code: 'rate_unavailable' }

describeOnBothStores('exchange rates', (store) => {
  let rates: TestRates | undefined
  afterEach(async () => {
    await rates?.standIn.stop()
    rates = undefined
  })
  const start = async () => {
    rates = await startTestRates(testCore(store()))
    return rates
  }

  it('are read of every pair, from both sources', async () => {
    const { core } = await start()
    for (const asset of ['USDC', 'XLM', 'XRP'] as const) {
      for (const currency of FIAT_CURRENCIES) {
        const { readings } = await freshRate(core, { asset, currency })
        expect(readings.map(({ source }) => source)).toEqual([...SOURCES])
      }
    }
  })

  it('are asked for once, however many need them, and again after some seconds', async () => {
    const { core, standIn, setRate } = await start()
    await Promise.all(Array.from({ length: 20 }, () => freshRate(core, PAIR)))
    await freshRate(core, PAIR)
    expect(standIn.requests()).toHaveLength(2)
    setRate('XLM-EUR', '0.30', '0.301')
    core.clock.advance(10_000)
    expect(writeRate((await freshRate(core, PAIR)).rate)).toBe('0.3005')
    expect(standIn.requests()).toHaveLength(4)
    expect(latestRate(core, PAIR)).toEqual(await freshRate(core, PAIR))
  })

  it('are those of now once the clock was set back, not those from what is now to come', async () => {
    const { core, setRate } = await start()
    await freshRate(core, PAIR)
    setRate('XLM-EUR', '0.30', '0.301')
    core.clock.advance(-60 * 60_000)
    expect(writeRate((await freshRate(core, PAIR)).rate)).toBe('0.3005')
  })

  it('are not known before anybody asked', async () => {
    const { core } = await start()
    expect(() => latestRate(core, PAIR)).toThrow('retry in a minute')
  })

  it.each([
    ['coinbase', null, '0.275'],
    ['kraken', '0.275', null],
  ] as const)('are none without %s', async (_, coinbase, kraken) => {
    const { core, setRate } = await start()
    setRate('XLM-EUR', coinbase, kraken)
    await expect(freshRate(core, PAIR)).rejects.toMatchObject(UNAVAILABLE)
    expect(await freshRateOrNone(core, PAIR)).toBeNull()
  })

  it('are none while the sources differ', async () => {
    const { core, setRate } = await start()
    setRate('XLM-EUR', '0.275', '0.29')
    await expect(freshRate(core, PAIR)).rejects.toThrow('differ by more than 2 %')
  })

  it.each(['refuse', 'error'] as const)('last two minutes when the sources fail (%s), and no longer', async (mode) => {
    const { core, standIn } = await start()
    const before = await freshRate(core, PAIR)
    await standIn.setFault({ mode })
    core.clock.advance(120_000)
    expect(await freshRate(core, PAIR)).toEqual(before)
    core.clock.advance(10_001)
    await expect(freshRate(core, PAIR)).rejects.toThrow('more than two minutes old')
    await standIn.setFault({ mode: 'none' })
    core.clock.advance(10_000)
    expect((await freshRate(core, PAIR)).rate).toBe(before.rate)
  })
})
