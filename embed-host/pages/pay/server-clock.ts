import { type ReadonlySignal, signal } from '@preact/signals'
import { type Instant, toMillis } from '../../../server/clock.ts'

/** The server's time, in milliseconds, going on from when it rendered the page: the payer's clock may be wrong. */
export interface ServerClock {
  now: ReadonlySignal<number>
  /** Goes on every second until the returned function is called. */
  run(): () => void
}

export function createServerClock(serverNow: Instant): ServerClock {
  const start = toMillis(serverNow)
  const now = signal(start)
  return {
    now,
    run() {
      const loadedAt = Date.now()
      const timer = setInterval(() => {
        now.value = start + (Date.now() - loadedAt)
      }, 1_000)
      return () => clearInterval(timer)
    },
  }
}
