import type { Core } from '../core.ts'
import type { SubscriptionRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { emit } from '../webhooks/outbox.ts'
import type { SubscriptionEvent } from './subscription.ts'

/** Tells the merchant, with the subscription as it now is. */
export function tellMerchant(
  core: Core,
  tx: Tx,
  type: SubscriptionEvent,
  subscription: SubscriptionRow & { package_name: string },
): Promise<void> {
  return emit(core, tx, {
    dialect: 'paylinkr',
    ownerId: subscription.merchant_id,
    mode: subscription.mode,
    type,
    subjectId: subscription.id,
    payload: {
      subscriptionId: subscription.id,
      packageId: subscription.package_id,
      packageName: subscription.package_name,
      status: subscription.status,
      customerEmail: subscription.customer_email,
      customerName: subscription.customer_name,
      externalCustomerRef: subscription.external_customer_ref,
      currentPeriodStart: subscription.current_period_start,
      currentPeriodEnd: subscription.current_period_end,
      nextBillingAt: nextBillingAt(subscription),
      cancelAtPeriodEnd: subscription.cancel_at_period_end === 1,
      createdAt: subscription.created_at,
    },
  })
}

/** Null where nothing more is to be billed, as far as is known now. */
export const nextBillingAt = ({ status, bill_at, cancel_at_period_end }: SubscriptionRow) =>
  status === 'cancelled' || cancel_at_period_end ? null : bill_at
