import { PROTOCOL_VERSION } from './messages.ts'

/** How long money may still move for a page that loads again. A page that is not ours, such as a bank's, never answers. */
const TIME_TO_ANSWER = 3_000

/**
 * A widget's side of the protocol in `messages.ts`, for one iframe: whatever it has loaded, only a page of `origin`, the
 * host's, is sent the port. `element` is whose `data-theme` is followed.
 *
 * `receive` gets what the page posts, which may be anything, and what is to be known besides it in the same form:
 * `{busy: ''}` when the frame has loaded something that does not answer, because it was the page before that could not be
 * left, `{error: 'timeout'}` when it has returned true for nothing `within` so many milliseconds, and `{}` when the theme
 * may have changed.
 * @returns ends it.
 */
export function openConnection(
  iframe: HTMLIFrameElement,
  origin: string,
  element: HTMLElement,
  within: number,
  receive: (data: unknown) => boolean,
): () => void {
  let port: MessagePort | undefined
  let release: ReturnType<typeof setTimeout>
  const timer = setTimeout(receive, within, { error: 'timeout' })

  // A change of any other attribute tells the page what it knows already.
  const themeWatch = new MutationObserver(() => {
    port?.postMessage({ type: 'paylinq:theme', theme: element.dataset.theme })
    receive({})
  })
  themeWatch.observe(element, { attributes: true })

  iframe.onload = () => {
    const { port1, port2 } = new MessageChannel()
    port?.close()
    port = port1
    port.onmessage = ({ data }) => {
      clearTimeout(release)
      if (receive(data)) clearTimeout(timer)
    }
    iframe.contentWindow!.postMessage(
      { type: 'paylinq:connect', theme: element.dataset.theme, version: PROTOCOL_VERSION },
      origin,
      [port2],
    )
    release = setTimeout(receive, TIME_TO_ANSWER, { busy: '' })
  }

  return () => {
    clearTimeout(timer)
    clearTimeout(release)
    themeWatch.disconnect()
    port?.close()
  }
}
