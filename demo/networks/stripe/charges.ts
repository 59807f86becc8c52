import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { bookOnBalance } from './balance.ts'
import type { Decline } from './cards.ts'
import { noSuch } from './errors.ts'
import { newId } from './ids.ts'

interface ChargeResult {
  captured: boolean
  authenticated: boolean
  decline?: Decline
}

/** Keeps the charge that an attempt to pay an intent made, or the failed one that a decline leaves. */
export function makeCharge(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { captured, authenticated, decline }: ChargeResult,
): Stripe.Charge {
  const id = newId('ch')
  const paid = !decline
  const settled = paid && captured
  const charge: Stripe.Charge = {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: settled ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: settled
      ? bookOnBalance(
          account,
          'charge',
          { id, currency: intent.currency, description: intent.description },
          intent.amount,
        )
      : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: intent.statement_descriptor ?? 'SANDBOX',
    captured: settled,
    created: account.seconds(),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(method.card!, intent, { authenticated, decline }) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  }
  saveCharge(account, charge)
  return charge
}

export const saveCharge = (account: Account, charge: Stripe.Charge) => account.books.put('charge', charge.id, charge)

export function getCharge(account: Account, id: string, param = 'id'): Stripe.Charge {
  const charge = account.books.get<Stripe.Charge>('charge', id)
  if (!charge) throw noSuch('charge', id, param)
  return charge
}

const outcomeOf = (decline: Decline | undefined): Stripe.Charge['outcome'] => ({
  advice_code: decline ? 'try_again_later' : null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: decline ? 'declined_by_network' : 'approved_by_network',
  reason: decline ? (decline.decline_code ?? decline.code) : null,
  risk_level: 'normal',
  seller_message: decline ? 'The bank declined the payment.' : 'Payment complete.',
  type: decline ? 'issuer_declined' : 'authorized',
})

function cardDetails(
  card: Stripe.PaymentMethod.Card,
  intent: Stripe.PaymentIntent,
  { authenticated, decline }: Omit<ChargeResult, 'captured'>,
): Stripe.Charge.PaymentMethodDetails.Card {
  const cvcCheck = decline?.code === 'incorrect_cvc' ? 'fail' : 'pass'
  return {
    amount_authorized: decline ? null : intent.amount,
    authorization_code: decline ? null : '123456',
    brand: card.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: card.checks?.cvc_check ? cvcCheck : null,
    },
    country: card.country,
    electronic_commerce_indicator: authenticated ? '05' : null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: card.regulated_status,
    three_d_secure: authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: null,
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  }
}
