import { type CheckoutFrameOptions, openCheckoutFrame } from './checkout-frame.tsx'
import { whenNear } from './when-near.ts'

/** What the host's scripts load once something in a page asks for a checkout. @throws in browsers that cannot show it */
export async function openShell(options: CheckoutFrameOptions): Promise<void> {
  const { host, element, inline } = options
  if (!inline) {
    // Loaders of the last version leave that to the shell.
    document.documentElement.append(host)
  } else if (element.localName !== 'a' && host.getClientRects()[0]) {
    // Not what is hidden, which has no place: the page may be waiting to show it when it is ready. Nor after a press.
    await new Promise<void>((resolve) => whenNear(host, resolve))
  }
  openCheckoutFrame(options)
}
