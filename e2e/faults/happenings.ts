import { clientOf } from '../../demo/networks/stripe/testing.ts'
import type { ProviderForm, StartedAttempt } from '../../server/checkout/views.ts'
import type { Core } from '../../server/core.ts'
import { startAttempt } from '../../server/payments/attempts.ts'
import { prepareAttempt } from '../../server/payments/preparing.ts'
import { newPayment } from '../../server/payments/test-payments.ts'
import { openAccount } from '../../server/providers/accounts.ts'
import type { AttemptRow } from '../../server/store/schema.ts'
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD, payAtProvider } from './browser.ts'
import type { Networks, ProviderName } from './networks.ts'

/** What happens to one payment at a provider before any of its webhooks got through to us. */
export interface Happening {
  provider: ProviderName
  name: string
  /** What the provider tells of it; of Mollie's webhooks all say the same. */
  events: string[]
  /** What the payment, its attempt and its dispute are once all that was told arrived. */
  ends: { payment: string; attempt: string; dispute?: string }
  happen(scene: { core: Core; networks: Networks; paid: Paid }): Promise<void>
}

/** A payment whose payer pressed "Pay". */
export interface Paid {
  attempt: AttemptRow
  form: ProviderForm
  started: StartedAttempt
}

export async function pressPay(core: Core, appId: string, provider: ProviderName): Promise<Paid> {
  const { id } = await newPayment(core, { appId, mode: 'test' })
  const { attemptId, form } = await prepareAttempt(core, id, provider === 'paypal' ? 'paypal' : 'card')
  const started = await startAttempt(core, id, attemptId)
  const attempt = await core.store.db
    .selectFrom('attempts')
    .selectAll()
    .where('id', '=', attemptId)
    .executeTakeFirstOrThrow()
  return { attempt, form, started }
}

/** The bank of its owner takes the money back as soon as it was charged. */
const DISPUTING_CARD = '4000000000000259'

const SUCCEEDED = { payment: 'succeeded', attempt: 'succeeded' }
/** Closed at the provider, for the payer to try another card. */
const DECLINED = { payment: 'pending', attempt: 'declined' }

const pays =
  (card: string): Happening['happen'] =>
  ({ paid }) =>
    payAtProvider(paid.form, paid.started, card)

export const HAPPENINGS: Happening[] = [
  {
    provider: 'stripe',
    name: 'a card whose bank asks first',
    events: ['payment_intent.requires_action', 'payment_intent.succeeded'],
    ends: SUCCEEDED,
    happen: pays(CHALLENGED_CARD),
  },
  {
    provider: 'stripe',
    name: 'a card that is declined',
    events: ['payment_intent.payment_failed'],
    ends: DECLINED,
    happen: pays(DECLINED_CARD),
  },
  {
    provider: 'stripe',
    name: 'a dispute that is lost',
    events: ['payment_intent.succeeded', 'charge.dispute.created', 'charge.dispute.closed'],
    ends: { ...SUCCEEDED, dispute: 'lost' },
    async happen({ networks, paid }) {
      await payAtProvider(paid.form, paid.started, DISPUTING_CARD)
      const stripe = clientOf(networks.stripe)
      const { data } = await stripe.disputes.list({ payment_intent: paid.attempt.provider_ref! })
      const evidence = { uncategorized_text: 'losing_evidence' }
      await stripe.disputes.update(data[0]!.id, { evidence, submit: true })
    },
  },
  {
    provider: 'airwallex',
    name: 'a card whose bank asks first',
    events: ['payment_intent.requires_customer_action', 'payment_intent.succeeded'],
    ends: SUCCEEDED,
    happen: pays(CHALLENGED_CARD),
  },
  {
    provider: 'airwallex',
    name: 'a card that is declined',
    events: ['payment_intent.requires_payment_method'],
    ends: DECLINED,
    happen: pays(DECLINED_CARD),
  },
  {
    provider: 'mollie',
    name: 'a payment that its bank took back, and gave back again',
    events: ['payment', 'payment', 'payment'],
    ends: { ...SUCCEEDED, dispute: 'won' },
    async happen({ networks: { mollie }, paid }) {
      await payAtProvider(paid.form, paid.started, GOOD_CARD)
      const reference = paid.attempt.provider_ref!
      mollie.reverseChargeback(reference, mollie.chargeBack(reference))
    },
  },
  {
    provider: 'paypal',
    name: 'a capture whose answer was lost, and a dispute that is won',
    events: [
      'CHECKOUT.ORDER.APPROVED',
      'PAYMENT.CAPTURE.COMPLETED',
      'CUSTOMER.DISPUTE.CREATED',
      'CUSTOMER.DISPUTE.RESOLVED',
    ],
    ends: { ...SUCCEEDED, dispute: 'won' },
    async happen({ core, networks: { paypal }, paid }) {
      await payAtProvider(paid.form, paid.started, GOOD_CARD)
      const { id, account_id, provider_ref } = paid.attempt
      const { account } = await openAccount(core, account_id)
      await account.capture!(provider_ref!, `${id}-capture`)
      paypal.resolveDispute(paypal.openDispute(provider_ref!), 'RESOLVED_SELLER_FAVOUR')
    },
  },
]
