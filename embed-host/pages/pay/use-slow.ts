import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** When a wait is long enough to need a word of comfort. */
const SLOW = 20_000

/** True once `waiting` has been true for twenty seconds. */
export function useSlow(waiting: boolean): boolean {
  const slow = useSignal(false)
  useEffect(() => {
    slow.value = false
    if (!waiting) return
    const timer = setTimeout(() => {
      slow.value = true
    }, SLOW)
    return () => clearTimeout(timer)
  }, [waiting, slow])
  return slow.value
}
