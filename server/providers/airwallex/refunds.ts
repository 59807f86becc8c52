import {
  asUnknown,
  ProviderFailure,
  type RefundOrder,
  type RefundOutcome,
  type ReturnOrder,
  type ReturnOutcome,
} from '../provider.ts'
import { type GivenBack, giveBack } from '../returning.ts'
import { fromAirwallexAmount, toAirwallexAmount } from './amounts.ts'
import { type AirwallexApi, AirwallexRefusal } from './api.ts'
import { refundOutcomeOf } from './reading.ts'
import { listOf, type Refund, refund } from './shapes.ts'

const PATH = '/api/v1/pa/refunds'
const PAGE_SIZE = 100

/** As Airwallex takes it: 128 characters. */
const LONGEST_REASON = 128

/** Our key goes with a refund twice: as its `request_id`, and in its metadata where the merchant sees it. */
const KEY_NAME = 'paylink_refund'

export async function makeRefund(api: AirwallexApi, order: RefundOrder): Promise<RefundOutcome> {
  const { key, reference, amount, currency, reason, again } = order
  if (again) {
    const made = await findRefund(api, reference, key).catch(asUnknown)
    if (made) return refundOutcomeOf(made)
  }
  const written = toAirwallexAmount(amount, currency)
  if (written === null) throw new ProviderFailure('refused', `Airwallex cannot write this amount of ${currency}.`)
  const details = { amount: written, ...(reason && { reason: reason.slice(0, LONGEST_REASON) }) }
  return refundOutcomeOf(await askOnce(api, reference, key, details))
}

/** Gives back whatever was captured and is not yet, or on its way, given back. */
export const returnAll = (api: AirwallexApi, order: ReturnOrder): Promise<ReturnOutcome> =>
  giveBack(order, {
    look: async () => (await refundsOf(api, order.reference)).map(givenBackOf),
    // Without an amount it is all that is left.
    make: async () => givenBackOf(await askOnce(api, order.reference, order.key, { reason: 'Paid twice' })),
  })

const givenBackOf = (made: Refund): GivenBack => ({
  ...refundOutcomeOf(made),
  amount: fromAirwallexAmount(made.amount, made.currency) ?? 0n,
  key: made.request_id ?? keyIn(made),
})

const keyIn = ({ metadata }: Refund): string | null => {
  const key = metadata?.[KEY_NAME]
  return typeof key === 'string' ? key : null
}

export const readRefund = async (api: AirwallexApi, reference: string): Promise<RefundOutcome> =>
  refundOutcomeOf(await api.get(`${PATH}/${encodeURIComponent(reference)}`, refund))

/** A key that was used before is refused, and the refund that was made under it is looked for. */
async function askOnce(api: AirwallexApi, reference: string, key: string, details: object): Promise<Refund> {
  const body = { request_id: key, payment_intent_id: reference, metadata: { [KEY_NAME]: key }, ...details }
  try {
    return await api.post(`${PATH}/create`, body, refund)
  } catch (error) {
    if (!(error instanceof AirwallexRefusal) || error.code !== 'duplicate_request') throw error
    const made = await findRefund(api, reference, key).catch(asUnknown)
    if (made) return made
    throw new ProviderFailure('unknown', `Airwallex knows the request ${key} and does not show its refund.`)
  }
}

const findRefund = async (api: AirwallexApi, reference: string, key: string): Promise<Refund | undefined> =>
  (await refundsOf(api, reference)).find((made) => made.request_id === key || keyIn(made) === key)

/** Every refund of a payment. */
async function refundsOf(api: AirwallexApi, reference: string): Promise<Refund[]> {
  const found: Refund[] = []
  for (let page = 0; ; page++) {
    const query = new URLSearchParams({
      payment_intent_id: reference,
      page_num: String(page),
      page_size: String(PAGE_SIZE),
    })
    const { items, has_more } = await api.get(`${PATH}?${query}`, listOf(refund))
    found.push(...items)
    if (!has_more || items.length === 0) return found
  }
}
