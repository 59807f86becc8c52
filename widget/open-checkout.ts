import { loadShell, type Shell } from './load-shell.ts'
import type { WidgetErrorCode } from './messages.ts'

/** Registered, because a page may have scripts of two versions. */
export const opened: unique symbol = Symbol.for('paylinq:opened')

/**
 * A script tag, a link or a container, and the host of what it has opened. That has no child, unless it could not be
 * loaded.
 */
export type Opener = HTMLElement & { [opened]?: HTMLElement; search?: string }

/** In milliseconds, how long the rest of the widget and the page may take together. */
const ANSWERS_WITHIN = 8_000

/**
 * Loads what draws a checkout, and opens it where the opener's attributes say, or in `container`; where that cannot be, a
 * link to the hosted page takes its place. What has been opened ends when its host is removed.
 *
 * `base` is where the host is served, which may be below a path. It ends with a slash.
 */
export async function openCheckout(
  opener: Opener,
  base: string,
  paymentId: string,
  container?: Element,
): Promise<void> {
  const { dataset, search } = opener
  const { theme = 'system', locale = document.documentElement.lang, mode, target } = dataset
  const host = document.createElement('paylinq-checkout')
  const url = `${base}pay/${encodeURIComponent(paymentId)}`
  const inline = (container ?? target) !== undefined || mode === 'inline'
  let isPlaced = false
  let timer: ReturnType<typeof setTimeout> | undefined
  opener[opened] = host
  try {
    if (container) container.append(host)
    else if (target) {
      const find = () => document.querySelector(target)
      if (!find() && document.readyState === 'loading') {
        await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve))
      }
      find()!.append(host)
    } else if (inline) opener.after(host)
    else document.documentElement.append(host)
    isPlaced = true
    const deadline = Date.now() + ANSWERS_WITHIN
    const { openShell } = await new Promise<Shell>((resolve, reject) => {
      timer = setTimeout(reject, ANSWERS_WITHIN)
      loadShell(base).then(resolve, reject)
    })
    // What a link's own address wishes for comes first, and so before ours.
    const src = `${url}${search ? `${search}&` : '?'}${new URLSearchParams({ embed: '1', theme, locale })}`
    if (host.isConnected)
      await openShell({ host, element: opener, inline, paymentId, url, src, within: deadline - Date.now() })
  } catch (error) {
    const code: WidgetErrorCode = isPlaced ? 'widget_failed' : 'target_not_found'
    console.error('paylinq:', code, target, error)
    host.append(Object.assign(document.createElement('a'), { href: url, textContent: 'Open checkout' }))
    // Wherever the payer has scrolled to, and over whatever else is fixed there.
    if (!inline || !isPlaced) host.style.cssText = 'position:fixed;bottom:0;z-index:2147483647;background:Canvas'
    if (!isPlaced) document.documentElement.append(host)
    const init = { bubbles: true, cancelable: true, composed: true, detail: { paymentId, code } }
    // Of what was ended meanwhile, nothing is told.
    if (host.isConnected) (opener.isConnected ? opener : document).dispatchEvent(new CustomEvent('paylinq:error', init))
  }
  clearTimeout(timer)
}
