import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mollieAmount, objectionTo, toMollieAmount } from './amounts.ts'

describe('amounts at Mollie', () => {
  it.each([
    ['EUR', 1n, '0.01'],
    ['EUR', 1000n, '10.00'],
    ['EUR', 123_456_789n, '1234567.89'],
    ['JPY', 500n, '500'],
    ['ISK', 5n, '5'],
    ['HUF', 50_055n, '500.55'],
    ['KWD', 1234n, '1.234'],
  ])('%s %s', (currency, amount, value) => {
    expect(toMollieAmount(amount, currency)).toEqual({ currency, value })
  })

  it('are the same after they were written and read', () => {
    const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'USD')
    fc.assert(
      fc.property(currencies, fc.bigInt({ min: 0n, max: 10n ** 15n }), (currency, amount) => {
        expect(mollieAmount.parse(toMollieAmount(amount, currency))).toEqual({ currency, amount })
      }),
    )
  })

  it.each([
    ['EUR', '1.001'],
    ['JPY', '1.5'],
    ['EUR', '-1.00'],
    ['EUR', 'much'],
    ['euro', '1.00'],
  ])('that are none are not read: %s %s', (currency, value) => {
    expect(mollieAmount.safeParse({ currency, value }).success).toBe(false)
  })
})

describe('what Mollie can take', () => {
  it.each([
    ['card', 1n, 'EUR'],
    ['card', 500n, 'JPY'],
    ['card', 100n, 'ZAR'],
    ['ideal', 1n, 'EUR'],
    ['ideal', 5_000_000n, 'EUR'],
    ['bancontact', 2n, 'EUR'],
  ] as const)('takes by %s %s %s', (method, amount, currency) => {
    expect(objectionTo(method, amount, currency)).toBeNull()
  })

  it.each([
    ['paypal', 1000n, 'EUR', 'takes no paypal'],
    ['card', 1000n, 'KWD', 'takes no KWD by card'],
    ['card', 1000n, 'BRL', 'takes no BRL by card'],
    ['ideal', 1000n, 'USD', 'takes no USD by ideal'],
    ['bancontact', 1000n, 'GBP', 'takes no GBP by bancontact'],
    ['bancontact', 1n, 'EUR', 'takes at least 0.02 EUR by bancontact'],
    ['ideal', 5_000_001n, 'EUR', 'takes no more than 50000.00 EUR by ideal'],
  ] as const)('does not take by %s %s %s', (method, amount, currency, objection) => {
    expect(objectionTo(method, amount, currency)).toBe(objection)
  })
})
