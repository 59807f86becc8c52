/** A frame that nobody sees is never painted, and an old browser does not tell. */
const LONGEST_WAIT_MS = 200

/**
 * Once what the server rendered can be seen: a program that began at once would keep a busy processor from showing it.
 * Waits a moment at most.
 */
export function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    const seen = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) end()
    })
    const end = () => {
      seen.disconnect()
      resolve()
    }
    setTimeout(end, LONGEST_WAIT_MS)
    seen.observe({ type: 'paint', buffered: true })
  })
}
