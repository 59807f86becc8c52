import type { DeclineReason, StartedAttempt, StripeForm } from '../../../../server/checkout/views.ts'

/** A provider's fields for a card, in the page. The card's number is only ever in the provider's own frame. */
export interface CardForm {
  /** Which provider and account the fields belong to. */
  config: StripeForm
  /** False when something is missing or wrong; the form marks what. */
  validate(): Promise<boolean>
  /**
   * Hands the card to the provider and does what the bank asks for. Answers why the provider refused, or null; it may
   * never answer, and whatever it answers only the server's view tells what became of the payment.
   */
  confirm(started: StartedAttempt): Promise<DeclineReason | null>
  destroy(): void
}

/** Fetches a provider's form into `host` and answers once its fields can be filled in; throws when it cannot. */
export type OpenCardForm = (config: StripeForm, host: HTMLElement) => Promise<CardForm>

/** True when what the payer typed into a form for `a` can be used for `b`. */
export function isSameForm(a: StripeForm, b: StripeForm): boolean {
  return (
    a.provider === b.provider &&
    a.publishableKey === b.publishableKey &&
    a.scriptUrl === b.scriptUrl &&
    a.amount === b.amount &&
    a.currency === b.currency
  )
}
