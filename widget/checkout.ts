import type { WidgetErrorCode } from './messages.ts'
import shellFile from './shell.tsx?file'

/**
 * `/widget.js`: opens a checkout for the script tag that loads it, and for links to payment pages of the same host.
 *
 *     <script src="https://pay.example/widget.js" data-payment-id="…" data-theme="system" data-locale="de"></script>
 *     <a href="https://pay.example/pay/…" data-paylinq-checkout>Pay</a>
 *
 * `data-mode="inline"` puts it behind the tag or the link instead of over the page, `data-target="#checkout"` into that
 * element. Where it cannot open, a link to the hosted page takes its place.
 *
 * It is a classic script, so that it works in every way a script can be loaded, and holds only what must run before
 * anything opens. The rest is imported from beside it; what it shares with that are types, because a module in common
 * would turn this file into a module.
 */

/** Registered, because the script may be loaded twice, in two versions. */
const opened: unique symbol = Symbol.for('paylinq:opened')

/** A script tag or a link, and the host of what it has opened: without a child, unless that could not be loaded. */
type Trigger = HTMLElement & { [opened]?: HTMLElement }

/** A module script is not told which tag it is, so it looks for those that may be its own. */
const tags = 'script[src*="/widget.js"]'

/** Whatever says that the browser is to open it elsewhere is left to the browser. */
const links = 'a[data-paylinq-checkout]:not([download],[target]:not([target=_self]))'

const load = (file: string): Promise<typeof import('./shell.tsx')> => import(/* @vite-ignore */ file)

async function open(element: Trigger, base: string, paymentId: string, query = ''): Promise<void> {
  const { theme = 'system', locale = document.documentElement.lang, mode, target } = element.dataset
  const host = document.createElement('paylinq-checkout')
  const url = `${base}pay/${encodeURIComponent(paymentId)}`
  const inline = target !== undefined || mode === 'inline'
  let code: WidgetErrorCode = 'target_not_found'
  let timer: ReturnType<typeof setTimeout> | undefined
  element[opened] = host
  try {
    if (target) {
      const find = () => document.querySelector(target)
      if (!find() && document.readyState === 'loading') {
        await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve))
      }
      find()!.append(host)
    } else if (inline) element.after(host)
    else document.documentElement.append(host)
    code = 'widget_failed'
    const deadline = Date.now() + 8_000
    const { openShell } = await Promise.race([
      // The second try is for one whose name outlives a deployment. A browser remembers by its address, of which the
      // fragment is a part, that an import failed.
      load(base + shellFile).catch(() => load(`${base}widget/shell.js#${deadline}`)),
      new Promise<never>((_, reject) => {
        timer = setTimeout(reject, 8_000)
      }),
    ])
    const src = `${url}?${query}${new URLSearchParams({ embed: '1', theme, locale })}`
    if (host.isConnected) openShell({ host, element, inline, paymentId, url, src, deadline })
  } catch (error) {
    console.error('paylinq:', code, target, error)
    host.append(Object.assign(document.createElement('a'), { href: url, textContent: 'Open checkout' }))
    if (!inline || !host.isConnected) {
      // Wherever the payer has scrolled to, and over whatever else is fixed there.
      host.style.cssText = 'position:fixed;bottom:0;z-index:2147483647;background:Canvas'
      document.documentElement.append(host)
    }
    const init = { bubbles: true, cancelable: true, composed: true, detail: { paymentId, code } }
    ;(element.isConnected ? element : document).dispatchEvent(new CustomEvent('paylinq:error', init))
  }
  clearTimeout(timer)
}

function start(script: HTMLScriptElement & Trigger): void {
  const { src } = script
  const { paymentId } = script.dataset
  // Relative to the script and not to the page, and below any path that the host is served under.
  const base = src.slice(0, src.indexOf('/widget.js') + 1)
  const registry = document as unknown as Record<symbol, boolean>
  const served = Symbol.for(`paylinq:${base}`)
  if (!registry[served]) {
    registry[served] = true
    document.addEventListener('click', (event) => openLink(event, base))
  }
  if (paymentId && !script[opened]) open(script, base, paymentId)
  if (paymentId === '') console.error('paylinq: empty data-payment-id')
}

function openLink(event: MouseEvent, base: string): void {
  const { altKey, ctrlKey, metaKey, shiftKey, defaultPrevented } = event
  // As it was when it was pressed: what was pressed may be gone by now, or in a shadow tree.
  const link = event.composedPath().find((node) => (node as Element).matches?.(links)) as HTMLAnchorElement & Trigger
  const [, host, paymentId, query] = `${link?.href}`.match(/^([^?#]+)pay\/([\w-]+)(?:\?([^#]*))?(?:#|$)/) ?? []
  if (host !== base || defaultPrevented || metaKey || ctrlKey || shiftKey || altKey) return
  event.preventDefault()
  const last = link![opened]
  if (last?.isConnected && !last.firstChild) return
  last?.remove()
  // Not every browser gives a link the focus that the dialog is to give back.
  link!.focus()
  // What the link's own address wishes for comes first, and so before ours.
  open(link!, base, paymentId!, query && `${query}&`)
}

// An element of the page's that is named so is no script.
if (document.currentScript instanceof HTMLScriptElement) {
  start(document.currentScript)
} else {
  for (const script of document.querySelectorAll<HTMLScriptElement>(tags)) start(script)
  // A module runs once, for however many tags. Of those added later only the load event tells.
  document.addEventListener(
    'load',
    ({ target }) => (target as Element).matches(tags) && start(target as HTMLScriptElement),
    true,
  )
}
