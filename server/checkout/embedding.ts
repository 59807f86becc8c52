import { type OriginPattern, readAllowedOrigins } from '../accounts/origins.ts'
import type { Core } from '../core.ts'
import type { CheckoutView } from './views.ts'

/** Who may embed this page and hear of it: the patterns of the app (payments) or the merchant (invoices). */
export async function allowedOrigins({ store }: Core, view: CheckoutView): Promise<OriginPattern[]> {
  const row =
    view.kind === 'payment'
      ? await store.db
          .selectFrom('payments as payment')
          .innerJoin('apps as app', 'app.id', 'payment.app_id')
          .select('app.allowed_origins')
          .where('payment.id', '=', view.id)
          .executeTakeFirst()
      : await store.db
          .selectFrom('invoices as invoice')
          .innerJoin('merchants as merchant', 'merchant.id', 'invoice.merchant_id')
          .select('merchant.allowed_origins')
          .where('invoice.public_id', '=', view.publicId)
          .executeTakeFirst()
  return row ? readAllowedOrigins(row.allowed_origins) : []
}

/** Who may embed a payment link's page. */
export async function linkOrigins({ store }: Core, linkId: string): Promise<OriginPattern[]> {
  const row = await store.db
    .selectFrom('payment_links as link')
    .innerJoin('apps as app', 'app.id', 'link.app_id')
    .select('app.allowed_origins')
    .where('link.id', '=', linkId)
    .executeTakeFirst()
  return row ? readAllowedOrigins(row.allowed_origins) : []
}
