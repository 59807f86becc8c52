import { WINDOW_NAME } from './window-name.ts'

const SIZE = { width: 500, height: 760 }
/** How often it is looked at: nothing tells that a window was closed. */
const LOOK_EVERY = 300
/** A window that was closed gives the focus back at once; after as many looks without it, it was not closed. */
const LOOKS_FOR_FOCUS = 5
/** A window that comes back has closed itself by then. */
const TIME_TO_COME_BACK = 3_000

export interface ProviderWindow {
  goTo(address: string): void
  focus(): void
  /** Closes it at once, for the payer who wants that. */
  close(): void
  /**
   * Nothing more is expected of it. From the provider's page it comes back to ours, which closes it. It is not closed
   * from here meanwhile: while it changes pages, Chromium loses the call and then heeds no other, not even its own.
   * One that stays at the provider's page is closed after a while.
   */
  letGo(): void
  /**
   * Tells once when the window has been closed; or that it is lost: a provider's page can cut itself off from the page
   * that opened it (Cross-Origin-Opener-Policy), and then looks closed from here while the payer is still in it.
   */
  watch(hear: { onClosed(): void; onLost(): void }): void
}

/** Has to be called in the payer's press itself. Null where the browser blocks windows. */
export function openProviderWindow(page: Window, connecting: string): ProviderWindow | null {
  const left = Math.round(page.screenX + Math.max(0, page.outerWidth - SIZE.width) / 2)
  const top = Math.round(page.screenY + Math.max(0, page.outerHeight - SIZE.height) / 2)
  const features = `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`
  // A name of its own: another try, or another checkout on the merchant's page, has another window. It is no secret, and
  // a frame in a page without TLS has no `crypto.randomUUID`.
  const opened = page.open('', `${WINDOW_NAME}-${Math.random()}`, features)
  if (!opened) return null
  let isEmpty = true
  let timer: ReturnType<typeof setInterval> | undefined
  greet(opened, connecting)

  const close = () => {
    clearInterval(timer)
    opened.close()
  }

  return {
    goTo(address) {
      isEmpty = false
      if (!opened.closed) opened.location.replace(address)
    },
    focus: () => opened.focus(),
    close,
    letGo() {
      if (isEmpty) return close()
      clearInterval(timer)
      const end = () => opened.close()
      page.addEventListener('pagehide', end, { once: true })
      setTimeout(() => {
        page.removeEventListener('pagehide', end)
        end()
      }, TIME_TO_COME_BACK)
    },
    watch({ onClosed, onLost }) {
      let looks = 0
      timer = setInterval(() => {
        if (!opened.closed) return
        const isClosed = page.document.hasFocus()
        if (!isClosed && ++looks < LOOKS_FOR_FOCUS) return
        clearInterval(timer)
        if (isClosed) onClosed()
        else onLost()
      }, LOOK_EVERY)
    },
  }
}

/** The empty window is ours to write in. */
function greet(opened: Window, connecting: string): void {
  try {
    const { document } = opened
    document.title = connecting
    document.body.textContent = `${connecting} …`
    Object.assign(document.documentElement.style, { colorScheme: 'light dark', font: '1rem system-ui, sans-serif' })
    Object.assign(document.body.style, { display: 'grid', placeItems: 'center', minHeight: '80vh' })
  } catch {
    // It goes on to the new page all the same.
  }
}
