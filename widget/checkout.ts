import type { Emit } from './messages.ts'
import overlayFile from './overlay.tsx?file'

/**
 * `/widget.js`: opens a checkout for the script tag that loads it.
 *
 *     <script src="https://pay.example/widget.js" data-payment-id="…" data-theme="system" data-locale="de"></script>
 *
 * It is a classic script, so that it works in every way a script can be loaded, and holds only what must run before
 * anything opens. The rest is imported from beside it; what it shares with that are types, because a module in common
 * would turn this file into a module.
 */

/** Registered, because the script may be loaded twice, in two versions. */
const opened: unique symbol = Symbol.for('paylinq:opened')

/** A module script is not told which tag it is, so it looks for those that may be its own. */
const tags = 'script[data-payment-id][src*="/widget.js"]'

function open(script: HTMLScriptElement & { [opened]?: true }): void {
  if (script[opened]) return
  script[opened] = true

  const { paymentId, theme = 'system', locale = document.documentElement.lang } = script.dataset
  if (!paymentId) {
    console.error('paylinq: the script tag needs data-payment-id, with the id that POST /v1/payments answered.')
    return
  }
  // Relative to the script and not to the page, and below any path that the host is served under.
  const { href: base, origin } = new URL('.', script.src)
  const url = `${base}pay/${encodeURIComponent(paymentId)}`
  const src = `${url}?${new URLSearchParams({ embed: '1', theme, ...(locale && { locale }) })}`
  const emit: Emit = (type, detail) =>
    script.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail: { paymentId, ...detail } }))

  import(/* @vite-ignore */ base + overlayFile)
    .then(({ openOverlay }: typeof import('./overlay.tsx')) => openOverlay({ url, src, origin, emit, element: script }))
    .catch((error) => {
      console.error(error)
      showLink(script, url)
      emit('paylinq:error', { code: 'widget_failed' })
    })
}

/** In the place of the script, if it is in a visible one. */
function showLink(script: HTMLScriptElement, url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.textContent = 'Open checkout'
  if (script.closest('body')) script.after(link)
  else (document.body ?? document.documentElement).append(link)
}

if (document.currentScript) {
  open(document.currentScript as HTMLScriptElement)
} else {
  for (const script of document.querySelectorAll<HTMLScriptElement>(tags)) open(script)
  // A module runs once, for however many tags. Of those added later only the load event tells.
  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLScriptElement && target.matches(tags)) open(target)
    },
    true,
  )
}
