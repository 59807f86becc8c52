import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { behaviourOf, brandOf, CARD_TOKENS, type CardBehaviour, checkCard } from './cards.ts'
import { noSuch } from './errors.ts'
import { newId } from './ids.ts'
import { changedMetadata, expand, integer, metadata, text, unsettable } from './parameters.ts'

const billingDetails = z.strictObject({
  name: unsettable.optional(),
  email: unsettable.optional(),
  phone: unsettable.optional(),
  address: z
    .strictObject({
      city: unsettable.optional(),
      country: unsettable.optional(),
      line1: unsettable.optional(),
      line2: unsettable.optional(),
      postal_code: unsettable.optional(),
      state: unsettable.optional(),
    })
    .optional(),
})

/** A payment method in full, as it also comes with a confirmation under `payment_method_data`. */
export const paymentMethodData = z.strictObject({
  type: z.literal('card'),
  card: z.strictObject({ number: text, exp_month: integer(), exp_year: integer(), cvc: text.optional() }),
  billing_details: billingDetails.optional(),
  metadata: metadata.optional(),
})

export const paymentMethodCreateParameters = paymentMethodData.extend({ expand })

export function createPaymentMethod(account: Account, input: z.infer<typeof paymentMethodData>): Stripe.PaymentMethod {
  const card = checkCard(input.card, account.seconds() * 1000)
  const brand = brandOf(card.number)
  const method: Stripe.PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: billingDetailsOf(input.billing_details),
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: card.cvc ? 'unchecked' : null },
      country: 'US',
      display_brand: brand,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: createHash('sha256').update(card.number).digest('base64url').slice(0, 16),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: account.seconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changedMetadata({}, input.metadata),
    type: 'card',
  }
  account.books.put('payment_method', method.id, method)
  account.books.put('card_behaviour', method.id, behaviourOf(card.number))
  return method
}

/** The payment method of this id; for the name of a test card, a new one with that card. */
export function findPaymentMethod(account: Account, id: string): Stripe.PaymentMethod {
  const number = Object.hasOwn(CARD_TOKENS, id) ? CARD_TOKENS[id] : undefined
  if (number) {
    const exp_year = new Date(account.seconds() * 1000).getUTCFullYear() + 1
    return createPaymentMethod(account, { type: 'card', card: { number, exp_month: 12, exp_year, cvc: '123' } })
  }
  const method = account.books.get<Stripe.PaymentMethod>('payment_method', id)
  if (!method) throw noSuch('PaymentMethod', id, 'payment_method', 400)
  return method
}

export const behaviourOfMethod = (account: Account, methodId: string): CardBehaviour =>
  account.books.get<CardBehaviour>('card_behaviour', methodId)!

function billingDetailsOf({ name, email, phone, address }: z.infer<typeof billingDetails> = {}) {
  return {
    address: {
      city: address?.city ?? null,
      country: address?.country ?? null,
      line1: address?.line1 ?? null,
      line2: address?.line2 ?? null,
      postal_code: address?.postal_code ?? null,
      state: address?.state ?? null,
    },
    email: email ?? null,
    name: name ?? null,
    phone: phone ?? null,
    tax_id: null,
  }
}
