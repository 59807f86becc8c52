import type { QrMatrix } from './qr-matrix.ts'

/** Dark on white in every theme: many scanners cannot read an inverted code. */
export function QrCode({ matrix, label }: { matrix: QrMatrix; label: string }) {
  return (
    <svg class="qr-code" viewBox={`0 0 ${matrix.size} ${matrix.size}`} role="img" aria-label={label}>
      <path class="qr-code-light" d={`M0 0h${matrix.size}v${matrix.size}h-${matrix.size}z`} />
      <path class="qr-code-dark" d={matrix.path} shape-rendering="crispEdges" />
    </svg>
  )
}
