import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { type Instant, toMillis } from '../../../../server/clock.ts'
import type { ApiFailure, CheckoutApi } from '../checkout-api.ts'
import type { LiveView } from '../live-view.ts'

export type QuoteState =
  /** The amount may be sent: it has a price that holds, or needs none. */
  | 'holds'
  /** The price ran out, and nobody has asked for another one yet. */
  | 'over'
  | 'renewing'
  /** There is no exchange rate to be had just now. */
  | 'no_rate'
  /** Another price could not be had for another reason. */
  | 'failed'

type Asker = 'by_page' | 'by_payer'

/** The price in fiat that an invoice's amount comes from: it holds for minutes, and is then renewed. */
export interface QuoteSession {
  state: ReadonlySignal<QuoteState>
  /** Whether this page has shown another price before, and who wanted the one it shows. */
  renewed: ReadonlySignal<Asker | null>
  /** Asks for another price; the server answers the one it has while that holds. */
  renew(by: Asker): Promise<void>
  /** Asks once by itself for each price that ran out, while the page is seen, until the returned function is called. */
  follow(): () => void
}

interface QuoteSessionNeeds extends Pick<LiveView<InvoiceView>, 'change' | 'refresh'> {
  invoice: ReadonlySignal<InvoiceView>
  api: Pick<CheckoutApi, 'renewQuote'>
  /** The server's time in milliseconds. */
  now: ReadonlySignal<number>
  /** Money may be sent for the invoice. */
  open: ReadonlySignal<boolean>
  /** A transfer is being made: its amount must not change under it. */
  hold: ReadonlySignal<boolean>
}

export function createQuoteSession(needs: QuoteSessionNeeds): QuoteSession {
  const { invoice, change, refresh, api, now, open, hold } = needs
  const renewing = signal(false)
  /** Why the price that ended then could not be followed by another. */
  const failed = signal<{ end: Instant; why: ApiFailure } | null>(null)
  const renewed = signal<Asker | null>(null)

  const state = computed<QuoteState>(() => {
    const { quote } = invoice.value
    if (!quote || !open.value || hold.value) return 'holds'
    const why = failed.value?.end === quote.validUntil ? failed.value.why : null
    // The server looks for a rate only once the price is over by its own clock, whatever ours says.
    if (now.value < toMillis(quote.validUntil) && why !== 'rate_unavailable') return 'holds'
    if (renewing.value) return 'renewing'
    if (why === null) return 'over'
    return why === 'rate_unavailable' ? 'no_rate' : 'failed'
  })

  async function renew(by: Asker): Promise<void> {
    const { publicId, quote } = invoice.peek()
    if (!quote || renewing.peek()) return
    renewing.value = true
    const why = await change(() => api.renewQuote(publicId))
    // It is paid, or over: the page shows that once it knows.
    if (why === 'wrong_state') await refresh()
    failed.value = why && { end: quote.validUntil, why }
    if (invoice.peek().quote?.validUntil !== quote.validUntil) renewed.value = by
    renewing.value = false
  }

  function follow(): () => void {
    /** The end of the price after which the page has asked. */
    let asked: Instant | null = null
    const { seen, stop } = watchSeen()
    const stopAsking = effect(() => {
      const end = invoice.value.quote?.validUntil ?? null
      if (state.value !== 'over' || !seen.value || end === asked) return
      asked = end
      void renew('by_page')
    })
    return () => {
      stopAsking()
      stop()
    }
  }

  return { state, renewed, renew, follow }
}

/** Whether the page is in front of the payer. */
function watchSeen() {
  const seen = signal(document.visibilityState === 'visible')
  const look = () => {
    seen.value = document.visibilityState === 'visible'
  }
  document.addEventListener('visibilitychange', look)
  return { seen, stop: () => document.removeEventListener('visibilitychange', look) }
}
