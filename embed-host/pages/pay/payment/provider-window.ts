import { WINDOW_NAME } from './window-name.ts'

const SIZE = { width: 500, height: 760 }
/** How often it is looked at: nothing tells that a window was closed. */
const LOOK_EVERY = 300
/** A window that was closed gives the focus back at once; after as many looks without it, it was not closed. */
const LOOKS_FOR_FOCUS = 5

export interface ProviderWindow {
  goTo(address: string): void
  focus(): void
  close(): void
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
  const opened = page.open('', WINDOW_NAME, features)
  if (!opened) return null
  let timer: ReturnType<typeof setInterval> | undefined
  greet(opened, connecting)

  return {
    goTo(address) {
      if (!opened.closed) opened.location.replace(address)
    },
    focus: () => opened.focus(),
    close() {
      clearInterval(timer)
      opened.close()
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

/** The empty window is ours to write in, unless it is an earlier one that is at a provider's page already. */
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
