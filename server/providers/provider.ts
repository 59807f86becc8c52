import type { DeclineReason, PaymentMethod, PreparedAttempt } from '../checkout/views.ts'
import type { Config } from '../config.ts'

/**
 * What a payment needs of a provider: the port that Stripe and the others stand behind. An adapter is bound to one
 * merchant's account. Amounts are in the currency's smallest unit; each adapter writes them as its provider does.
 * Every call may throw `ProviderFailure`, and nothing else.
 */
export interface ProviderAccount {
  /** Null when it can take this; else why not, in words for the merchant. */
  cannotTake(method: PaymentMethod, amount: bigint, currency: string): string | null
  /** Makes something to pay; no money moves. The same `key` always means the same thing. */
  create(order: Order): Promise<Created>
  /** The truth about it, as the provider tells it now. */
  read(reference: string): Promise<Outcome>
  /** Makes sure that it can take no money any more. Answers `closed`, or what it turned out to be instead. */
  close(reference: string): Promise<Outcome>
  /** Gives a whole capture back. The same `key` never gives it back twice. */
  returnCapture(reference: string, key: string): Promise<void>
  /** What the payer's browser needs to show this provider's form for a charge. */
  form(amount: bigint, currency: string): PreparedAttempt['form']
  /**
   * Checks a webhook's signature and reads it. Null when it is none of this account's.
   * @param now milliseconds, for the signature's time.
   */
  readWebhook(rawBody: string, headers: Headers, now: number): ProviderNotice | null
  /** Has the provider send its webhooks to `url`. @returns credentials to keep beside the ones there are. */
  registerWebhook(url: string): Promise<Record<string, string>>
}

/**
 * Makes an account of a merchant's credentials, whose shape is the provider's own.
 * @throws ZodError that names the credential that is missing or wrong.
 */
export type Connect = (credentials: unknown, config: Config) => ProviderAccount

/** By the name that the API and the command use: `stripe`. */
export type Providers = Readonly<Record<string, Connect>>

/** Origins that a provider's form needs in the payer's browser, by the policy directive that allows them. */
export interface BrowserOrigins {
  script: string[]
  frame: string[]
  connect: string[]
}

export interface Order {
  /** Our attempt's id: the idempotency key at the provider. */
  key: string
  paymentId: string
  amount: bigint
  currency: string
  description: string | null
}

export interface Created {
  reference: string
  /** What the browser confirms with. */
  clientSecret: string
}

export type Outcome =
  /** Nothing was tried yet. */
  | { state: 'open' }
  | { state: 'processing' }
  | { state: 'requires_action' }
  | { state: 'succeeded' }
  /** Declined, and open at the provider for another try. */
  | { state: 'declined'; reason: DeclineReason; message: string }
  | { state: 'closed' }

export interface ProviderNotice {
  eventId: string
  type: string
  /** What it is about and what is now true of it; null for events that change nothing here. */
  change: { reference: string; outcome: Outcome } | null
}

/**
 * A call that did not do what it was for. What matters is what may have happened:
 * - `not_sent`: surely nothing. It never arrived, or was turned away before it was looked at.
 * - `refused`: surely nothing. The provider looked at it and said no.
 * - `unknown`: it may have been done.
 */
export class ProviderFailure extends Error {
  readonly certainty: 'not_sent' | 'refused' | 'unknown'

  constructor(certainty: ProviderFailure['certainty'], message: string) {
    super(message)
    this.certainty = certainty
  }
}
