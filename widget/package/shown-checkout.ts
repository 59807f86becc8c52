import { openCheckoutFrame } from '../checkout-frame.tsx'
import type { Opening } from './embed.ts'

/** Loaded when a checkout is opened. @returns ends it. */
export function open({ element, inline, id, url, deadline, options }: Opening): () => void {
  const { locale = document.documentElement.lang } = options
  const src = `${url}?${new URLSearchParams({ embed: '1', theme: element.dataset.theme!, locale })}`
  return openCheckoutFrame({ host: element, element, inline, paymentId: id, url, src, within: deadline - Date.now() })
}
