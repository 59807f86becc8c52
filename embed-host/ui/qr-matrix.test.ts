import { create } from 'qrcode'
import { expect, it } from 'vitest'
import { qrMatrix } from './qr-matrix.ts'

const TEXT = `web+stellar:pay?destination=G${'A'.repeat(55)}&amount=12.5&memo=PLR-1234ABCD&memo_type=MEMO_TEXT`

/** The dark modules that a path of `M x y h n v1 h-n z` runs covers. */
function darkModules(path: string): Set<string> {
  const runs = path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)
  return new Set(
    [...runs].flatMap(([, x, y, length]) => Array.from({ length: Number(length) }, (_, i) => `${Number(x) + i},${y}`)),
  )
}

it('draws every dark module of the code and no other', () => {
  const { modules } = create(TEXT, { errorCorrectionLevel: 'M' })
  const matrix = qrMatrix(TEXT)
  const drawn = darkModules(matrix.path)
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      expect(drawn.delete(`${column + 4},${row + 4}`)).toBe(modules.get(row, column) === 1)
    }
  }
  expect(drawn.size).toBe(0)
  expect(matrix.size).toBe(modules.size + 8)
})
