import { type ReadonlySignal, signal } from '@preact/signals'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import type { ApiAnswer, ApiFailure, CheckoutApi } from '../checkout-api.ts'

const TOLD = [
  'coupon_unknown',
  'coupon_not_applicable',
  'coupon_used_up',
  'wrong_state',
  'rate_limited',
  'unreachable',
] as const

/** Why a code did not change the amount, as the page has words for it. */
export type CouponProblem = (typeof TOLD)[number] | 'empty' | 'failed'

/** The payer enters a coupon, or takes it back. What it takes off only the server's view tells. */
export interface CouponSession {
  /** The server is asked: the amount may change with its answer. */
  busy: ReadonlySignal<boolean>
  problem: ReadonlySignal<CouponProblem | null>
  apply(code: string): Promise<void>
  remove(): Promise<void>
  /** The payer has read what was wrong, and goes on. */
  forget(): void
}

interface CouponSessionNeeds {
  payment: ReadonlySignal<PaymentView>
  /** Does what answers a new view, and shows that. Answers why it was not done, or null. */
  change(ask: () => ApiAnswer<PaymentView>): Promise<ApiFailure | null>
  refresh(): Promise<boolean>
  api: CheckoutApi
}

export function createCouponSession({ payment, change, refresh, api }: CouponSessionNeeds): CouponSession {
  const busy = signal(false)
  const problem = signal<CouponProblem | null>(null)

  async function ask(call: () => ApiAnswer<PaymentView>): Promise<void> {
    if (busy.peek()) return
    busy.value = true
    problem.value = null
    const failure = await change(call)
    if (failure) {
      problem.value = TOLD.find((name) => name === failure) ?? 'failed'
      // It may have been done, or something else may have happened before it.
      await refresh()
    }
    busy.value = false
  }

  return {
    busy,
    problem,
    async apply(text) {
      const code = text.trim()
      if (code === '') problem.value = 'empty'
      else await ask(() => api.applyCoupon(payment.peek().id, code))
    },
    remove: () => ask(() => api.removeCoupon(payment.peek().id)),
    forget() {
      problem.value = null
    },
  }
}
