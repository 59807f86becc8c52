import { z } from 'zod'
import { asset } from '../billing/fields.ts'
import type { Core } from '../core.ts'
import { formatAmount } from '../invoices/asset.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { nextBillingAt } from './events.ts'
import type { PackagedSubscription } from './records.ts'

export const subscriptionStatus = z.enum(['incomplete', 'trialing', 'active', 'past_due', 'paused', 'cancelled'])

const latestInvoice = z.object({
  id: z.string(),
  publicId: z.string(),
  status: z.enum(['unpaid', 'pending', 'partially_paid', 'paid', 'overpaid', 'expired', 'cancelled']),
  statusDetail: z.enum(['none', 'paid_late', 'accepted', 'underpaid']),
  expectedAmount: z.string().nullable(),
  receivedAmount: z.string(),
  asset,
  payUrl: z.string(),
  periodStart: z.string().nullable(),
  periodEnd: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
})

export const subscriptionAnswer = z.object({
  id: z.string(),
  packageId: z.string(),
  packageName: z.string(),
  status: subscriptionStatus.describe(
    'incomplete: nothing is paid yet; past_due: a renewal expired unpaid, and after 30 days it is cancelled',
  ),
  customerEmail: z.string(),
  customerName: z.string().nullable(),
  externalCustomerRef: z.string().nullable(),
  currentPeriodStart: z.string().nullable(),
  currentPeriodEnd: z.string().nullable(),
  trialEndsAt: z.string().nullable(),
  nextBillingAt: z.string().nullable().describe('null: nothing more is to be billed, as far as is known now'),
  cancelAtPeriodEnd: z.boolean(),
  pausedAt: z.string().nullable(),
  pastDueSince: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  latestInvoice: latestInvoice.nullable().describe('Of the newest period that was billed'),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** A subscription as the API answers it. */
export const presentSubscription = (
  core: Core,
  subscription: PackagedSubscription,
  invoice: InvoiceRow | null,
): z.input<typeof subscriptionAnswer> => ({
  id: subscription.id,
  packageId: subscription.package_id,
  packageName: subscription.package_name,
  status: subscription.status,
  customerEmail: subscription.customer_email,
  customerName: subscription.customer_name,
  externalCustomerRef: subscription.external_customer_ref,
  currentPeriodStart: subscription.current_period_start,
  currentPeriodEnd: subscription.current_period_end,
  trialEndsAt: subscription.trial_ends_at,
  nextBillingAt: nextBillingAt(subscription),
  cancelAtPeriodEnd: subscription.cancel_at_period_end === 1,
  pausedAt: subscription.paused_at,
  pastDueSince: subscription.past_due_since,
  cancelledAt: subscription.cancelled_at,
  latestInvoice: invoice && presentInvoice(core, invoice),
  createdAt: subscription.created_at,
  updatedAt: subscription.updated_at,
})

const presentInvoice = ({ config }: Core, invoice: InvoiceRow): z.input<typeof latestInvoice> => ({
  id: invoice.id,
  publicId: invoice.public_id,
  status: invoice.status,
  statusDetail: invoice.status_detail,
  expectedAmount: invoice.expected_amount === null ? null : formatAmount(invoice.expected_amount, invoice),
  receivedAmount: formatAmount(invoice.received_amount, invoice),
  asset: invoice.asset,
  payUrl: `${config.publicUrl}/pay/${invoice.public_id}`,
  periodStart: invoice.period_start,
  periodEnd: invoice.period_end,
  createdAt: invoice.created_at,
  expiresAt: invoice.expires_at,
})
