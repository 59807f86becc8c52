/// <reference types="vite/client" />
/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX is built to calls of it.
import { h, render } from 'preact'
import css from './checkout-frame.css?inline'
import { openConnection } from './connection.ts'
import { type PageState, takeOver } from './messages.ts'
import { lockScroll } from './scroll-lock.ts'
import { styleSheet } from './style-sheet.ts'

/** What draws a checkout on a merchant's page: over the page, or in place. Loaded when one is wanted. */
export interface CheckoutFrameOptions {
  /**
   * `<paylinq-checkout>`, made by the caller and put into the document, in place where it is to stand. The shell draws in
   * its shadow root.
   */
  host: HTMLElement
  /**
   * Whose `data-theme` is followed live, and where the events are dispatched (on the document once it is no longer in
   * it): the script, the link, or the host itself.
   */
  element: HTMLElement
  /** In place, rather than in a dialog over the page. */
  inline: boolean
  /** In every event's detail. */
  paymentId: string
  /** The hosted page as it is outside a frame. */
  url: string
  /** The same page with what it is told about this frame. */
  src: string
  /** In milliseconds, how long the page may take to answer. Loaders of the last version do not say. */
  within?: number
}

const NAME = 'paylinq-checkout'
/** Nothing else becomes the name of an event. */
const PAYMENT = /^(succeeded|failed|requires_action)$/

interface Host extends HTMLElement {
  /** Called when it was taken out of the document, and not only moved. */
  end?(): void
}

customElements.get(NAME) ||
  customElements.define(
    NAME,
    class extends HTMLElement implements Host {
      end?(): void

      disconnectedCallback() {
        queueMicrotask(() => this.isConnected || this.end?.())
      }
    },
  )

/** @returns ends it, also while money moves (the payment goes on), and leaves nothing behind. Harmless when called again. */
export function openCheckoutFrame({
  host,
  element,
  inline,
  paymentId,
  url,
  src,
  within = 8_000,
}: CheckoutFrameOptions): () => void {
  /** What the page last said of itself; until then, something to go by. */
  const page: PageState = {
    height: 448,
    ready: false,
    error: '',
    busy: '',
    payment: '',
    detail: {},
    title: 'Checkout',
    close: 'Close',
  }
  /** How often the payer tried to leave while money was moving: each time is answered. */
  let refusals = 0
  let unlockScroll: () => void

  // First: an old browser has none, and would hide the link that stands in its place.
  const sheet = styleSheet(css)
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [sheet]
  draw()
  const box = root.firstChild as HTMLDialogElement
  const iframe = root.querySelector('iframe')!
  const stop = openConnection(iframe, new URL(url).origin, element, within, receive)
  if (!inline) {
    box.showModal()
    unlockScroll = lockScroll()
  }
  ;(host as Host).end = end
  return end

  function receive(data: unknown): boolean {
    const { ready, error, payment } = page
    const type = takeOver(page, data)
    draw()
    if (page.ready && !ready && !inline) iframe.focus()
    // A page of an earlier version says nothing of errors, and takes back none.
    if (page.error && page.error !== error) emit('error', { code: page.error })
    else if (page.error !== error || page.ready !== ready) emit('ready')
    if (PAYMENT.test(page.payment) && page.payment !== payment) {
      // In a moment: by then whoever awaits `ready` listens.
      queueMicrotask(() => emit(`payment:${page.payment}`, page.detail))
    }
    if (type === 'paylinq:close') leave()
    return page.ready
  }

  function emit(type: string, detail?: object): boolean {
    const init = { bubbles: true, cancelable: true, composed: true, detail: { ...detail, paymentId } }
    // Of what is over, nothing is told.
    return (
      host.isConnected &&
      (element.isConnected ? element : document).dispatchEvent(new CustomEvent(`paylinq:${type}`, init))
    )
  }

  function leave() {
    if (page.busy) {
      refusals++
      draw()
    } else if (emit('close') && !inline) {
      end()
    }
  }

  function end() {
    stop()
    if (!inline) {
      // Closing gives the focus back to where it was.
      box.close()
      unlockScroll()
    }
    host.remove()
    // Or the frame would load again where someone puts the host back.
    render(null, root)
  }

  function draw() {
    const Box = inline ? 'article' : 'dialog'
    render(
      <Box
        aria-label={page.title}
        class={element.dataset.theme}
        onCancel={(event: Event) => {
          // What cannot be prevented is followed by a close.
          if (event.cancelable) {
            event.preventDefault()
            leave()
          }
        }}
        onClose={() => {
          // A browser closes a dialog over any objection when Escape is pressed twice.
          if (host.isConnected) {
            box.showModal()
            leave()
          }
        }}
        onClick={({ target }: Event) => {
          // What is in the dialog covers it: only its backdrop is the dialog itself.
          if (target === box) leave()
        }}
      >
        <output>{page.busy && refusals > 0 && <span key={refusals}>{page.busy}</span>}</output>
        {!inline && (
          // biome-ignore lint/a11y/useButtonType: there is no form here that it could submit.
          <button aria-label={page.close} aria-disabled={!!page.busy} onClick={leave}>
            ×
          </button>
        )}
        <iframe
          title={page.title}
          allow="payment *; publickey-credentials-get *; clipboard-write"
          referrerpolicy="strict-origin"
          src={src}
          height={page.height}
        />
        {!page.ready && (
          <section role="alert">{page.error && ['Checkout did not load', <a href={url}>Open checkout</a>]}</section>
        )}
      </Box>,
      root,
    )
  }
}
