import { signal } from '@preact/signals'
import type { RedirectForm } from '../../../../server/checkout/views.ts'
import type { PaymentForm } from './card-form.ts'
import type { Away } from './elsewhere.ts'
import { openProviderWindow, type ProviderWindow } from './provider-window.ts'

export interface RedirectFormOptions {
  page: Window
  /** What the window says until the provider's page is there. */
  connecting: string
}

/**
 * A page of the provider's own. On a hosted page the payer goes there in the same tab. A frame cannot hold such a page,
 * so from there it opens in a window; where the browser blocks that, the page around the frame has to go.
 */
export function openRedirectForm(config: RedirectForm, { page, connecting }: RedirectFormOptions): PaymentForm {
  const away = signal<Away | null>(null)
  const isFramed = page.parent !== page
  let window: ProviderWindow | null = null
  let comeBack: (() => void) | null = null

  /** The try is over: the payer gave it up or closed the window, or the outcome is known. */
  function end(): void {
    window?.letGo()
    window = null
    away.value = null
    comeBack?.()
    comeBack = null
    page.removeEventListener('pageshow', endIfKept)
  }

  function giveUp(): void {
    window?.close()
    window = null
    end()
  }

  /** The Back button brought this page out of the browser's cache. */
  function endIfKept({ persisted }: PageTransitionEvent): void {
    if (persisted) end()
  }

  function leave(address: string): void {
    away.value = { at: 'leaving', address }
    page.addEventListener('pageshow', endIfKept)
    try {
      // Not `assign`, which a page of another site does not have for us.
      page.top!.location.href = address
    } catch {
      // The browser wants the payer to press something for it: the page shows a link.
    }
  }

  return {
    config,
    elsewhere: { away, show: () => window?.focus(), giveUp },
    press() {
      if (!isFramed) return
      window = openProviderWindow(page, connecting)
      if (window) away.value = { at: 'window', lost: false }
    },
    validate: async () => true,
    async confirm({ handover }) {
      const address = webAddress(handover)
      const back = Promise.withResolvers<null>()
      comeBack = () => back.resolve(null)
      if (!window) leave(address)
      else {
        window.goTo(address)
        window.watch({
          onClosed: giveUp,
          onLost() {
            away.value = { at: 'window', lost: true }
          },
        })
      }
      return back.promise
    },
    release: end,
    destroy: end,
  }
}

/** @throws when it is anything but an address on the web: `javascript:` would run here. */
function webAddress(text: string): string {
  const { protocol, href } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`A provider's page cannot be at ${protocol}`)
  return href
}
