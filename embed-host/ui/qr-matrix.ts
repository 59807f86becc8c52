import { create } from 'qrcode'

/** A QR code as one SVG path over a square of `size` modules, quiet zone included. */
export interface QrMatrix {
  size: number
  path: string
}

/** The light border that ISO/IEC 18004 asks for, in modules. */
const QUIET_ZONE = 4

/** Level M recovers 15 % of the code, enough for a screen, and keeps a SEP-7 link at a size that phones read well. */
export function qrMatrix(text: string): QrMatrix {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let row = 0; row < modules.size; row++) {
    for (const [from, length] of darkRuns(modules.size, (column) => modules.get(row, column) !== 0)) {
      path += `M${from + QUIET_ZONE} ${row + QUIET_ZONE}h${length}v1h-${length}z`
    }
  }
  return { size: modules.size + 2 * QUIET_ZONE, path }
}

/** Where dark modules lie next to each other: `[start, length]`, left to right. */
function* darkRuns(size: number, isDark: (column: number) => boolean): Generator<[number, number]> {
  let column = 0
  while (column < size) {
    const start = column
    while (column < size && isDark(column)) column++
    if (column > start) yield [start, column - start]
    else column++
  }
}
