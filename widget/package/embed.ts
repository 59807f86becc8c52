import type { PageProblem, Theme } from '../messages.ts'
import { type EmbedOptions, expect, expectTheme, readBase } from './options.ts'

/**
 * What the page itself says (`PageProblem`), or:
 *
 * - `timeout`: the page did not answer within 8 seconds: it was blocked, or cannot be reached
 * - `widget_failed`: a part of this package could not be loaded, or does not run in this browser
 * - `closed`: it was closed before it was ready
 */
export type CheckoutErrorCode = 'timeout' | 'widget_failed' | 'closed' | PageProblem

/** What `ready` rejects with. */
export interface CheckoutError extends Error {
  code: CheckoutErrorCode
}

/** What is opened, whatever it shows. `Details` are its events' names, with what their `detail` holds. */
export interface Embed<Details> {
  /**
   * Resolves once the page is shown and answers; also for whoever asks late. Within 8 seconds it rejects otherwise, with a
   * `CheckoutError`. A rejection that nobody reads does no harm. A page that answers later is shown all the same.
   */
  readonly ready: Promise<void>

  /** Events are cancelable, and bubble to the document. */
  addEventListener<Type extends keyof Details & string>(
    type: Type,
    listener: (event: CustomEvent<Details[Type]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void

  removeEventListener<Type extends keyof Details & string>(
    type: Type,
    listener: (event: CustomEvent<Details[Type]>) => void,
    options?: boolean | EventListenerOptions,
  ): void

  /** Changes the theme, without a reload. Anything else cannot change while it is open: close it, and open it anew. */
  update(changes: { theme?: Theme | undefined }): void

  /**
   * Ends it at once and leaves nothing behind, also before it was ready. A payment that is being made goes on. No event
   * tells of it; harmless when called again.
   */
  close(): void
}

/** A kind of page that can be shown. */
export interface Kind {
  /** Of its events' names, and of its element's. */
  prefix: string
  /** The option that names the page; a field of every event's detail too. */
  idName: 'paymentId' | 'packageId'
  /** Where the page is below the host, before the id; and what a link to it says. */
  path: string
  linkText: string
  /** Loads what opens it. */
  load(): Promise<{ open(part: Opening): () => void }>
}

/** What `open` is told. It returns what ends it. */
export interface Opening {
  /** Where the events are dispatched, and whose `data-theme` is followed. */
  element: HTMLElement
  inline: boolean
  id: string
  /** The page itself, outside a frame. */
  url: string
  /** When the page must have answered: a time of `Date.now()`. */
  deadline: number
  options: EmbedOptions
}

/** In milliseconds. */
const READY_WITHIN = 8_000

/** To what last failed to open over the page. Whoever opens anew has no use for it. */
let leftOver: HTMLElement | undefined

/** @param height in CSS pixels, of the room to keep in the page until what is opened has its own; 0 opens over the page. */
export function startEmbed<Details>(
  { prefix, idName, path, linkText, load }: Kind,
  options: EmbedOptions & Partial<Record<Kind['idName'], string>>,
  height: number,
  target?: Element,
): Embed<Details> {
  const base = readBase(options)
  const id = options[idName]
  expect(id && typeof id === 'string', idName, 'an id from the API')
  const url = base + path + encodeURIComponent(id)

  const element = document.createElement(`${prefix}-checkout`)
  element.dataset.theme = options.theme ?? 'system'
  if (height) {
    // It may come into the document in a moment: a framework's effects run before those of what is around them.
    expect(target?.append, 'target', 'an element')
    element.style.cssText = `display:block;min-height:${height}px`
    target.append(element)
  } else {
    leftOver?.remove()
    document.documentElement.append(element)
  }

  let end: (() => void) | undefined
  let isOver = false
  const link = Object.assign(document.createElement('a'), { href: url, textContent: linkText })
  let settle!: (code?: CheckoutErrorCode) => void
  const ready = new Promise<void>((resolve, reject) => {
    settle = (code) => {
      clearTimeout(timer)
      if (code) reject(Object.assign(Error(`paylink-checkout: ${code}`), { code }))
      else resolve()
    }
  })
  ready.catch(() => {})
  const deadline = Date.now() + READY_WITHIN
  // What is open by then tells of it, and shows a link, by itself.
  const timer = setTimeout(() => end || fail('timeout'), READY_WITHIN)

  element.addEventListener(`${prefix}:ready`, () => settle())
  element.addEventListener(`${prefix}:error`, (event) => settle((event as CustomEvent).detail.code))
  // In a moment everybody has been asked, and if nobody minded, it is gone.
  element.addEventListener(`${prefix}:close`, () => queueMicrotask(() => element.isConnected || close()))

  load()
    .then(({ open }) => {
      if (!element.isConnected) close()
      if (!isOver) end = open({ element, inline: height > 0, id, url, deadline, options })
    })
    .catch((error) => {
      console.error(error)
      fail('widget_failed')
    })

  function fail(code: CheckoutErrorCode) {
    if (isOver) return
    isOver = true
    if (!height) {
      // Wherever the payer has scrolled to, and over whatever else is fixed there.
      link.style.cssText = 'position:fixed;bottom:0;z-index:2147483647;padding:24px;background:Canvas'
      leftOver = link
    }
    const detail = { [idName]: id, code }
    element.dispatchEvent(
      new CustomEvent(`${prefix}:error`, { bubbles: true, cancelable: true, composed: true, detail }),
    )
    // Unless whoever was told has closed it.
    element.replaceWith(link)
  }

  function close() {
    isOver = true
    end?.()
    element.remove()
    link.remove()
    settle('closed')
  }

  return {
    ready,
    addEventListener: element.addEventListener.bind(element),
    removeEventListener: element.removeEventListener.bind(element),
    update({ theme = element.dataset.theme }) {
      expectTheme(theme)
      element.dataset.theme = theme
    },
    close,
  }
}
