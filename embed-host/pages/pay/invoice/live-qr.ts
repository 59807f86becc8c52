import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import type { QrMatrix } from '../../../ui/qr-matrix.ts'

/** The QR code of the view's `payUri`; null while a new one is made. */
export interface LiveQr {
  matrix: ReadonlySignal<QrMatrix | null>
  /** Makes a new code whenever the link changes, until the returned function is called. */
  follow(): () => void
}

/** `first` is null where the server made none. Code that makes codes is fetched only where another one is needed. */
export function createLiveQr(
  invoice: ReadonlySignal<InvoiceView>,
  first: QrMatrix | null,
  makeMatrix: (text: string) => Promise<QrMatrix>,
): LiveQr {
  const matrix = signal(first)
  return {
    matrix,
    follow() {
      let shown = first && invoice.peek().payUri
      return effect(() => {
        const { payUri } = invoice.value
        if (payUri === shown) return
        shown = payUri
        // The old code asks for the old amount: rather none than that one.
        matrix.value = null
        makeMatrix(payUri).then(
          (made) => {
            if (payUri === shown) matrix.value = made
          },
          () => {},
        )
      })
    },
  }
}
