import { type ReadonlySignal, signal } from '@preact/signals'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { type CheckoutApi, checkoutId } from './checkout-api.ts'

/** The server's view, kept current. Nothing else decides how a payment stands. */
export interface LiveView<View extends CheckoutView> {
  view: ReadonlySignal<View>
  /** True while the server cannot be reached. */
  offline: ReadonlySignal<boolean>
  /** Reads the view now. True when the view now shown is at least as new as this call. */
  refresh(): Promise<boolean>
  /** Follows the view until the returned function is called, or until it cannot change any more. */
  follow(): () => void
}

/** While the stream is broken the view is polled, at first quickly, then at this interval at most. */
const POLL_FIRST = 1_000
const POLL_SLOWEST = 15_000

export function createLiveView<View extends CheckoutView>(first: View, api: CheckoutApi): LiveView<View> {
  const id = checkoutId(first)
  const view = signal(first)
  const offline = signal(false)
  /** Counts views from the stream: an answer asked for before the newest one is older than it, and dropped. */
  let streamed = 0

  async function refresh(): Promise<boolean> {
    const before = streamed
    const answer = await api.view(id)
    offline.value = !answer.ok && answer.failure === 'unreachable'
    if (!answer.ok) return false
    if (streamed === before) view.value = answer.value as View
    return true
  }

  function follow(): () => void {
    let stream: EventSource | null = null
    let poll: ReturnType<typeof setTimeout> | undefined
    let pause = POLL_FIRST

    const open = () => {
      stream?.close()
      stream = new EventSource(api.eventsUrl(id))
      stream.addEventListener('open', () => {
        clearTimeout(poll)
        poll = undefined
        pause = POLL_FIRST
        // Something may have changed between the rendering and the opening of the stream.
        void refresh()
      })
      stream.addEventListener('view', (event: MessageEvent<string>) => {
        streamed++
        offline.value = false
        view.value = JSON.parse(event.data)
        if (isFinal(view.value)) stop()
      })
      stream.addEventListener('error', () => schedulePoll())
    }

    const schedulePoll = () => {
      if (poll !== undefined) return
      poll = setTimeout(async () => {
        const reached = await refresh()
        poll = undefined
        if (stopped) return
        if (isFinal(view.value)) return stop()
        pause = Math.min(pause * 2, POLL_SLOWEST)
        if (stream?.readyState === EventSource.OPEN) return
        // A stream that was refused is closed for good, so another is opened once the server answers again.
        if (reached && stream?.readyState === EventSource.CLOSED) open()
        schedulePoll()
      }, pause)
    }

    /** Back from sleep, from another tab or from a tunnel: look at once instead of at the next turn. */
    const lookNow = () => {
      if (document.visibilityState === 'visible') void refresh()
    }
    const lostNetwork = () => {
      offline.value = true
    }
    let stopped = false
    const stop = () => {
      stopped = true
      stream?.close()
      clearTimeout(poll)
      removeEventListener('online', lookNow)
      removeEventListener('offline', lostNetwork)
      removeEventListener('pageshow', lookNow)
      document.removeEventListener('visibilitychange', lookNow)
    }

    if (isFinal(view.value)) return stop
    addEventListener('online', lookNow)
    addEventListener('offline', lostNetwork)
    addEventListener('pageshow', lookNow)
    document.addEventListener('visibilitychange', lookNow)
    open()
    return stop
  }

  return { view, offline, refresh, follow }
}

/** Nothing on this page changes any more. An invoice that is paid or expired may still receive money. */
export function isFinal(view: CheckoutView): boolean {
  if (view.kind === 'invoice') return view.status === 'cancelled'
  return !['pending', 'processing', 'requires_action', 'failed'].includes(view.status)
}
