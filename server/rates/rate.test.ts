import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { agree, marketRate, parseRate, type Reading, readPrice, STALE_AFTER, writeRate } from './rate.ts'

const NOW = Date.parse('2026-01-15T12:00:00.000Z')

const reading = (source: Reading['source'], price: string, at = NOW): Reading => ({
  source,
  rate: readPrice(price)!,
  at: toInstant(at),
})

describe('a price', () => {
  it.each([
    ['0.275', '0.275'],
    ['1', '1'],
    ['0.8543210000000000999', '0.854321'],
    ['65000.5', '65000.5'],
  ])('%s is read as %s', (text, written) => {
    expect(writeRate(readPrice(text)!)).toBe(written)
  })

  it.each(['', '0', '0.000', '-1', '1e5', 'NaN', '1,5', ' 1'])('%j is none', (text) => {
    expect(readPrice(text)).toBeNull()
  })

  it('is written as it was read', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 30n }), (rate) => parseRate(writeRate(rate)) === rate))
  })
})

describe('the rate of the market', () => {
  it('is the exact middle of both sources', () => {
    const rate = marketRate([reading('kraken', '0.2751'), reading('coinbase', '0.2750000000000001')], NOW)
    expect(rate).toMatchObject({ readings: [{ source: 'coinbase' }, { source: 'kraken' }] })
    expect(typeof rate === 'string' ? rate : writeRate(rate.rate)).toBe('0.27505000000000005')
  })

  it('needs both', () => {
    expect(marketRate([], NOW)).toBe('missing')
    expect(marketRate([reading('kraken', '1')], NOW)).toBe('missing')
  })

  it('needs both of the last two minutes', () => {
    const at = (ms: number) => marketRate([reading('kraken', '1', ms), reading('coinbase', '1')], NOW)
    expect(at(NOW - STALE_AFTER)).not.toBe('stale')
    expect(at(NOW - STALE_AFTER - 1)).toBe('stale')
  })

  it('needs them to agree within two hundredths', () => {
    const between = (one: string, other: string) =>
      marketRate([reading('kraken', one), reading('coinbase', other)], NOW)
    expect(between('100', '102')).toMatchObject({ rate: readPrice('101') })
    expect(between('102.0000001', '100')).toBe('apart')
  })

  it('lies between the sources, however it is asked', () => {
    const price = fc.bigInt({ min: 1n, max: 10n ** 26n }).map((n) => n * 100n)
    fc.assert(
      fc.property(price, price, (one, other) => {
        expect(agree(one, other)).toBe(agree(other, one))
        const readings: Reading[] = [
          { source: 'coinbase', rate: one, at: toInstant(NOW) },
          { source: 'kraken', rate: other, at: toInstant(NOW) },
        ]
        const rate = marketRate(readings, NOW)
        if (typeof rate === 'string') expect(agree(one, other)).toBe(false)
        else expect(rate.rate * 2n).toBe(one + other)
      }),
    )
  })
})
