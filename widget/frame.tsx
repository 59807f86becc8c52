/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX is built to calls of it.
import { h, type VNode } from 'preact'
import {
  type Emit,
  isPaymentMessage,
  type PageMessage,
  type PageState,
  type PaymentMessage,
  PROTOCOL_VERSION,
  readPageMessage,
  type Theme,
} from './messages.ts'

/** How long a page may take to answer before the payer is shown another way to it. */
const HANDSHAKE_TIMEOUT = 8_000

export interface FrameOptions {
  /** The hosted page, as it is outside a frame. */
  url: string
  /** The same page with what it is told about this frame. */
  src: string
  /** The host's. */
  origin: string
  /** Its `data-theme` may be changed at any time. */
  element: HTMLElement
  emit: Emit
  /** What `view` answers has changed. */
  draw(): void
  /** The page has answered for the first time. */
  onReady(): void
  /** The payer asked the page to leave. */
  onLeave(): void
}

export interface Frame {
  /** What the page last said of itself; until then, something to go by. */
  page: Readonly<PageState>
  view(): VNode
  /** Ends what goes on beside the view. */
  stop(): void
}

/** One hosted page in an iframe: a skeleton until it answers, its height as the page tells it, a link if it does not. */
export function openFrame({ url, src, origin, element, emit, draw, onReady, onLeave }: FrameOptions): Frame {
  const page: PageState = {
    height: 480,
    busy: false,
    payment: null,
    title: 'Checkout',
    close: 'Close',
    busyReason: '',
  }
  let isReady = false
  /** A page that answers late is shown all the same. */
  let isLate = false
  let port: MessagePort | undefined

  const timer = setTimeout(() => {
    isLate = true
    draw()
    emit('paylinq:error', { code: 'timeout' })
  }, HANDSHAKE_TIMEOUT)

  // A change of any other attribute tells the page what it knows already.
  const themeWatch = new MutationObserver(() => {
    port?.postMessage({ type: 'paylinq:theme', theme: themeOf(element) })
    draw()
  })
  themeWatch.observe(element, { attributes: true })

  /** Whatever the frame has loaded, only a page of the host's origin is sent the port. */
  function connect({ contentWindow }: HTMLIFrameElement) {
    const { port1, port2 } = new MessageChannel()
    port = port1
    port.onmessage = ({ data }) => receive(readPageMessage(data))
    contentWindow!.postMessage(
      { type: 'paylinq:connect', version: PROTOCOL_VERSION, theme: themeOf(element) },
      origin,
      [port2],
    )
    // It was the page before that could not be left.
    page.busy = false
    draw()
  }

  function receive(message: PageMessage | undefined) {
    if (!message) return
    if (isPaymentMessage(message)) return tell(message)
    if (message.type === 'paylinq:close') return onLeave()

    const told = page.payment?.type
    const wasReady = isReady
    Object.assign(page, message.payload)
    isReady ||= message.type === 'paylinq:ready'
    draw()
    if (isReady && !wasReady) {
      clearTimeout(timer)
      onReady()
      emit('paylinq:ready')
    }
    if (page.payment?.type !== told) tell(page.payment)
  }

  function tell(payment: PaymentMessage | null) {
    page.payment = payment
    if (payment) emit(payment.type, payment.payload)
  }

  return {
    page,
    view: () => (
      <div style={`--height:${page.height}px`}>
        <iframe
          title={page.title}
          allow="payment *; publickey-credentials-get *; clipboard-write"
          referrerpolicy="strict-origin"
          src={src}
          onLoad={({ currentTarget }) => connect(currentTarget)}
        />
        {!isReady && (
          <section role="alert">
            {isLate ? ['Checkout did not load', <a href={url}>Open checkout</a>] : [<i />, <i />, <i />, <i />]}
          </section>
        )}
      </div>
    ),
    stop() {
      clearTimeout(timer)
      themeWatch.disconnect()
      port?.close()
    },
  }
}

export function themeOf({ dataset: { theme } }: HTMLElement): Theme {
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
