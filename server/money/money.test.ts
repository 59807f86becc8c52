import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyExponent, parseCurrency } from './currency.ts'
import { formatDecimal, parseDecimal, plainDecimal } from './decimal.ts'

describe('decimal amounts', () => {
  it.each([6, 7])('are the same after text and back, with %i digits', (digits) => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n }), (amount) => {
        expect(parseDecimal(formatDecimal(amount, digits, 0), digits)?.amount).toBe(amount)
      }),
    )
  })

  it('keep the scale they were given in', () => {
    expect(parseDecimal('250.00', 7)).toEqual({ amount: 2_500_000_000n, scale: 2 })
    expect(formatDecimal(2_500_000_000n, 7, 2)).toBe('250.00')
    expect(formatDecimal(2_500_000_001n, 7, 2)).toBe('250.0000001')
    expect(formatDecimal(0n, 7, 0)).toBe('0')
    expect(formatDecimal(1n, 6, 0)).toBe('0.000001')
    expect(formatDecimal(500n, 0, 0)).toBe('500')
  })

  it('are written out whole where a number has an exponent', () => {
    expect([1e-7, 1.5e-9, -2e-7, 1e21, 1.25e22, 0, 0.1, 12, -1.5].map(plainDecimal)).toEqual([
      '0.0000001',
      '0.0000000015',
      '-0.0000002',
      '1000000000000000000000',
      '12500000000000000000000',
      '0',
      '0.1',
      '12',
      '-1.5',
    ])
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(plainDecimal(value)).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(plainDecimal(value)) - value).toBe(0)
      }),
    )
  })

  it.each(['', '-1', '+1', '1e3', '1.', '.5', '1,5', ' 1', '0x10', '1.12345678', 'NaN', '1'.repeat(21)])(
    'refuse %j',
    (text) => {
      expect(parseDecimal(text, 7)).toBeNull()
    },
  )
})

describe('currencies', () => {
  it('know their smallest unit', () => {
    expect([currencyExponent('EUR'), currencyExponent('JPY'), currencyExponent('KWD')]).toEqual([2, 0, 3])
  })

  it('are read in any case, and unknown ones are refused', () => {
    expect(parseCurrency('eur')).toBe('EUR')
    expect(parseCurrency('XXX')).toBeNull()
    expect(parseCurrency('EURO')).toBeNull()
  })
})
