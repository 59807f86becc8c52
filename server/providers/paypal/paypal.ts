import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Mode } from '../../store/schema.ts'
import { asUnknown, type Outcome, type ProviderAccount, ProviderFailure } from '../provider.ts'
import { giveBack } from '../returning.ts'
import { toMoney, whyNotExact } from './amounts.ts'
import {
  capture as captureShape,
  order as orderShape,
  type PaypalOrder,
  type Refund,
  refund as refundShape,
} from './answers.ts'
import { openPaypal, Refusal } from './api.ts'
import { captureOf, givenBackOf, outcomeOfOrder, outcomeOfRefund } from './outcomes.ts'
import { registerAt } from './registering.ts'
import { openReader } from './webhooks.ts'

export const paypalCredentials = z.object({
  /** Of the REST app in PayPal's developer dashboard. */
  clientId: z.string({ error: 'is missing: it is the client ID of the PayPal app' }).min(1, 'must not be empty'),
  clientSecret: z.string({ error: 'is missing: it is the secret of the PayPal app' }).min(1, 'must not be empty'),
  /** Of the webhook that points here; empty until there is one. What PayPal signs names it. */
  webhookId: z.string({ error: 'must be the id of a PayPal webhook' }).default(''),
})

export type PaypalCredentials = z.infer<typeof paypalCredentials>

/** Why a capture of what the payer approved was refused: it is the payer's funding that does not do. */
const DECLINES = new Set([
  'INSTRUMENT_DECLINED',
  'PAYER_CANNOT_PAY',
  'PAYER_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYER_ACCOUNT_RESTRICTED',
  'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING',
  'TRANSACTION_REFUSED',
  'TRANSACTION_LIMIT_EXCEEDED',
  'TRANSACTION_BLOCKED_BY_PAYEE',
  'PAYEE_BLOCKED_TRANSACTION',
  'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED',
  'DOMESTIC_TRANSACTION_REQUIRED',
  'COMPLIANCE_VIOLATION',
])

/** Why a capture was refused that the order itself tells more about. */
const TOLD_BY_ORDER = new Set(['ORDER_ALREADY_CAPTURED', 'ORDER_NOT_APPROVED', 'PAYER_ACTION_REQUIRED'])

