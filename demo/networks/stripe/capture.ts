import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { bookOnBalance } from './balance.ts'
import { getCharge, saveCharge } from './charges.ts'
import { invalidRequest, unexpectedState } from './errors.ts'
import { recordEvent } from './events.ts'
import { getIntent, saveIntent } from './kept-intents.ts'
import { changedMetadata, expand, integer, metadata } from './parameters.ts'

export const captureParameters = z.strictObject({
  amount_to_capture: integer({ min: 1 }).optional(),
  metadata: metadata.optional(),
  expand,
})

/** Takes what was authorised, or part of it; the rest is released. */
export function captureIntent(account: Account, id: string, input: z.infer<typeof captureParameters>) {
  const intent = getIntent(account, id)
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(intent, `A PaymentIntent with the status ${intent.status} cannot be captured.`)
  }
  const amount = input.amount_to_capture ?? intent.amount_capturable
  if (amount > intent.amount_capturable) {
    throw invalidRequest(`Only ${intent.amount_capturable} can be captured.`, {
      code: 'amount_too_large',
      param: 'amount_to_capture',
    })
  }
  const charge: Stripe.Charge = {
    ...getCharge(account, intent.latest_charge as string),
    amount_captured: amount,
    captured: true,
  }
  charge.balance_transaction = bookOnBalance(account, 'charge', charge, amount)
  saveCharge(account, charge)
  recordEvent(account, 'charge.captured', charge)
  intent.metadata = changedMetadata(intent.metadata, input.metadata)
  Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 })
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.succeeded', intent)
  return intent
}
