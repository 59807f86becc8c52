import { type Appearance, readAppearance } from '../accounts/appearance.ts'
import { type OriginPattern, readAllowedOrigins } from '../accounts/origins.ts'
import type { Core } from '../core.ts'
import type { CheckoutView } from './views.ts'

/** What whoever asks for the money says of a page. */
export interface PageSettings {
  /**
   * Who may embed it and hear of it: the patterns of the key that its payment, link, invoice or package was made with.
   * Where that has none of its own, those of the app (Paylinq) or the merchant (PayLinkr).
   */
  allowedOrigins: OriginPattern[]
  /** Of the app or the merchant; null: ours. */
  appearance: Appearance | null
}

/** Of a payment's or an invoice's page. */
export async function checkoutSettings({ store }: Core, view: CheckoutView): Promise<PageSettings> {
  const row =
    view.kind === 'payment'
      ? await store.db
          .selectFrom('payments as payment')
          .innerJoin('apps as app', 'app.id', 'payment.app_id')
          .leftJoin('api_keys as key', 'key.id', 'payment.key_id')
          .select(['app.allowed_origins', 'app.appearance', 'key.origins as key_origins'])
          .where('payment.id', '=', view.id)
          .executeTakeFirst()
      : await store.db
          .selectFrom('invoices as invoice')
          .innerJoin('merchants as merchant', 'merchant.id', 'invoice.merchant_id')
          .leftJoin('api_keys as key', 'key.id', 'invoice.key_id')
          .select(['merchant.allowed_origins', 'merchant.appearance', 'key.origins as key_origins'])
          .where('invoice.public_id', '=', view.publicId)
          .executeTakeFirst()
  return settingsOf(row)
}

/** Of a payment link's page. */
export async function linkSettings({ store }: Core, linkId: string): Promise<PageSettings> {
  const row = await store.db
    .selectFrom('payment_links as link')
    .innerJoin('apps as app', 'app.id', 'link.app_id')
    .leftJoin('api_keys as key', 'key.id', 'link.key_id')
    .select(['app.allowed_origins', 'app.appearance', 'key.origins as key_origins'])
    .where('link.id', '=', linkId)
    .executeTakeFirst()
  return settingsOf(row)
}

/** Of a subscription package's page. */
export async function packageSettings({ store }: Core, id: string): Promise<PageSettings> {
  const row = await store.db
    .selectFrom('subscription_packages as package')
    .innerJoin('merchants as merchant', 'merchant.id', 'package.merchant_id')
    .leftJoin('api_keys as key', 'key.id', 'package.key_id')
    .select(['merchant.allowed_origins', 'merchant.appearance', 'key.origins as key_origins'])
    .where('package.id', '=', id)
    .executeTakeFirst()
  return settingsOf(row)
}

interface SettingsRow {
  allowed_origins: string
  appearance: string | null
  key_origins: string | null
}

/** What is not there may be embedded by nobody. A key that is revoked still says who may embed what it made. */
function settingsOf(row: SettingsRow | undefined): PageSettings {
  if (!row) return { allowedOrigins: [], appearance: null }
  const ofKey = row.key_origins === null ? [] : readAllowedOrigins(row.key_origins)
  return {
    allowedOrigins: ofKey.length > 0 ? ofKey : readAllowedOrigins(row.allowed_origins),
    appearance: readAppearance(row.appearance),
  }
}
