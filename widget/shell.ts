import { type CheckoutFrameOptions, type Host, openCheckoutFrame } from './checkout-frame.tsx'
import { whenNear } from './when-near.ts'

/** What the host's scripts load once something in a page asks for a checkout. */
export function openShell(options: CheckoutFrameOptions): void {
  const began = Date.now()
  const show = () => {
    // The page is not to blame for the time before it was asked for.
    options.deadline += Date.now() - began
    openCheckoutFrame(options)
  }
  if (options.inline) (options.host as Host).end = whenNear(options.host, show)
  else show()
}
