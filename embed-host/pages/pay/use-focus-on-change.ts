import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/**
 * Moves the focus to `target` when `key` changes to something that is not null: to an alert, to how a payment ended.
 * Not when the page loads, and not while the payer is busy elsewhere in the merchant's page.
 */
export function useFocusOnChange(key: string | null, target: RefObject<HTMLElement | null>, selector: string): void {
  const last = useRef(key)
  useEffect(() => {
    if (last.current === key) return
    last.current = key
    if (key !== null && document.hasFocus()) target.current?.querySelector<HTMLElement>(selector)?.focus()
  }, [key, target, selector])
}
