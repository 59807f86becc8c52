import { type ReadonlySignal, signal } from '@preact/signals'
import type { PaymentMethod, PaymentView } from '../../../../server/checkout/views.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import { untilAnswered } from '../until-answered.ts'
import type { PageRole } from './payment-stage.ts'
import type { Trail, TrailStep } from './trail.ts'

/** A page that was loaded because the payer comes back from a bank's or a provider's page. */
export interface Returning {
  role: ReadonlySignal<PageRole>
  /** The provider's page from which this tab came back, while it may still be finished there. */
  way: ReadonlySignal<TrailStep | null>
  /** Has the server look at the attempt; in a window that was opened for the provider's page, closes that then. */
  follow(): Promise<void>
}

interface ReturningNeeds {
  payment: ReadonlySignal<PaymentView>
  refresh(): Promise<boolean>
  /** The attempt that the page's address names; null when the page was opened in another way. */
  returned: string | null
  api: CheckoutApi
  trail: Trail
  /** The payer is back. @param method null when this tab does not know it. */
  comeBack(method: PaymentMethod | null): void
  /** Takes the attempt out of the page's address. */
  forgetReturn(): void
  /** This window, if a page of ours opened it for a provider's page. */
  popup: Pick<Window, 'close'> | null
  wait(ms: number): Promise<void>
}

/** A window that may close itself is gone by then. */
const TIME_TO_CLOSE = 500

export function createReturning(needs: ReturningNeeds): Returning {
  const { payment, refresh, returned, api, trail, comeBack, forgetReturn, popup, wait } = needs
  const role = signal<PageRole>('page')
  const way = signal<TrailStep | null>(null)

  const report = (attemptId: string) =>
    untilAnswered(() => api.attemptSubmitted(payment.peek().id, attemptId), { wait, goesOn: () => true })

  async function closeWindow(window: Pick<Window, 'close'>, attemptId: string): Promise<void> {
    role.value = 'provider_window'
    await report(attemptId)
    window.close()
    await wait(TIME_TO_CLOSE)
    role.value = 'stuck_window'
  }

  return {
    role,
    way,
    async follow() {
      if (popup && returned) return closeWindow(popup, returned)
      // Without a name in the address: the Back button, which loaded the page anew.
      const step = trail.pickUp()
      const attemptId = returned ?? step?.attemptId
      if (!attemptId) return
      comeBack(step?.method ?? null)
      await report(attemptId)
      if (returned) forgetReturn()
      await refresh()
      // Not every provider lets an open order be closed: the payer may go on with it.
      if (!step || !['processing', 'requires_action'].includes(payment.peek().status)) return
      trail.leave(step)
      way.value = step
    },
  }
}
