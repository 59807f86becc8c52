import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatStroops, MAX_AMOUNT, parseStroops } from './stroops.ts'

test('what is written is read back, with seven decimals', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT }), (stroops) => {
      expect(formatStroops(stroops)).toMatch(/^(0|[1-9]\d*)\.\d{7}$/)
      expect(parseStroops(formatStroops(stroops))).toBe(stroops)
    }),
  )
})

test.each(['', '1.', '.5', '-1', '1e3', '1.12345678', '922337203685.4775808'])('%j is no amount', (text) => {
  expect(() => parseStroops(text)).toThrow()
})
