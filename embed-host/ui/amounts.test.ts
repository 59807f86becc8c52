import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAsset, formatMoney, fromUnits, isZero, permille, subtractDecimals } from './amounts.ts'

/** Intl sets a space that does not break between some currencies and the number. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('money of a currency', () => {
  it('has as many digits as the currency', () => {
    expect(formatMoney(2500, 'EUR', 2, 'en')).toBe('€25.00')
    expect(formatMoney(2500, 'JPY', 0, 'en')).toBe('¥2,500')
    expect(plain(formatMoney(2500, 'KWD', 3, 'en'))).toBe('KWD 2.500')
    expect(formatMoney(5, 'EUR', 2, 'en')).toBe('€0.05')
  })

  it('is written as the locale writes it', () => {
    expect(plain(formatMoney(123_456, 'EUR', 2, 'de'))).toBe('1.234,56 €')
    expect(formatMoney(123_456, 'USD', 2, 'en')).toBe('$1,234.56')
  })

  it('keeps every digit of the largest amount', () => {
    expect(formatMoney(Number.MAX_SAFE_INTEGER, 'USD', 2, 'en')).toBe('$90,071,992,547,409.91')
  })
})

describe('amounts of an asset', () => {
  it('keep the scale they came in', () => {
    expect(formatAsset('10', 'XLM', 'en')).toBe('10 XLM')
    expect(formatAsset('1234.50', 'USDC', 'en')).toBe('1,234.50 USDC')
    expect(formatAsset('0.0000001', 'XLM', 'en')).toBe('0.0000001 XLM')
  })

  it('keep every digit where a floating point number would not', () => {
    expect(formatAsset('922337203685.4775807', 'XLM', 'en')).toBe('922,337,203,685.4775807 XLM')
  })

  it('are refused when they are not plain decimals', () => {
    for (const wrong of ['', '1e3', '1,5', 'NaN', '0x10', '.5']) {
      expect(() => formatAsset(wrong, 'XLM', 'en')).toThrow(TypeError)
    }
  })
})

describe('decimal arithmetic', () => {
  it('subtracts at the finer scale', () => {
    expect(subtractDecimals('10.5', '10.0000001')).toBe('0.4999999')
    expect(subtractDecimals('0.1', '0.3')).toBe('-0.2')
    expect(subtractDecimals('25', '25.00')).toBe('0.00')
  })

  it('undoes an addition of any whole units', () => {
    const units = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
    fc.assert(
      fc.property(units, units, fc.integer({ min: 0, max: 7 }), (a, b, scale) => {
        expect(subtractDecimals(fromUnits(a + b, scale), fromUnits(b, scale))).toBe(fromUnits(a, scale))
      }),
    )
  })

  it('knows zero at any scale', () => {
    expect(['0', '0.00', '0.0000000'].every(isZero)).toBe(true)
    expect(isZero('0.0000001')).toBe(false)
  })

  it('measures progress from nothing to all and not beyond', () => {
    expect(permille('0', '10.00')).toBe(0)
    expect(permille('2.5', '10.00')).toBe(250)
    expect(permille('11', '10')).toBe(1000)
    expect(permille('1', '0')).toBe(0)
  })
})
