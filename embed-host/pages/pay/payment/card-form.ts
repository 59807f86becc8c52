import type { DeclineReason, ProviderForm, StartedAttempt } from '../../../../server/checkout/views.ts'
import type { Texts } from '../../../ui/texts/en.ts'
import type { PageTheme } from '../../../ui/theme.ts'
import type { Elsewhere } from './elsewhere.ts'

/** A provider's fields for a card, in the page. The card's number is only ever in the provider's own frame. */
export interface CardForm {
  /** Which provider, account and charge the fields belong to. */
  readonly config: ProviderForm
  /** False when something is missing or wrong; the form marks what. */
  validate(): Promise<boolean>
  /**
   * Hands the card to the provider and does what the bank asks for. Answers why the provider refused, or null; it may
   * never answer, and whatever it answers only the server's view tells what became of the payment.
   */
  confirm(started: StartedAttempt): Promise<DeclineReason | null>
  /** Takes over for another charge, with what the payer has typed; false when that needs another form. */
  adapt?(config: ProviderForm): boolean
  destroy(): void
}

export interface CardFormOptions {
  host: HTMLElement
  texts: Texts
  theme: PageTheme
  /** Escape was pressed inside the provider's frame, where the page does not hear it. */
  onEscape(): void
}

/** A provider's way to take a payment: fields in the page, or a page of its own somewhere else. */
export interface PaymentForm extends CardForm {
  /** The payer presses the button: what browsers allow only then, before anything is awaited. */
  press?(): void
  /** The try is over, or was never started: takes back what `press` did. */
  release?(): void
  /** Where the payer is, for a page of the provider's own. */
  elsewhere?: Elsewhere
}

/** Fetches a provider's form into `host` and answers once it can be used; throws when it cannot. */
export type OpenForm = (config: ProviderForm, host: HTMLElement) => Promise<PaymentForm>

/** True when what the payer typed into a form for `a` can be used for `b`. */
export function isSameForm(a: ProviderForm, b: ProviderForm): boolean {
  const other: Record<string, unknown> = { ...b }
  const fields = Object.entries(a)
  return fields.length === Object.keys(other).length && fields.every(([name, value]) => other[name] === value)
}

/** Whether a form can be used for another attempt as well, with what the payer typed into it. */
export function takesOver(form: PaymentForm, next: ProviderForm): boolean {
  return isSameForm(form.config, next) || (form.adapt?.(next) ?? false)
}
