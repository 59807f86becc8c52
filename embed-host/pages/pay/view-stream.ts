import type { CheckoutView } from '../../../server/checkout/views.ts'

/** While the stream is broken the view is polled, at first quickly, then at this interval at most. */
const POLL_FIRST = 1_000
const POLL_SLOWEST = 15_000

interface ViewStreamOptions {
  /** Answers server-sent events named `view`. */
  url: string
  onView(view: CheckoutView): void
  /** Reads the view once; true when the server answered. */
  refresh(): Promise<boolean>
}

/** Follows a view by its event stream, by polling while that is broken, until the returned function is called. */
export function followViewStream({ url, onView, refresh }: ViewStreamOptions): () => void {
  let stream = openStream()
  let poll: ReturnType<typeof setTimeout> | undefined
  let pause = POLL_FIRST
  let stopped = false

  function openStream(): EventSource {
    const opened = new EventSource(url)
    opened.addEventListener('open', () => {
      stopPolling()
      // Something may have changed between the rendering, or the last event, and the opening of the stream.
      void refresh()
    })
    opened.addEventListener('view', (event: MessageEvent<string>) => onView(JSON.parse(event.data)))
    opened.addEventListener('error', startPolling)
    return opened
  }

  function startPolling(): void {
    poll ??= setTimeout(pollOnce, pause)
  }

  function stopPolling(): void {
    clearTimeout(poll)
    poll = undefined
    pause = POLL_FIRST
  }

  async function pollOnce(): Promise<void> {
    const reached = await refresh()
    poll = undefined
    if (stopped || stream.readyState === EventSource.OPEN) return
    pause = Math.min(pause * 2, POLL_SLOWEST)
    // The browser gives a stream that was refused up for good, so another is opened once the server answers again.
    if (reached && stream.readyState === EventSource.CLOSED) stream = openStream()
    startPolling()
  }

  return () => {
    stopped = true
    stream.close()
    clearTimeout(poll)
  }
}
