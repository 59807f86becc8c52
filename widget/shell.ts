import { type CheckoutFrameOptions, type Host, openCheckoutFrame } from './checkout-frame.tsx'
import { whenNear } from './when-near.ts'

/** What the host's scripts load once something in a page asks for a checkout. @throws in browsers that cannot show it */
export async function openShell(options: CheckoutFrameOptions): Promise<void> {
  const { host, inline } = options
  const began = Date.now()
  if (inline) {
    await new Promise<void>((resolve) => {
      ;(host as Host).end = whenNear(host, resolve)
    })
  }
  // The page is not to blame for the time before it was asked for.
  options.deadline += Date.now() - began
  openCheckoutFrame(options)
}
