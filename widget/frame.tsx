/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX is built to calls of it.
import { h, type VNode } from 'preact'
import { type ConnectionOptions, openConnection } from './connection.ts'
import {
  type Emit,
  isPaymentMessage,
  type PageState,
  type PaymentMessage,
  readPageMessage,
  type StateMessage,
} from './messages.ts'

export interface FrameOptions extends ConnectionOptions {
  /** The hosted page, as it is outside a frame. */
  url: string
  /** The same page with what it is told about this frame. */
  src: string
  emit: Emit
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
export function openFrame(options: FrameOptions): Frame {
  const { url, src, emit, draw, onReady, onLeave } = options
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

  const { connect, stop } = openConnection(options, receive, () => {
    isLate = true
    draw()
    emit('paylinq:error', { code: 'timeout' })
  })

  function receive(data: unknown): boolean {
    const message = readPageMessage(data)
    if (isPaymentMessage(message)) tell(message)
    else if (message?.type === 'paylinq:close') onLeave()
    else if (message) change(message)
    return isReady
  }

  function change({ type, payload }: StateMessage) {
    const told = page.payment?.type
    const wasReady = isReady
    Object.assign(page, payload)
    isReady ||= type === 'paylinq:ready'
    draw()
    if (isReady && !wasReady) {
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
          onLoad={({ currentTarget }) => {
            connect(currentTarget)
            // It was the page before that could not be left.
            page.busy = false
            draw()
          }}
        />
        {!isReady && (
          <section role="alert">
            {isLate ? ['Checkout did not load', <a href={url}>Open checkout</a>] : [<i />, <i />, <i />, <i />]}
          </section>
        )}
      </div>
    ),
    stop,
  }
}
