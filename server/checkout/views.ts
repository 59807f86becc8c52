import type { Instant } from '../clock.ts'
import type { InvoiceStatus, InvoiceStatusDetail, PaymentStatus } from '../store/schema.ts'

export type { InvoiceStatus, InvoiceStatusDetail, PaymentStatus }

/**
 * What a payer may see. The hosted pages are rendered from these, `GET /checkout/:id` answers them, and
 * `GET /checkout/:id/events` sends a new one whenever something changed. They hold nothing of the merchant's that the
 * payer need not know: no metadata, no external reference, no provider account.
 */
export type CheckoutView = PaymentView | InvoiceView

interface CommonView {
  merchantName: string
  /** True for a test payment: the page says that no real money moves. */
  testMode: boolean
  expiresAt: Instant | null
  createdAt: Instant
}

export interface PaymentView extends CommonView {
  kind: 'payment'
  /** UUID. */
  id: string
  status: PaymentStatus
  /** What is charged, after any discount, in the currency's smallest unit. */
  amount: number
  /** The coupon that is on it; null when there is none. */
  coupon: CouponView | null
  /** Whether the payer may still enter or take back a coupon: none was frozen by a first try, and the app has some. */
  couponOpen: boolean
  /** ISO 4217. */
  currency: string
  /** Decimal digits of the currency: 2 for EUR, 0 for JPY, 3 for KWD. */
  exponent: number
  description: string | null
  /** Methods that some provider can take for this currency, the preselected one first. Empty: nothing can be paid. */
  methods: PaymentMethod[]
  /** Why the last try was declined, as a code that the page puts in plain words; null when it was not. */
  decline: DeclineReason | null
  /** Where the payer goes on from a hosted page, with `payment_id` and `status` appended; null when not set. */
  successUrl: string | null
  cancelUrl: string | null
  paidAt: Instant | null
}

/** What a payer can choose. Which provider takes it is the router's business. */
export const PAYMENT_METHODS = ['card', 'paypal', 'ideal', 'bancontact'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

export type DeclineReason =
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_cvc'
  | 'incorrect_number'
  | 'authentication_failed'
  | 'processing_error'
  | 'declined'

export interface InvoiceView extends CommonView {
  kind: 'invoice'
  publicId: string
  title: string
  status: InvoiceStatus
  statusDetail: InvoiceStatusDetail
  network: 'STELLAR' | 'XRPL'
  asset: 'USDC' | 'XLM' | 'XRP'
  /** Who issues the asset; null for a network's own. A payer must send exactly this one. */
  assetIssuer: string | null
  /** Decimal strings, at the scale the merchant gave. Null when the payer chooses the amount. */
  expectedAmount: string | null
  receivedAmount: string
  /** What is still to be paid, as a decimal string; null when the payer chooses the amount. */
  remainingAmount: string | null
  /** What an invoice with a fiat price costs for now; null for one without. */
  quote: QuoteView | null
  destinationAddress: string
  /** The memo or tag that must go with the transfer. */
  reference: string
  referenceLabel: 'Memo' | 'Destination Tag'
  /**
   * What the QR code holds and "Open in wallet" opens, with the remaining amount: SEP-7's `web+stellar:pay?…`, or
   * Xaman's link on the XRP Ledger.
   */
  payUri: string
  /** Needed by wallets to sign for the right network. */
  networkPassphrase: string
  /** Sandbox only: what is before `/stellar` and `/xrpl`, where funded test wallets are. Null in production. */
  sandboxWalletUrl: string | null
  orderId: string | null
  paidAt: Instant | null
}

/**
 * The price and what it costs by the newest quote. Once `validUntil` is over, `POST /checkout/invoices/:publicId/quote`
 * renews it and answers the view; before that it answers the view as it is.
 */
export interface QuoteView {
  /** What remains to be paid, in the asset, as a decimal string. */
  amount: string
  /** Price of one unit of the asset in `pricingCurrency`, as a decimal string. */
  rate: string
  pricingCurrency: 'USD' | 'EUR' | 'GBP'
  /** The whole price, as the merchant wrote it. */
  pricingAmount: string
  /** From then on money counts at a newer rate. */
  validUntil: Instant
}

/** `POST /checkout/payments/:id/attempts {method}`: a provider was chosen and its form can be shown. */
export interface PreparedAttempt {
  attemptId: string
  form: ProviderForm
}

/** How the payer gives a provider what it needs. Each kind is code of its own, loaded when it is shown. */
export type ProviderForm = StripeForm | AirwallexForm | RedirectForm

/** Stripe's Payment Element, in the page. */
export interface StripeForm {
  kind: 'stripe'
  publishableKey: string
  /** Sandbox only: a script that defines `window.Stripe` in place of the one Stripe serves. */
  scriptUrl: string | null
  /** Of the charge, as Stripe writes it: the form must be opened with what the intent was made with. */
  amount: number
  currency: string
}

/** Airwallex's drop-in, in the page. It is made for one intent and confirms only when our own button is pressed. */
export interface AirwallexForm {
  kind: 'airwallex'
  /** Which of Airwallex's environments its scripts are for. */
  environment: 'demo' | 'prod'
  intentId: string
  clientSecret: string
  currency: string
}

/** A page of the provider's own, which refuses to be framed: it opens in a window of its own. */
export interface RedirectForm {
  kind: 'redirect'
  provider: 'airwallex' | 'mollie' | 'paypal'
}

/** `POST /checkout/payments/:id/attempts/:attemptId/start`: the payment is `processing`, the browser may confirm. */
export interface StartedAttempt {
  /** The provider's client secret; for a `redirect` form the address of its page. */
  handover: string
  /** Where a bank's or provider's page sends the payer back to. */
  returnUrl: string
}

/** `PUT /checkout/payments/:id/coupon {code}` and `DELETE`: answers the view; refusals have `coupon_…` codes. */
export interface CouponView {
  code: string
  /** In the currency's smallest unit. */
  discount: number
}

/** `POST /checkout/invoices/:publicId/stellar/transaction {account}`: what the payer's wallet is to sign. */
export interface UnsignedTransaction {
  /** Base64 transaction envelope. */
  xdr: string
  networkPassphrase: string
}

/** Every error under `/checkout`. `code` is stable, `message` is for logs: pages have their own words for codes. */
export interface CheckoutError {
  error: { code: CheckoutErrorCode; message: string }
}

export type CheckoutErrorCode =
  | 'not_found'
  | 'invalid_request'
  /** The payment or invoice is not open to this any more; read the view again. */
  | 'wrong_state'
  /** No provider could be reached for this method just now. */
  | 'no_provider'
  /** There is no reliable exchange rate just now. */
  | 'rate_unavailable'
  | 'coupon_unknown'
  | 'coupon_not_applicable'
  /** It has been used as often as it may. */
  | 'coupon_used_up'
  /** The payer's account does not exist on the network. */
  | 'account_not_found'
  /** The payer's account does not hold the asset (Stellar: no trustline). */
  | 'no_trustline'
  | 'insufficient_balance'
  /** The network refused the signed transaction. */
  | 'transaction_failed'
  /** The network could not be reached; nothing is known to have been sent. */
  | 'network_unreachable'
  /** The subscription package is no longer offered. */
  | 'package_inactive'
  | 'rate_limited'
  | 'internal'
