/**
 * The merchant's URL with what became of the payment, so that the shop knows which one without keeping it itself.
 * The rest of its query stays letter for letter as the merchant wrote it.
 */
export function outcomeUrl(merchantUrl: string, outcome: { paymentId: string; status: string }): string {
  const url = new URL(merchantUrl)
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !/^(payment_id|status)=/.test(pair))
  const told = new URLSearchParams({ payment_id: outcome.paymentId, status: outcome.status })
  url.search = [...kept, told].join('&')
  return url.href
}
