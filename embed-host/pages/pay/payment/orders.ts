import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { PaymentMethod, PaymentView, PreparedAttempt } from '../../../../server/checkout/views.ts'
import type { ApiAnswer, CheckoutApi } from '../checkout-api.ts'

/** The attempts that this page has prepared, each for one method and one amount. The last one counts. */
export interface Orders {
  /** The chosen one, at first the view's first; null when there is none. */
  method: ReadonlySignal<PaymentMethod | null>
  choose(method: PaymentMethod): void
  prepare(): ApiAnswer<PreparedAttempt>
  /** The answer to the last `prepare`. */
  latest(): ApiAnswer<PreparedAttempt> | null
  /** Tells once what the last attempt does not fit any more: the payer chose, or a coupon came or went. */
  outdated(): 'method' | 'amount' | null
}

export function createOrders(payment: ReadonlySignal<PaymentView>, api: CheckoutApi): Orders {
  const wish = signal<PaymentMethod | null>(null)
  const method = computed(() => {
    const { methods } = payment.value
    return methods.find((name) => name === wish.value) ?? methods[0] ?? null
  })
  let asked: { method: PaymentMethod; amount: number } | null = null
  let latest: ApiAnswer<PreparedAttempt> | null = null

  return {
    method,
    choose(name) {
      wish.value = name
    },
    prepare() {
      const { id, amount } = payment.peek()
      const chosen = method.peek() ?? 'card'
      asked = { method: chosen, amount }
      // One after the other: the server closes the open attempt of another method, and the last asked for has to win.
      const earlier: Promise<unknown> = latest ?? Promise.resolve()
      latest = earlier.then(() => api.prepareAttempt(id, chosen))
      return latest
    },
    latest: () => latest,
    outdated() {
      const { amount } = payment.value
      const chosen = method.value
      if (!asked || !chosen || (asked.method === chosen && asked.amount === amount)) return null
      const why = asked.method === chosen ? 'amount' : 'method'
      asked = { method: chosen, amount }
      return why
    },
  }
}
