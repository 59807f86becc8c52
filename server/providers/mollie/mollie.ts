import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Mode } from '../../store/schema.ts'
import { asUnknown, type Order, type ProviderAccount, ProviderFailure, type RefundOrder } from '../provider.ts'
import { giveBack } from '../returning.ts'
import { mollieMethod, objectionTo, toMollieAmount } from './amounts.ts'
import { MollieFailure, openMollieApi } from './api.ts'
import {
  closedOutcomeOf,
  givenBackOf,
  type KeyName,
  keyOf,
  type MolliePayment,
  type MollieRefund,
  noticeOf,
  outcomeOf,
  paymentAnswer,
  refundAnswer,
  refundListAnswer,
  refundOutcomeOf,
} from './reading.ts'

export const mollieCredentials = z.object({
  /** Of a website profile: `live_…`, or `test_…` for an account of test mode. */
  apiKey: z.string().regex(/^(test|live)_\w+$/, 'must be a Mollie API key: test_… or live_…'),
})

export type MollieCredentials = z.infer<typeof mollieCredentials>

const credentialsFor = (mode: Mode) =>
  z.object({ apiKey: z.string().startsWith(`${mode}_`, `must be a key of ${mode} mode: ${mode}_…`) })

/**
 * One website profile of a Mollie account. An attempt is a payment with its method given, so a payer comes straight to
 * the card form or the bank, and a failure there is its end.
 * @throws ZodError when the key is one of the other mode.
 */
export function mollieAccount(
  credentials: MollieCredentials,
  config: Pick<Config, 'mollie' | 'providerTimeout'>,
  mode: Mode,
): ProviderAccount {
  const { apiKey } = credentialsFor(mode).parse(credentials)
  const api = openMollieApi(config.mollie.apiUrl[mode], apiKey, config.providerTimeout)

  const getPayment = (reference: string, query = ''): Promise<MolliePayment> =>
    api.call(paymentAnswer, { method: 'GET', path: `payments/${encodeURIComponent(reference)}${query}` })

  async function postRefund(name: KeyName, { key, reference, amount, currency, reason }: Omit<RefundOrder, 'again'>) {
    const path = `payments/${encodeURIComponent(reference)}/refunds`
    const body = {
      amount: toMollieAmount(amount, currency),
      ...(reason && { description: shortened(reason) }),
      metadata: { [name]: key },
    }
    return api.call(refundAnswer, { method: 'POST', path, body, idempotencyKey: key })
  }

  async function* refundsOf(reference: string): AsyncGenerator<MollieRefund> {
    let from: string | null = null
    do {
      const query: URLSearchParams = new URLSearchParams({ limit: '250', ...(from && { from }) })
      const path = `payments/${encodeURIComponent(reference)}/refunds?${query}`
      const { _embedded, _links } = await api.call(refundListAnswer, { method: 'GET', path })
      yield* _embedded.refunds
      from = _links.next ? new URL(_links.next.href).searchParams.get('from') : null
    } while (from)
  }

  async function findRefund(reference: string, key: string): Promise<MollieRefund | null> {
    for await (const refund of refundsOf(reference)) if (keyOf(refund, 'paylink_refund') === key) return refund
    return null
  }

  return {
    cannotTake: objectionTo,

    async create(order) {
      const { id, _links } = await api.call(paymentAnswer, {
        method: 'POST',
        path: 'payments',
        body: paymentOf(order),
        idempotencyKey: order.key,
        // Mollie cannot reach the method's network just now (https://docs.mollie.com/reference/create-payment).
        turnedAway: [503],
      })
      if (!_links.checkout) throw new ProviderFailure('unknown', 'Mollie answered without a checkout address.')
      return { reference: id, handover: _links.checkout.href }
    },

    read: async (reference) => outcomeOf(await getPayment(reference)),

    /** Most methods cannot be cancelled: an open payment then stays `open` until its time is over. */
    async close(reference) {
      const payment = await getPayment(reference)
      if (!payment.isCancelable) return closedOutcomeOf(payment)
      const path = `payments/${encodeURIComponent(reference)}`
      try {
        return closedOutcomeOf(await api.call(paymentAnswer, { method: 'DELETE', path }))
      } catch (error) {
        // The payer went on in between: look where to.
        if (isRefusal(error)) return closedOutcomeOf(await getPayment(reference))
        throw error
      }
    },

    async refund({ again, ...order }) {
      const made = again ? await findRefund(order.reference, order.key).catch(asUnknown) : null
      if (made) return refundOutcomeOf(made)
      try {
        return refundOutcomeOf(await postRefund('paylink_refund', order))
      } catch (error) {
        if (!(error instanceof MollieFailure) || error.status !== 409) throw error
        // One like it is there or under way, and it may be ours.
        const found = await findRefund(order.reference, order.key).catch(asUnknown)
        if (found) return refundOutcomeOf(found)
        throw error
      }
    },

    async readRefund(reference, paymentReference) {
      const path = `payments/${encodeURIComponent(paymentReference)}/refunds/${encodeURIComponent(reference)}`
      return refundOutcomeOf(await api.call(refundAnswer, { method: 'GET', path }))
    },

    async returnCapture(order) {
      const { key, reference, currency } = order
      const payment = await getPayment(reference).catch(asUnknown)
      if (payment.status !== 'paid') {
        throw new ProviderFailure('refused', `The payment ${reference} is ${payment.status} and took no money.`)
      }
      // What the payer's bank took back is not there to be given.
      const amount = order.amount - (payment.amountChargedBack?.amount ?? 0n)
      return giveBack(
        { ...order, amount },
        {
          look: () => Array.fromAsync(refundsOf(reference), givenBackOf),
          make: async (left) =>
            givenBackOf(await postRefund('paylink_return', { key, reference, amount: left, currency, reason: null })),
        },
      )
    },

    form: () => ({ kind: 'redirect', provider: 'mollie' }),

    async readWebhook(rawBody) {
      const id = idOf(rawBody)
      if (id === null) return null
      try {
        const payment = await getPayment(id, '?embed=refunds,chargebacks')
        return payment.id === id ? noticeOf(payment) : null
      } catch (error) {
        if (error instanceof MollieFailure && error.status === 404) return null
        throw error
      }
    },

    /** Nothing to register: each payment names its own address. */
    registerWebhook: async () => ({}),
  }
}

/** https://docs.mollie.com/reference/create-payment */
function paymentOf(order: Order) {
  const method = mollieMethod(order.method)
  if (!method) throw new ProviderFailure('refused', `Mollie takes no ${order.method}.`)
  return {
    amount: toMollieAmount(order.amount, order.currency),
    description: shortened(order.description || `Payment ${order.paymentId}`),
    redirectUrl: order.returnUrl,
    cancelUrl: order.cancelUrl,
    webhookUrl: order.webhookUrl,
    method,
    metadata: { paylink_payment: order.paymentId, paylink_attempt: order.key },
  }
}

/** The most characters that Mollie takes in a description. */
const shortened = (text: string) => [...text].slice(0, 255).join('')

const WEBHOOK_ID = /^tr_[A-Za-z0-9]{5,64}$/

/** The payment that a webhook names; null when it is none of Mollie's. */
function idOf(rawBody: string): string | null {
  const fields = [...new URLSearchParams(rawBody)]
  const [name, id] = fields[0] ?? []
  return fields.length === 1 && name === 'id' && id !== undefined && WEBHOOK_ID.test(id) ? id : null
}

const isRefusal = (error: unknown): boolean => error instanceof ProviderFailure && error.certainty === 'refused'
