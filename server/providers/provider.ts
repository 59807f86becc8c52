import type { DeclineReason, PaymentMethod, ProviderForm } from '../checkout/views.ts'
import type { Config } from '../config.ts'
import type { Mode } from '../store/schema.ts'

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
  /**
   * Takes the money of an `approved` order: for providers that leave this to us, and never called for others. The same
   * `key` never takes it twice.
   */
  capture?(reference: string, key: string): Promise<Outcome>
  /** Makes sure that it can take no money any more. Answers `closed`, or what it turned out to be instead. */
  close(reference: string): Promise<Outcome>
  /**
   * Gives money of a capture back. The same `key` never gives it back twice, however late it is asked for: with
   * `again` it may have been asked for before, and is looked for where the provider forgets keys. When that look fails
   * it is `unknown`, also where the provider refused it: only a refusal of the refund itself says that there is none.
   */
  refund(order: RefundOrder): Promise<RefundOutcome>
  /** The truth about a refund. @param reference of the refund, as `refund` answered it. */
  readRefund(reference: string, paymentReference: string): Promise<RefundOutcome>
  /**
   * Gives a whole capture back, if it is not already, and tells what has become of that. The same `key` never gives it
   * back twice, however often and late it is asked for; `failed` is final for its key.
   */
  returnCapture(order: ReturnOrder): Promise<ReturnOutcome>
  /** What the payer's browser needs to show this provider's form, or to go to its page. */
  form(order: FormOrder): ProviderForm
  /**
   * Checks a webhook's signature and reads it; a provider that signs nothing is asked whether it is true. Null when it
   * is none of this account's.
   * @param now milliseconds, for the signature's time.
   */
  readWebhook(rawBody: string, headers: Headers, now: number): Promise<ProviderNotice | null>
  /**
   * Has the provider send its webhooks to `url`. Registering the same address again changes nothing.
   * @returns credentials to keep beside the ones there are; none where each order names its own address.
   */
  registerWebhook(url: string): Promise<Record<string, string>>
}

/**
 * Makes an account of a merchant's credentials, whose shape is the provider's own.
 * @throws ZodError that names the credential that is missing or wrong.
 */
export type Connect = (credentials: unknown, config: Config, mode: Mode) => ProviderAccount

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
  method: PaymentMethod
  amount: bigint
  currency: string
  description: string | null
  /** Where the payer's browser comes back to from a page of the provider's, paid or not. */
  returnUrl: string
  /** Where it comes back to when the payer turned back there. */
  cancelUrl: string
  /** Where this account's webhooks arrive, for providers that want it said with each order. */
  webhookUrl: string
}

export interface Created {
  reference: string
  /** What the browser goes on with: a secret to confirm with, or the address of the provider's own page. */
  handover: string
}

export interface FormOrder extends Created {
  amount: bigint
  currency: string
}

/** A form that holds what confirms: its payer could pay before our own button is pressed. */
export const canConfirmByItself = (form: ProviderForm): boolean => 'clientSecret' in form

export type Outcome =
  /** Nothing was tried yet. */
  | { state: 'open' }
  | { state: 'processing' }
  | { state: 'requires_action' }
  /** The payer agreed; the money moves when we `capture` it. */
  | { state: 'approved' }
  /**
   * `fee` is what the provider keeps, in the charge's currency; null while it tells none. `capture` is its id of the
   * money, where refunds go by that.
   */
  | { state: 'succeeded'; fee: bigint | null; capture?: string }
  /** Declined. It may be open at the provider for another try, so it is closed next. */
  | { state: 'declined'; reason: DeclineReason; message: string }
  | { state: 'closed' }

export interface RefundOrder {
  /** Our refund's id: the idempotency key at the provider. */
  key: string
  /** Of what was paid, as `create` answered it. */
  reference: string
  /** Of the money that was taken, where the provider told it. */
  capture?: string | null
  amount: bigint
  currency: string
  reason: string | null
  again: boolean
}

/** Of a whole capture. Its `amount` is what was taken. */
export type ReturnOrder = Pick<RefundOrder, 'key' | 'reference' | 'capture' | 'amount' | 'currency'>

/** `succeeded`: all of it is back. The `reference` is null where somebody else gave it back. */
export type ReturnOutcome = Pick<RefundOutcome, 'state' | 'message'> & { reference: string | null }

export interface RefundOutcome {
  state: 'pending' | 'succeeded' | 'failed'
  reference: string
  /** Why it failed, in the provider's words. */
  message: string | null
}

export interface DisputeNotice {
  /** The provider's id of the dispute. */
  reference: string
  /** Of what was paid, as `create` answered it. */
  paymentReference: string
  amount: bigint
  currency: string
  reason: string | null
  /** `won`: the money stays with the merchant; `lost`: it went back to the payer. */
  state: 'open' | 'won' | 'lost'
}

/** What a webhook tells, as it is now true. */
export type ProviderNews =
  | { about: 'attempt'; reference: string; outcome: Outcome }
  | { about: 'refund'; outcome: RefundOutcome }
  | { about: 'dispute'; dispute: DisputeNotice }

export interface ProviderNotice {
  /** Unique for the account: the same id is the same event. */
  eventId: string
  type: string
  /** Empty for events that change nothing here. */
  news: ProviderNews[]
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

/** For a look at what may have been done: where that failed, it still may have been. @throws ProviderFailure `unknown` */
export function asUnknown(error: unknown): never {
  if (error instanceof ProviderFailure) throw new ProviderFailure('unknown', error.message)
  throw error
}