/** One PayPal business account, through the app of its owner's. An attempt is an order, which we capture. */
export function paypalAccount(
  { clientId, clientSecret, webhookId }: PaypalCredentials,
  config: Pick<Config, 'paypal' | 'providerTimeout'>,
  mode: Mode,
): ProviderAccount {
  const apiUrl = config.paypal.apiUrl[mode]
  const api = openPaypal({ apiUrl, clientId, clientSecret, timeout: config.providerTimeout })

  const readOrder = (reference: string): Promise<PaypalOrder> =>
    api.call({ method: 'GET', path: `/v2/checkout/orders/${encodeURIComponent(reference)}` }, orderShape)

  /** An order that nobody approved or captured in time is not there any more. */
  const read = (reference: string): Promise<Outcome> => readOrder(reference).then(outcomeOfOrder, closedWhenGone)

  const readTaken = (reference: string, capture: string | null | undefined): Promise<Taken | null> =>
    readOrder(reference).then(takenIn, (error) => {
      // PayPal lets go of orders, and keeps what was captured for as long as it can be refunded.
      if (capture && error instanceof Refusal && error.status === 404) return takenByItself(capture)
      throw error
    })

  async function takenByItself(id: string): Promise<Taken> {
    const path = `/v2/payments/captures/${encodeURIComponent(id)}`
    const { status, amount } = await api.call({ method: 'GET', path }, captureShape)
    if (status === 'COMPLETED') return { id, refunds: [] }
    if (status === 'REFUNDED') return { id, refunds: [{ id, status: 'COMPLETED', amount }] }
    throw new ProviderFailure('unknown', `PayPal does not show any more what was given back of ${id}.`)
  }

  const sendRefund = (captureId: string, requestId: string, body: object) =>
    api.call(
      {
        method: 'POST',
        path: `/v2/payments/captures/${encodeURIComponent(captureId)}/refund`,
        body: { ...body, custom_id: requestId },
        requestId,
      },
      refundShape,
    )

  return {
    cannotTake: (method, amount, currency) =>
      method === 'paypal' ? whyNotExact(amount, currency) : `takes no ${method}`,

    async create({ key, amount, currency, description, returnUrl, cancelUrl }) {
      const order = await api.call(
        {
          method: 'POST',
          path: '/v2/checkout/orders',
          requestId: key,
          body: {
            intent: 'CAPTURE',
            purchase_units: [
              {
                amount: toMoney(amount, currency),
                custom_id: key,
                ...(description && { description: shortened(description) }),
              },
            ],
            payment_source: {
              paypal: {
                experience_context: {
                  return_url: returnUrl,
                  cancel_url: cancelUrl,
                  user_action: 'PAY_NOW',
                  shipping_preference: 'NO_SHIPPING',
                },
              },
            },
          },
        },
        orderShape,
      )
      const approval = order.links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')
      if (!approval || !/^https?:/.test(approval.href)) {
        throw new ProviderFailure('unknown', 'PayPal answered without an address for the payer.')
      }
      return { reference: order.id, handover: approval.href }
    },

    read,

    async capture(reference, key) {
      const path = `/v2/checkout/orders/${encodeURIComponent(reference)}/capture`
      try {
        return outcomeOfOrder(await api.call({ method: 'POST', path, requestId: key }, orderShape))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (DECLINES.has(error.issue)) return { state: 'declined', reason: 'declined', message: error.message }
        if (TOLD_BY_ORDER.has(error.issue)) return read(reference)
        // A capture of the same order is being worked on.
        if (error.issue === 'ORDER_COMPLETION_IN_PROGRESS') throw new ProviderFailure('unknown', error.message)
        return closedWhenGone(error)
      }
    },

    /**
     * PayPal has no call that ends an order, and needs none: it takes money when we capture it, and once this is asked
     * for the order is never captured again. What was captured before is told as it is.
     */
    async close(reference) {
      const outcome = await read(reference)
      return outcome.state === 'succeeded' || outcome.state === 'processing' ? outcome : { state: 'closed' }
    },

    /** PayPal forgets keys after weeks; the refund carries ours for good, and is looked for where it may have been made. */
    async refund({ key, reference, capture, amount, currency, again }) {
      const objection = whyNotExact(amount, currency)
      if (objection) throw new ProviderFailure('refused', `PayPal ${objection}.`)
      const body = { amount: toMoney(amount, currency) }
      if (capture && !again) return outcomeOfRefund(await sendRefund(capture, key, body))
      const taken = await readTaken(reference, capture).catch((error) =>
        again ? asUnknown(error) : Promise.reject(error),
      )
      if (!taken) throw nothingTaken()
      const made = taken.refunds.find(({ custom_id }) => custom_id === key)
      return outcomeOfRefund(made ?? (await sendRefund(taken.id, key, body)))
    },

    async readRefund(reference) {
      const path = `/v2/payments/refunds/${encodeURIComponent(reference)}`
      return outcomeOfRefund(await api.call({ method: 'GET', path }, refundShape))
    },

    async returnCapture(order) {
      const { key, reference, capture } = order
      const read = () => readTaken(reference, capture).catch(asUnknown)
      const taken = await read()
      if (!taken) throw nothingTaken()
      return giveBack(order, {
        look: async () => (await read())!.refunds.map(givenBackOf),
        // Without an amount: all that is left of it.
        make: async (left) => ({ ...givenBackOf(await sendRefund(taken.id, key, {})), amount: left }),
      })
    },

    form: () => ({ kind: 'redirect', provider: 'paypal' }),

    readWebhook: openReader({ api, apiUrl, webhookId, timeout: config.providerTimeout }),

    registerWebhook: async (url) => ({ webhookId: await registerAt(api, url) }),
  }
}

/** What was captured of an order, and what of that was given back. */
interface Taken {
  id: string
  refunds: Refund[]
}

/** Null where nothing was. */
function takenIn(order: PaypalOrder): Taken | null {
  const taken = captureOf(order)
  return taken && { id: taken.id, refunds: order.purchase_units.flatMap(({ payments }) => payments?.refunds ?? []) }
}

const nothingTaken = () => new ProviderFailure('refused', 'Nothing was taken for this order.')

/** PayPal takes up to 127 characters. */
const shortened = (text: string): string => {
  const characters = [...text]
  return characters.length <= 127 ? text : `${characters.slice(0, 126).join('')}…`
}

function closedWhenGone(error: unknown): Outcome {
  if (error instanceof Refusal && error.status === 404) return { state: 'closed' }
  throw error
}
