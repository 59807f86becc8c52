import { type CheckoutFrameOptions, openCheckoutFrame } from './checkout-frame.tsx'
import { whenNear } from './when-near.ts'

/** What the host's scripts load once something in a page asks for a checkout. @throws in browsers that cannot show it */
export async function openShell(options: CheckoutFrameOptions): Promise<void> {
  const { host, element, inline } = options
  const began = Date.now()
  // Not what is hidden, which has no place: the page may be waiting to show it when it is ready. Nor after a press.
  if (inline && element.localName !== 'a' && host.getClientRects()[0]) {
    await new Promise<void>((resolve) => whenNear(host, resolve))
  }
  // The page is not to blame for the time before it was asked for.
  options.deadline += Date.now() - began
  openCheckoutFrame(options)
}
