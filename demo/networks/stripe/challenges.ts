import type Stripe from 'stripe'
import type { Account } from './account.ts'

/** A payer who is asked to authenticate: 3-D Secure's challenge. */
interface Challenge {
  /** Where the payer goes afterwards. Null when the browser script shows the challenge in a dialog. */
  return_url: string | null
}

/** Keeps the challenge of an intent and returns the address of its page. */
export function openChallenge(account: Account, intent: Stripe.PaymentIntent, return_url: string | null): string {
  account.books.put('challenge', intent.id, { return_url } satisfies Challenge)
  return `${account.url}/3ds/${intent.id}?client_secret=${intent.client_secret}`
}

/** The intent whose challenge this is. Only who knows its client secret may see or answer it. */
export function findChallenge(account: Account, intentId: string, clientSecret: string | undefined) {
  const intent = account.books.get<Stripe.PaymentIntent>('payment_intent', intentId)
  const challenge = account.books.get<Challenge>('challenge', intentId)
  return intent && challenge && intent.client_secret === clientSecret ? { intent, ...challenge } : undefined
}

/** Where a payer who came by redirect goes back to. */
export function returnAddress(return_url: string, intent: Stripe.PaymentIntent): string {
  const address = new URL(return_url)
  const paid = intent.status === 'succeeded' || intent.status === 'requires_capture'
  address.searchParams.set('payment_intent', intent.id)
  address.searchParams.set('payment_intent_client_secret', intent.client_secret!)
  address.searchParams.set('redirect_status', paid ? 'succeeded' : 'failed')
  return address.href
}
