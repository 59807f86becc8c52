import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { type ApiAnswer, type ApiFailure, type CheckoutApi, checkoutId } from './checkout-api.ts'
import { followViewStream } from './view-stream.ts'

/** The server's view, kept current. Nothing else decides how a payment stands. */
export interface LiveView<View extends CheckoutView> {
  view: ReadonlySignal<View>
  /** True while the server cannot be reached. */
  offline: ReadonlySignal<boolean>
  /** Reads the view now. True when the view now shown is at least as new as this call. */
  refresh(): Promise<boolean>
  /** Does what answers a new view, and shows that. Answers why it was not done, or null. */
  change(ask: () => ApiAnswer<View>): Promise<ApiFailure | null>
  /** Follows the view until it cannot change any more. */
  follow(): void
}

export function createLiveView<View extends CheckoutView>(first: View, api: CheckoutApi): LiveView<View> {
  const id = checkoutId(first)
  const view = signal(first)
  const offline = signal(false)
  /** Counts what was asked for and what the stream told. What is older than what is shown is dropped. */
  let latest = 0
  let shown = 0

  async function change(ask: () => ApiAnswer<CheckoutView>): Promise<ApiFailure | null> {
    const mine = ++latest
    const answer = await ask()
    offline.value = !answer.ok && answer.failure === 'unreachable'
    if (!answer.ok) return answer.failure
    if (mine > shown) {
      shown = mine
      view.value = answer.value as View
    }
    return null
  }

  const refresh = async () => (await change(() => api.view(id))) === null

  function onView(streamedView: CheckoutView): void {
    shown = ++latest
    offline.value = false
    view.value = streamedView as View
  }

  function follow(): void {
    if (isFinal(view.peek())) return
    const stopStream = followViewStream({ url: api.eventsUrl(id), onView, refresh })
    const stopWaking = whenAwake(() => void refresh())
    const onOffline = () => {
      offline.value = true
    }
    addEventListener('offline', onOffline)
    const stopWatching = effect(() => {
      if (!isFinal(view.value)) return
      stopStream()
      stopWaking()
      removeEventListener('offline', onOffline)
      stopWatching()
    })
  }

  return { view, offline, refresh, change, follow }
}

/** Calls back when the page is seen again: after sleep, from another tab, out of the browser's cache, out of a tunnel. */
function whenAwake(look: () => void): () => void {
  const lookIfSeen = () => {
    if (document.visibilityState === 'visible') look()
  }
  const lookIfKept = (event: PageTransitionEvent) => {
    if (event.persisted) look()
  }
  addEventListener('online', lookIfSeen)
  addEventListener('pageshow', lookIfKept)
  document.addEventListener('visibilitychange', lookIfSeen)
  return () => {
    removeEventListener('online', lookIfSeen)
    removeEventListener('pageshow', lookIfKept)
    document.removeEventListener('visibilitychange', lookIfSeen)
  }
}

/** Nothing on this page changes any more. An invoice that is paid or expired may still receive money. */
export function isFinal(view: CheckoutView): boolean {
  if (view.kind === 'invoice') return view.status === 'cancelled'
  return !['pending', 'processing', 'requires_action', 'failed'].includes(view.status)
}
