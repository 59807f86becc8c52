/** What a browser's extension inserts may hold the event up for as long as it likes: a page must not wait for that. */
const LONGEST_WAIT_MS = 3_000

/**
 * Once the page has loaded. The widget connects to it then, so whatever is somebody else's is inserted after this: before
 * it, a server that does not answer would keep the whole page from the payer.
 */
export function pageLoad(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') return resolve()
    addEventListener('load', () => resolve(), { once: true })
    setTimeout(resolve, LONGEST_WAIT_MS)
  })
}
