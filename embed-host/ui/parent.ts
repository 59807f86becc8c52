import {
  type ConnectMessage,
  isConnectMessage,
  isThemeMessage,
  type PageMessage,
  type PageState,
  type PaymentMessage,
  readTheme,
  type SubscriptionMessage,
  type Theme,
} from '../../widget/messages.ts'

/**
 * A hosted page's side of the protocol in `widget/messages.ts`: what a page inside an iframe tells the page around it.
 * The widget connects at the iframe's `load` event, so a page keeps what is posted from its beginning on; and it tells at
 * once how the payment stands: then the widget knows, when the frame loads again, what it has heard already.
 */

export interface ParentOptions {
  /** The origins that may embed the page, as the server gave them: see `originAllowed`. */
  allowedOrigins: readonly string[]
  /** What the widget says around the frame, in the page's language. Default: in English. */
  words?: { title: string; close: string; busyReason: string }
  /** Where there is nothing to pay on the page: why. Default: there is. */
  error?: PageState['error']
  /** The embedding page wishes for this theme, at first and whenever it changes its mind. */
  onTheme?(theme: Theme): void
  /** What was posted before the page could answer. */
  earlier?: KeptMessages
}

/** Ends the keeping. @returns what was kept, in order. */
export type KeptMessages = () => MessageEvent<unknown>[]

/** Keeps what the parent posts from now on, for a page that has to wait for something before it can connect. */
export function keepMessages(page: Window = window): KeptMessages {
  if (page.parent === page) return () => []
  const kept: MessageEvent<unknown>[] = []
  const keep = (event: MessageEvent<unknown>) => {
    if (event.source === page.parent) kept.push(event)
  }
  page.addEventListener('message', keep)
  return () => {
    page.removeEventListener('message', keep)
    return kept
  }
}

/**
 * The first three tell where the payment stands, each once until another was told or the payment was open in between: a
 * status that changes behind one, as from paid to overpaid, is no news.
 */
export interface ParentLink {
  succeeded(payload: { paymentId: string; status: string }): void
  failed(payload: { paymentId: string; status: string }): void
  requiresAction(payload: { paymentId: string }): void
  /** The payment can be paid or is being paid. There is no message for that, but what comes after it is news. */
  open(): void
  /** News of a subscription. What was told last is not told again. */
  subscription(message: SubscriptionMessage): void
  /** Whether money is moving, so that the page must not be closed. */
  busy(isBusy: boolean): void
  /** The payer wants to leave. */
  close(): void
  /** Nothing is told or heard any more. */
  stop(): void
}

const ENGLISH = { title: 'Checkout', close: 'Close', busyReason: 'Your payment is in progress.' }

const nothing = () => {}
const notFramed: ParentLink = {
  succeeded: nothing,
  failed: nothing,
  requiresAction: nothing,
  open: nothing,
  subscription: nothing,
  busy: nothing,
  close: nothing,
  stop: nothing,
}

