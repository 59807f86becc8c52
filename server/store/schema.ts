import type { ApiKeyRow, AppRow, MerchantRow, ReceivingAddressRow, WebhookEndpointRow } from './rows/accounts.ts'
import type { RecurringPlanRow, SubscriptionPackageRow, SubscriptionRow } from './rows/billing.ts'
import type { InvoiceCountRow, InvoiceRow, QuoteRow, TransferRow, WatchPositionRow } from './rows/invoices.ts'
import type { DeliveryAttemptRow, DeliveryRow, EventRow, MailRow, ReminderRefusalRow } from './rows/notifications.ts'
import type { AttemptRow, DisputeRow, PaymentRow, RefundRow, SettlementRow } from './rows/payments.ts'
import type { CircuitRow, ProviderAccountRow, ProviderEventRow, TurnRow } from './rows/providers.ts'
import type { IdempotencyKeyRow, RequestLogRow, WidgetScriptRow } from './rows/requests.ts'
import type {
  CouponReservationRow,
  CouponRow,
  CustomerRow,
  LinkVisitRow,
  PaymentLinkRow,
  ProductRow,
} from './rows/selling.ts'

export type * from './rows/accounts.ts'
export type * from './rows/billing.ts'
export type * from './rows/invoices.ts'
export type * from './rows/notifications.ts'
export type * from './rows/payments.ts'
export type * from './rows/providers.ts'
export type * from './rows/requests.ts'
export type * from './rows/selling.ts'
export type * from './rows/values.ts'

/**
 * The tables, as rows come back. Money is `bigint` in the smallest unit (cents by ISO 4217, stroops, drops); instants
 * are ISO 8601 text; flags are 0 or 1; documents are JSON text. Secrets are sealed (see `secrets.ts`).
 */
export interface Schema {
  merchants: MerchantRow
  apps: AppRow
  api_keys: ApiKeyRow
  provider_accounts: ProviderAccountRow
  receiving_addresses: ReceivingAddressRow
  watch_positions: WatchPositionRow
  webhook_endpoints: WebhookEndpointRow
  customers: CustomerRow
  payments: PaymentRow
  attempts: AttemptRow
  provider_events: ProviderEventRow
  circuits: CircuitRow
  turns: TurnRow
  refunds: RefundRow
  disputes: DisputeRow
  products: ProductRow
  coupons: CouponRow
  coupon_reservations: CouponReservationRow
  payment_links: PaymentLinkRow
  link_visits: LinkVisitRow
  settlements: SettlementRow
  invoices: InvoiceRow
  invoice_counts: InvoiceCountRow
  quotes: QuoteRow
  subscription_packages: SubscriptionPackageRow
  subscriptions: SubscriptionRow
  recurring_plans: RecurringPlanRow
  mails: MailRow
  reminder_refusals: ReminderRefusalRow
  transfers: TransferRow
  events: EventRow
  deliveries: DeliveryRow
  delivery_attempts: DeliveryAttemptRow
  idempotency_keys: IdempotencyKeyRow
  request_logs: RequestLogRow
  widget_scripts: WidgetScriptRow
}
