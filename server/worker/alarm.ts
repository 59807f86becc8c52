/** A wait that can be cut short. */
export interface Alarm {
  /** Resolves after `ms`, or when an earlier time was asked for. One at a time. */
  wait(ms: number): Promise<void>
  /** Makes the present wait end within `ms`. Asked for between waits, it holds for the next one. */
  within(ms: number): void
}

export function createAlarm(): Alarm {
  let timer: NodeJS.Timeout | null = null
  let ring: (() => void) | null = null
  let asked = Number.POSITIVE_INFINITY
  let dueAt = Number.POSITIVE_INFINITY

  function setFor(at: number) {
    if (timer) clearTimeout(timer)
    dueAt = at
    timer = setTimeout(() => ring?.(), Math.max(0, at - performance.now()))
  }

  return {
    wait(ms) {
      const at = Math.min(performance.now() + ms, asked)
      asked = Number.POSITIVE_INFINITY
      return new Promise((resolve) => {
        ring = () => {
          ring = null
          timer = null
          resolve()
        }
        setFor(at)
      })
    },
    within(ms) {
      const at = performance.now() + ms
      if (!ring) asked = Math.min(asked, at)
      else if (at < dueAt) setFor(at)
    },
  }
}
