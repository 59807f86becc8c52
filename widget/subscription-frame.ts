import { openConnection } from './connection.ts'
import {
  type PageState,
  readSubscriptionMessage,
  readTheme,
  type SubscriptionWidgetEvents,
  takeOver,
} from './messages.ts'
import { styleSheet } from './style-sheet.ts'
import css from './subscription.css?inline'

/** In CSS pixels, of a container that does not say. */
const WIDTH = 420
const HEIGHT = 520

/**
 * One package's page in an iframe in its container: a skeleton until it answers, its height as the page tells it, a link
 * if it does not `within` so many milliseconds.
 * @returns ends it, and leaves nothing behind.
 */
export function openSubscriptionFrame(
  container: HTMLElement,
  packageId: string,
  base: string,
  within: number,
): () => void {
  const { paylinkrWidth, paylinkrHeight, locale = document.documentElement.lang } = container.dataset
  const leastHeight = pixels(paylinkrHeight) ?? HEIGHT
  const id = encodeURIComponent(packageId)
  const query = new URLSearchParams({
    embed: '1',
    theme: readTheme(container.dataset.theme),
    ...(locale && { locale }),
  })

  const { host, box, iframe, cover } = createElements(`${base}embed/subscription/${id}?${query}`)
  // By script, as the sheet: a merchant's policy against inline styles has nothing against it.
  const setHeight = (height: number) => box.style.setProperty('--height', `${Math.max(height, leastHeight)}px`)
  box.style.setProperty('--width', `${pixels(paylinkrWidth) ?? WIDTH}px`)
  setHeight(0)
  setColours()

  const page = { height: 0, title: iframe.title, ready: false, error: '' as PageState['error'] }
  const stop = openConnection(iframe, new URL(base).origin, container, within, receive)
  container.append(host)

  /** What was last told, so that a page that loads again repeats nothing. */
  let told = ''

  function receive(data: unknown): boolean {
    const { ready, error } = page
    takeOver(page, data)
    setHeight(page.height)
    setColours()
    iframe.title = page.title
    if (page.ready) cover.remove()
    if (page.error && page.error !== error) {
      cover.role = 'alert'
      cover.replaceChildren('The subscription did not load', linkTo(`${base}subscribe/${id}`))
      emit('paylinkr:error', { code: page.error })
    } else if (page.error !== error || page.ready !== ready) {
      emit('paylinkr:ready')
    }
    const news = readSubscriptionMessage(data)
    if (news && JSON.stringify(news) !== told) {
      told = JSON.stringify(news)
      emit(news.type, news.payload)
    }
    return page.ready
  }

  function emit<Type extends keyof SubscriptionWidgetEvents>(type: Type, detail?: SubscriptionWidgetEvents[Type]) {
    const init = { bubbles: true, cancelable: true, composed: true, detail: { ...detail, packageId } }
    container.dispatchEvent(new CustomEvent(type, init))
  }

  function setColours() {
    const theme = readTheme(container.dataset.theme)
    box.style.colorScheme = theme === 'system' ? 'light dark' : theme
  }

  return () => {
    stop()
    host.remove()
  }
}

function createElements(src: string) {
  const host = document.createElement('paylinkr-subscription')
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styleSheet(css)]
  const box = document.createElement('div')
  const iframe = document.createElement('iframe')
  const wishes = { title: 'Subscription', allow: 'clipboard-write', referrerPolicy: 'strict-origin', src }
  const cover = document.createElement('section')
  cover.append(...['i', 'i', 'i'].map((name) => document.createElement(name)))
  box.append(Object.assign(iframe, wishes), cover)
  root.append(box)
  return { host, box, iframe, cover }
}

function linkTo(href: string): HTMLAnchorElement {
  const link = document.createElement('a')
  return Object.assign(link, { href, target: '_blank', rel: 'noopener', textContent: 'Open the subscription page' })
}

function pixels(text: string | undefined): number | undefined {
  const count = Number.parseInt(text ?? '', 10)
  return count > 0 ? count : undefined
}
