/** `paylink-checkout/redirect`: for the page that the hosted page leads back to. */

/** What the hosted page said as it led the payer back. Your server believes the webhook, not this. */
export interface RedirectResult {
  paymentId: string
  /** As `GET /v1/payments/:id` answers it: `succeeded`, or `pending` for a payer who turned back. */
  status: string
}

/** What was taken from the address, for whoever asks again. */
let taken: RedirectResult | null = null

/**
 * The payment that the payer comes back from, on the page of its `success_url` or `cancel_url`; null where none is. It
 * takes `payment_id` and `status` out of the page's address, so that a reload or a bookmark does not tell it again; until
 * the page is left, every call returns the same. On a server it is null.
 */
export function getRedirectResult(): RedirectResult | null {
  if (!globalThis.location) return null
  const url = new URL(location.href)
  const paymentId = url.searchParams.get('payment_id')
  const status = url.searchParams.get('status')
  if (!paymentId || !status) return taken
  url.searchParams.delete('payment_id')
  url.searchParams.delete('status')
  // A framework's own state of this entry stays.
  history.replaceState(history.state, '', url)
  taken = { paymentId, status }
  return taken
}
