/** A ledger network, as far as its pace goes. */
export interface PacedNetwork {
  /** How many transactions wait for the next ledger. */
  waiting(): number
  closeLedger(): void
  /** @returns what ends it. */
  onClose(listener: () => void): () => void
}

/** How many intervals pass before a ledger closes that nobody waits for. */
const IDLE_INTERVALS = 5

export interface Pace {
  /** To be called when a transaction begins to wait. */
  hurry(): void
  stop(): void
}

/**
 * Closes ledgers by one timer: as soon as a transaction waits, but at most once an interval; more slowly when none
 * does. With an interval of `Infinity` only `network.closeLedger` closes them.
 */
export function startPace(network: PacedNetwork, intervalMs: number): Pace {
  let lastClose = performance.now()
  let timer: NodeJS.Timeout | undefined

  function schedule() {
    clearTimeout(timer)
    if (intervalMs === Number.POSITIVE_INFINITY) return
    const pause = network.waiting() > 0 ? intervalMs : intervalMs * IDLE_INTERVALS
    timer = setTimeout(() => network.closeLedger(), Math.max(0, lastClose + pause - performance.now()))
  }

  const forget = network.onClose(() => {
    lastClose = performance.now()
    schedule()
  })
  schedule()
  return {
    hurry: schedule,
    stop() {
      forget()
      clearTimeout(timer)
    },
  }
}
