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

const tags = 'script[src*="/widget.js"]'

/** Whatever says that the browser is to open it elsewhere is left to the browser. */
const links = 'a[data-paylinq-checkout]:not([download],[target]:not([target=_self]))'

/** Keeps the tags of every script that has run, in lists. With the first comes the one listener for their links. */
const page = document as Document & { [opened]?: Iterable<Tag>[] }

/** Relative to the script and not to the page, and below any path that the host is served under. */
const baseOf = ({ src }: Tag): string => src.match(/[^?#]*\//)![0]

function openTag(tag: Tag): void {
  const { paymentId } = tag.dataset
  if (paymentId && !tag[opened]) openCheckout(tag, baseOf(tag), paymentId)
  if (paymentId === '') console.error('paylinq: empty data-payment-id')
}

function openLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  // As it was when it was pressed: what was pressed may be gone by now, or in a shadow tree.
  const link = event.composedPath().find((node) => (node as Element).matches?.(links)) as HTMLAnchorElement & Opener
  const [, base, paymentId] = link?.href.match(/^([^?#]+)pay\/([\w-]+)([?#]|$)/) ?? []
  // Code is loaded from hosts alone whose script runs in this page, whatever a link says.
  if (!page[opened]!.some((own) => [...own].some((tag) => baseOf(tag) === base))) return
  event.preventDefault()
  const last = link[opened]
  if (last?.isConnected && !last.firstChild) return
  last?.remove()
  // Not every browser gives a link the focus that the dialog is to give back.
  link.focus()
  openCheckout(link, base!, paymentId!)
}

/**
 * A page has one tag as a rule, which then is this script's. The list does not look at it: the first element that a page's
 * programs look at costs more than all else that runs here, and a page that has links alone is spared it until a press.
 */
let own: Iterable<Tag> = page.querySelectorAll<Tag>(tags)
if ((own as NodeList).length !== 1 && !isModule) {
  const { currentScript } = page
  // An element of the page's that is named so is no script.
  own = currentScript instanceof HTMLScriptElement ? [currentScript] : []
}
if (!page[opened]) {
  page[opened] = []
  page.addEventListener('click', openLink)
}
page[opened].push(own)
if (page.querySelector(`${tags}[data-payment-id]`)) for (const tag of own) openTag(tag)
if (isModule) {
  // A module runs once, for however many tags, and is not told which. Of those added later only the load event tells.
  page.addEventListener('load', ({ target }) => (target as Element).matches(tags) && openTag(target as Tag), true)
}
