/**
 * Runs once, when the visitor has come near to `element`: nothing is asked for that nobody may see.
 * @returns calls it off.
 */
export function whenNear(element: Element, run: () => void): () => void {
  const watch = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watch.disconnect()
        run()
      }
    },
    { rootMargin: '600px' },
  )
  watch.observe(element)
  return () => watch.disconnect()
}
