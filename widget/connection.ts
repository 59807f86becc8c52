import { PROTOCOL_VERSION, type Theme } from './messages.ts'

/** How long a page may take to answer before the payer is shown another way to it. */
const HANDSHAKE_TIMEOUT = 8_000

export interface ConnectionOptions {
  /** The host's. */
  origin: string
  /** Its `data-theme` may be changed at any time. */
  element: HTMLElement
  /** What is seen of it has changed. */
  draw(): void
}

/** A widget's side of the protocol in `messages.ts`, for one iframe. */
export interface Connection {
  /** Whenever the iframe has loaded. Whatever it has loaded, only a page of the host's origin is sent the port. */
  connect(iframe: HTMLIFrameElement): void
  stop(): void
}

/**
 * `receive` gets whatever the page has posted, which may be anything, and says whether the page has answered by now. Where
 * it has not in time, `onLate` is called; it may do so later.
 */
export function openConnection(
  { origin, element, draw }: ConnectionOptions,
  receive: (data: unknown) => boolean,
  onLate: () => void,
): Connection {
  let port: MessagePort | undefined
  const timer = setTimeout(onLate, HANDSHAKE_TIMEOUT)

  // A change of any other attribute tells the page what it knows already.
  const themeWatch = new MutationObserver(() => {
    port?.postMessage({ type: 'paylinq:theme', theme: themeOf(element) })
    draw()
  })
  themeWatch.observe(element, { attributes: true })

  return {
    connect({ contentWindow }) {
      const { port1, port2 } = new MessageChannel()
      port = port1
      port.onmessage = ({ data }) => receive(data) && clearTimeout(timer)
      contentWindow!.postMessage(
        { type: 'paylinq:connect', version: PROTOCOL_VERSION, theme: themeOf(element) },
        origin,
        [port2],
      )
    },
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
