/**
 * What Stripe.js and the frame of its Payment Element say to each other with `postMessage`.
 *
 * 1. The script opens the frame with its own page's origin in the address; the frame posts to that origin only.
 * 2. Each side takes messages only from the other's window and the other's origin.
 * 3. A question carries a number, and its answer the same number.
 * 4. Card data is in no message: it goes from the frame to the API.
 */

/** How the merchant wants the element to look (docs.stripe.com/elements/appearance-api). */
export interface Appearance {
  theme?: 'stripe' | 'night' | 'flat' | 'none'
  labels?: 'above' | 'floating'
  variables?: Record<string, string>
}

export interface ElementSetup {
  publishableKey: string
  appearance: Appearance
  locale: string
}

export interface ApiFailure {
  type: string
  message: string
  code?: string
  decline_code?: string
  param?: string
  payment_intent?: IntentSeen
}

/** What the browser needs to know of a PaymentIntent. */
export interface IntentSeen {
  id: string
  amount: number
  currency: string
  /** Set when the intent was made with `automatic_payment_methods`. */
  automatic_payment_methods: { enabled: boolean } | null
  payment_method_types: string[]
  status: string
  client_secret: string
  last_payment_error: ApiFailure | null
  next_action: {
    type: string
    use_stripe_sdk?: { stripe_js: string }
    redirect_to_url?: { url: string }
  } | null
}

export type ApiOutcome = { paymentIntent: IntentSeen; error?: undefined } | { error: ApiFailure }

export interface FieldState {
  empty: boolean
  complete: boolean
}

export type ToFrame =
  | { type: 'setup'; setup: ElementSetup }
  | { type: 'focus' | 'blur' | 'clear' }
  | { type: 'validate'; question: number }
  | { type: 'confirm'; question: number; clientSecret: string; parameters: Record<string, string> }

export type FromFrame =
  | { type: 'hello' | 'ready' | 'focus' | 'blur' | 'escape' }
  | { type: 'change'; state: FieldState }
  | { type: 'resize'; height: number }
  | { type: 'answer'; question: number; outcome: ApiOutcome | { error?: ApiFailure } }

/** From the page of a 3-D Secure challenge. */
export type FromChallenge = { type: 'resize'; height: number } | { type: 'done' }
