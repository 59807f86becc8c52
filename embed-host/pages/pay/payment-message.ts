import type { CheckoutView } from '../../../server/checkout/views.ts'
import type { PaymentMessage } from '../../../widget/messages.ts'
import type { ParentLink } from '../../ui/parent.ts'

/**
 * The documented message for how a payment or invoice stands, null while there is nothing to tell. An invoice speaks
 * as a payment does, under its public id. `failed` is told of everything that ended without the merchant's money.
 */
export function paymentMessage(view: CheckoutView): PaymentMessage | null {
  const paymentId = view.kind === 'payment' ? view.id : view.publicId
  const { status } = view
  switch (status) {
    case 'succeeded':
    case 'refunded':
    case 'partially_refunded':
    case 'paid':
    case 'overpaid':
      return { type: 'paylinq:payment:succeeded', payload: { paymentId, status } }
    case 'failed':
    case 'cancelled':
    case 'expired':
      return { type: 'paylinq:payment:failed', payload: { paymentId, status } }
    case 'requires_action':
      return { type: 'paylinq:payment:requires_action', payload: { paymentId } }
    case 'pending':
    case 'processing':
    case 'unpaid':
    case 'partially_paid':
      return null
  }
}

/** Passes it on; the link itself repeats nothing. */
export function tellParent(parent: ParentLink, message: PaymentMessage | null): void {
  switch (message?.type) {
    case 'paylinq:payment:succeeded':
      parent.succeeded(message.payload)
      break
    case 'paylinq:payment:failed':
      parent.failed(message.payload)
      break
    case 'paylinq:payment:requires_action':
      parent.requiresAction(message.payload)
      break
    case undefined:
      parent.open()
  }
}
