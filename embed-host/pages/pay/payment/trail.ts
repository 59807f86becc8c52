import { PAYMENT_METHODS, type PaymentMethod } from '../../../../server/checkout/views.ts'

/** What this tab remembers of a payer who left it for a provider's page, and may come back by the Back button. */
export interface Trail {
  leave(step: TrailStep): void
  /** Tells the last step, once. */
  pickUp(): TrailStep | null
}

export interface TrailStep {
  attemptId: string
  method: PaymentMethod
  /** Of the provider's page, for a payer who wants to go on there. */
  address: string
}

/** Kept in the tab's own storage; where the browser refuses that, nothing is remembered. */
export function createTrail(storage: () => Storage, paymentId: string): Trail {
  const key = `paylink:${paymentId}`
  return {
    leave(step) {
      try {
        storage().setItem(key, JSON.stringify(step))
      } catch {
        // A frame without storage, or one that is full.
      }
    },
    pickUp() {
      try {
        const text = storage().getItem(key)
        storage().removeItem(key)
        return text ? readStep(JSON.parse(text)) : null
      } catch {
        return null
      }
    },
  }
}

/** For where there is no tab. */
export const noTrail: Trail = { leave() {}, pickUp: () => null }

function readStep({ attemptId, method: name, address }: Record<keyof TrailStep, unknown>): TrailStep | null {
  const method = PAYMENT_METHODS.find((known) => known === name)
  if (!method || typeof attemptId !== 'string' || typeof address !== 'string') return null
  return /^https?:/.test(address) ? { attemptId, method, address } : null
}
