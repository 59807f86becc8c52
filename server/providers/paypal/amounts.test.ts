import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMoney, toMoney, whyNotExact } from './amounts.ts'

describe('amounts at PayPal', () => {
  it.each([
    ['EUR', 2500n, '25.00'],
    ['EUR', 1n, '0.01'],
    ['JPY', 500n, '500'],
    ['HUF', 150_000n, '1500'],
    ['TWD', 100n, '1'],
  ])('are written as PayPal writes %s', (currency, amount, value) => {
    expect(whyNotExact(amount, currency)).toBeNull()
    expect(toMoney(amount, currency)).toEqual({ currency_code: currency, value })
  })

  it.each([
    ['KWD', 1234n, 'takes no KWD'],
    ['HUF', 150_050n, 'charges whole HUF only'],
    ['TWD', 50n, 'charges whole TWD only'],
    ['EUR', 0n, 'charges more than nothing'],
    ['EUR', 10n ** 17n, 'charges no more than 15 digits at once'],
  ])('are refused where PayPal cannot charge them: %s %s', (currency, amount, why) => {
    expect(whyNotExact(amount, currency)).toBe(why)
  })

  it.each(['EUR', 'JPY', 'HUF'])('are the same after %s and back', (currency) => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 15n }).filter((amount) => whyNotExact(amount, currency) === null)
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(fromMoney(toMoney(amount, currency))).toBe(amount)
      }),
    )
  })

  it('of no currency’s form are none', () => {
    expect(fromMoney({ currency_code: 'JPY', value: '1.50' })).toBeNull()
    expect(fromMoney({ currency_code: 'EUR', value: '-1.00' })).toBeNull()
  })
})
