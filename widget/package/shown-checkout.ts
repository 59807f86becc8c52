import { openShell } from '../shell.tsx'
import type { Opening } from './embed.ts'

/** Loaded when a checkout is opened. @returns ends it. */
export function open({ element, inline, id, base, url, options }: Opening): () => void {
  const { theme = 'system', locale = document.documentElement.lang } = options
  const src = `${url}?${new URLSearchParams({ embed: '1', theme, ...(locale && { locale }) })}`
  return openShell({ host: element, element, inline, paymentId: id, url, src, origin: new URL(base).origin })
}
