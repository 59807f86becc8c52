import { type ReadonlySignal, signal } from '@preact/signals'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import type { ApiAnswer, ApiFailure, CheckoutApi } from '../checkout-api.ts'

/** A payment of which a coupon left nothing to charge: it ends without a provider. */
export interface FreeOrder {
  phase: ReadonlySignal<'open' | 'completing' | 'failed'>
  complete(): Promise<void>
}

interface FreeOrderNeeds {
  payment: ReadonlySignal<PaymentView>
  /** Does what answers a new view, and shows that. Answers why it was not done, or null. */
  change(ask: () => ApiAnswer<PaymentView>): Promise<ApiFailure | null>
  refresh(): Promise<boolean>
  /** True while the amount is about to change. */
  hold: ReadonlySignal<boolean>
  api: CheckoutApi
}

export function createFreeOrder({ payment, change, refresh, hold, api }: FreeOrderNeeds): FreeOrder {
  const phase = signal<'open' | 'completing' | 'failed'>('open')
  return {
    phase,
    async complete() {
      if (phase.peek() === 'completing' || hold.peek()) return
      phase.value = 'completing'
      const failure = await change(() => api.completePayment(payment.peek().id))
      // It may have been completed all the same, or the coupon is gone and there is something to pay.
      if (failure) await refresh()
      phase.value = failure ? 'failed' : 'open'
    },
  }
}
