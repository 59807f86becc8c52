import { hostOf } from './host-of.ts'
import { type Opener, openCheckout, opened } from './open-checkout.ts'

/**
 * `/widget.js`: opens a checkout for the script tag that loads it, and for links to payment pages of the same host.
 *
 *     <script src="https://pay.example/widget.js" data-payment-id="…" data-theme="system" data-locale="de"></script>
 *     <a href="https://pay.example/pay/…" data-paylinq-checkout>Pay</a>
 *
 * `data-mode="inline"` puts it behind the tag or the link instead of over the page, `data-target="#checkout"` into that
 * element.
 *
 * It is a classic script, so that it works in every way a script can be loaded, and holds only what must run before
 * anything opens. The rest is imported from beside it; what it shares with that are types, because a module in common
 * would turn this file into a module.
 */

type Tag = HTMLScriptElement & Opener

const tags = 'script[src*="widget.js"]'
const openingTags = `${tags}[data-payment-id]`

/** Whatever says that the browser is to open it elsewhere is left to the browser. */
const links = 'a[data-paylinq-checkout]:not([download],[target]:not([target=_self]))'

/** Where the script of this address is served, or the first in a stack of calls. */
const baseIn = (text: string) => hostOf(/http.*\/(?=widget\.js)/.exec(text)?.[0])

function openTag(tag: Tag): void {
  const { paymentId } = tag.dataset
  if (paymentId === '') console.error('paylinq: no data-payment-id')
  if (paymentId && !tag[opened]) openCheckout(tag, baseIn(tag.src)!, paymentId)
}

function openLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  // As it was when it was pressed: what was pressed may be gone by now, or in a shadow tree.
  const link = event.composedPath().find((node) => (node as Element).matches?.(links)) as HTMLAnchorElement & Opener
  const [, base, paymentId] = `${link?.href}`.match(/^([^?#]+)pay\/([\w-]+)([?#]|$)/) ?? []
  // Code comes from this script's own host alone, whatever a link says. The stack tells which that is: no element has to be
  // believed, or looked at before. Where stacks are turned off, links lead to the hosted page.
  if (!base || base !== baseIn(Error().stack!)) return
  event.preventDefault()
  const last = link[opened]
  if (last?.isConnected && !last.firstChild) return
  last?.remove()
  // Not every browser gives a link the focus that the dialog is to give back.
  link.focus()
  openCheckout(link, base, paymentId!)
}

const page = document as Document & { [opened]?: true }
if (!page[opened]) {
  page[opened] = true
  page.addEventListener('click', openLink)
}
const count = (selector: string) => page.querySelectorAll(selector).length
// The first script element that a page's programs look at costs more than all else that runs here: a page that has links
// alone is spared it. Counting looks at none.
if (isModule || count(openingTags) || !count(tags)) {
  const { currentScript } = page
  if (currentScript instanceof HTMLScriptElement) openTag(currentScript)
  // An element of the page's that is named so is no script. A module runs once, for however many tags, and is not told
  // which. Each tag tells when it has run, this one too.
  else
    page.addEventListener('load', ({ target }) => (target as Tag).matches(openingTags) && openTag(target as Tag), true)
}