/** Does nothing in a page that is not framed. `page` is a parameter for tests. */
export function connectToParent(options: ParentOptions, page: Window & typeof globalThis = window): ParentLink {
  if (page.parent === page) return notFramed

  const { allowedOrigins, words: { title, close, busyReason } = ENGLISH, error = '', onTheme } = options
  const root = page.document.documentElement
  const state: PageState = { title, close, ready: true, error, height: 0, busy: '', payment: '', detail: {} }
  /** All that was told, in order: for a parent whose origin becomes known only later. */
  const told: (PaymentMessage | SubscriptionMessage)[] = []
  /** Those of `told` that the state of the page does not hold. */
  const news: SubscriptionMessage[] = []
  let parentOrigin = knownParentOrigin(page, allowedOrigins)
  let port: MessagePort | undefined

  const send = (message: PageMessage | SubscriptionMessage) => port?.postMessage(message)
  const change = (change: Partial<PageState>) => {
    Object.assign(state, change)
    send({ type: 'paylinq:state', ...change })
  }
  const post = (message: PaymentMessage | SubscriptionMessage) => {
    told.push(message)
    if (parentOrigin) page.parent.postMessage(message, parentOrigin)
  }

  function tell(message: PaymentMessage) {
    const name = message.type.slice('paylinq:payment:'.length) as PageState['payment']
    if (name === state.payment) return
    post(message)
    change({ payment: name, detail: message.payload })
  }

  function hear({ source, origin, data, ports: [newPort] }: MessageEvent<unknown>) {
    if (source !== page.parent || !newPort || !isConnectMessage(data)) return
    if (originAllowed(origin, allowedOrigins)) accept(newPort, origin, data)
    else console.warn(`paylinq: ${origin} is not among the origins that may embed this page.`)
  }

  function accept(newPort: MessagePort, origin: string, { theme }: ConnectMessage) {
    port?.close()
    port = newPort
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isThemeMessage(data)) onTheme?.(readTheme(data.theme))
    }
    change({ ...state, height: contentHeight(root) })
    news.forEach(send)
    onTheme?.(readTheme(theme))
    if (origin === parentOrigin) return
    // What was posted to another origin has reached nobody: the browser compares it with the parent's.
    parentOrigin = origin
    for (const message of told) page.parent.postMessage(message, parentOrigin)
  }

  // An observer is called once a frame at most.
  const resizes = new page.ResizeObserver(() => {
    const height = contentHeight(root)
    if (height !== state.height) change({ height })
  })
  resizes.observe(root)
  page.addEventListener('message', hear)
  // In a moment the page has told how the payment stands: the answer has to hold that.
  queueMicrotask(() => options.earlier?.().forEach(hear))

  return {
    succeeded: (payload) => tell({ type: 'paylinq:payment:succeeded', payload }),
    failed: (payload) => tell({ type: 'paylinq:payment:failed', payload }),
    requiresAction: (payload) => tell({ type: 'paylinq:payment:requires_action', payload }),
    open() {
      if (state.payment) change({ payment: '', detail: {} })
    },
    subscription(message) {
      if (JSON.stringify(message) === JSON.stringify(news.at(-1))) return
      news.push(message)
      post(message)
      send(message)
    },
    busy(isBusy) {
      const busy = isBusy ? busyReason : ''
      if (busy !== state.busy) change({ busy })
    },
    close: () => send({ type: 'paylinq:close' }),
    stop() {
      page.removeEventListener('message', hear)
      resizes.disconnect()
      port?.close()
      port = parentOrigin = undefined
    },
  }
}

/**
 * Whether a page of `origin` may be told anything. Entries are exact origins (`https://shop.example`, with a port where
 * it is not the scheme's own), all below one (`https://*.shop.example`, at any depth, without itself), or `*`.
 *
 * `origin` has to be written as browsers write one: anything else is refused by every list, `*` too. So is `null`, the
 * origin of files and sandboxed frames, because no message can be addressed to it alone.
 */
export function originAllowed(origin: string, allowedOrigins: readonly string[]): boolean {
  const site = parseUrl(origin)
  if (!site || site.origin !== origin || !/^https?:$/.test(site.protocol)) return false
  return allowedOrigins.some((entry) => entry === '*' || matches(entry, site))
}

function matches(entry: string, site: URL): boolean {
  const allowed = parseUrl(entry.replace('://*.', '://'))
  // An entry that holds more than an origin was not meant as it would be read here.
  if (!allowed || allowed.href !== `${allowed.origin}/`) return false
  if (!entry.includes('://*.')) return allowed.origin === site.origin
  const { protocol, port, hostname } = allowed
  return site.protocol === protocol && site.port === port && site.hostname.endsWith(`.${hostname}`)
}

/** The parent's origin as the browser tells it, if it may be told anything. */
function knownParentOrigin(page: Window, allowedOrigins: readonly string[]): string | undefined {
  // Firefox has no `ancestorOrigins`.
  const origin = page.location.ancestorOrigins?.[0] ?? parseUrl(page.document.referrer)?.origin
  return origin && originAllowed(origin, allowedOrigins) ? origin : undefined
}

function contentHeight(root: Element): number {
  return Math.ceil(root.getBoundingClientRect().height)
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
