import { openSubscriptionFrame } from './subscription-frame.ts'

/**
 * `/widget/subscription.js`: puts a package's page into each container, also into those that are added later.
 *
 *     <script src="https://pay.example/widget/subscription.js" async></script>
 *     <div data-paylinkr-package="subpkg_…" data-paylinkr-width="420" data-paylinkr-height="520"></div>
 *
 * It is a classic script and whole: what it needs of the protocol is built into it, and nothing is loaded after it. On
 * its container it dispatches `SubscriptionWidgetEvents`, which bubble.
 */

/** Registered, because the script may be loaded twice: a container belongs to whichever came first. */
const mounted: unique symbol = Symbol.for('paylinkr:mounted')

/** Ends what is shown of `packageId`. A copy of another version calls it too. */
type Unmount = (() => void) & { packageId: string }
type Container = HTMLElement & { [mounted]?: Unmount }
/** In milliseconds, how long a page may take to answer. */
const ANSWERS_WITHIN = 8_000

const PACKAGE = 'data-paylinkr-package'

/** A module script is not told which tag it is. */
const { currentScript } = document
const script =
  // An element of the page's that is named so is no script.
  currentScript instanceof HTMLScriptElement
    ? currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/widget/subscription.js"]')

if (script) start(new URL('..', script.src))
else console.error('paylinkr: load the widget with a script tag, so that it knows where its pages are.')

/** `base` is where the host is served, which may be below a path. */
function start(base: URL): void {
  const watch = new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === 'attributes') replace(target as Container, base)
      for (const node of removedNodes) containersIn(node).forEach(unmountIfGone)
      for (const node of addedNodes) for (const container of containersIn(node)) mount(container, base)
    }
  })
  // Of the whole document: where the script runs in its head, the parser adds the rest as any other script would.
  watch.observe(document, { childList: true, subtree: true, attributeFilter: [PACKAGE] })
  for (const container of containersIn(document)) mount(container, base)
}

function containersIn(node: Node): Container[] {
  if (!(node instanceof Element || node instanceof Document)) return []
  const inside = [...node.querySelectorAll<Container>(`[${PACKAGE}]`)]
  return node instanceof HTMLElement && node.matches(`[${PACKAGE}]`) ? [node, ...inside] : inside
}

function mount(container: Container, base: URL): void {
  const packageId = container.getAttribute(PACKAGE)
  if (container[mounted] || !packageId || !container.isConnected) return
  let close: (() => void) | undefined
  // Nothing is asked for before the visitor comes near.
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      watch.disconnect()
      close = openSubscriptionFrame(container, packageId, base, Date.now() + ANSWERS_WITHIN)
    },
    { rootMargin: '600px' },
  )
  watch.observe(container)
  const unmount = () => {
    delete container[mounted]
    watch.disconnect()
    close?.()
  }
  container[mounted] = Object.assign(unmount, { packageId })
}

/** Another copy of this script may have done it already. */
function replace(container: Container, base: URL): void {
  if (container[mounted]?.packageId === container.getAttribute(PACKAGE)) return
  container[mounted]?.()
  mount(container, base)
}

/** What was only moved is removed and added: then there is nothing to end. */
function unmountIfGone(container: Container): void {
  if (!container.isConnected) container[mounted]?.()
}
