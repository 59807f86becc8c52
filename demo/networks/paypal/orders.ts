import { z } from 'zod'
import { type Account, timeText } from './account.ts'
import type { Detail } from './api.ts'
import { BUYER, payerOf } from './buyer.ts'
import { getCapture, showCapture } from './captures.ts'
import { invalidRequest } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { type Funding, getOrder, type KeptOrder, saveOrder } from './kept-orders.ts'
import { approvalPath, type Link, link } from './links.ts'
import { money, readAmount, writeAmount } from './money.ts'
import { ownText, webAddress } from './parameters.ts'
import { showRefund } from './refunds.ts'

const experience = z.strictObject({
  brand_name: ownText.optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z][a-z]{3})?(-([A-Z]{2}))?$/)
    .optional(),
  shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']).optional(),
  return_url: webAddress.optional(),
  cancel_url: webAddress.optional(),
  landing_page: z.enum(['LOGIN', 'GUEST_CHECKOUT', 'NO_PREFERENCE']).optional(),
  user_action: z.enum(['CONTINUE', 'PAY_NOW']).optional(),
  payment_method_preference: z.enum(['UNRESTRICTED', 'IMMEDIATE_PAYMENT_REQUIRED']).optional(),
})

/** PayPal takes up to ten purchase units and `AUTHORIZE` as well; the stand-in what is captured at once, and one. */
export const orderParameters = z.strictObject({
  intent: z.literal('CAPTURE'),
  purchase_units: z
    .array(
      z.strictObject({
        reference_id: z.string().min(1).max(256).optional(),
        amount: money,
        description: ownText.optional(),
        custom_id: ownText.optional(),
        invoice_id: ownText.optional(),
        soft_descriptor: z.string().min(1).max(22).optional(),
      }),
    )
    .length(1),
  payment_source: z.strictObject({ paypal: z.strictObject({ experience_context: experience.optional() }) }).optional(),
  application_context: experience.optional(),
})

/** An order that waits for its buyer. */
export function createOrder(
  account: Account,
  input: z.infer<typeof orderParameters>,
  { key }: { key: string | undefined },
): string {
  if (input.payment_source && !key) {
    const description = 'An order that names how it is paid needs a PayPal-Request-Id.'
    throw invalidRequest([{ issue: 'PAYPAL_REQUEST_ID_REQUIRED', description, location: 'header' }])
  }
  const { amount, reference_id = 'default', ...unit } = input.purchase_units[0]!
  const units = readAmount(amount, '/purchase_units/0/amount')
  const context = input.payment_source?.paypal.experience_context ?? input.application_context
  const order: KeptOrder = {
    id: newId(),
    status: input.payment_source ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    createdAt: account.now(),
    updatedAt: account.now(),
    approvedAt: null,
    funding: null,
    namesWallet: input.payment_source !== undefined,
    unit: { reference_id, amount: writeAmount(units, amount.currency_code), ...unit },
    returnUrl: context?.return_url ?? null,
    cancelUrl: context?.cancel_url ?? null,
    brandName: context?.brand_name ?? null,
    captures: [],
  }
  saveOrder(account, order)
  return order.id
}

/** What the buyer's click does: the merchant may capture now. Nothing is taken yet. */
export function approveOrder(account: Account, id: string, funding: Funding): KeptOrder {
  const order: KeptOrder = { ...getOrder(account, id), status: 'APPROVED', approvedAt: account.now(), funding }
  saveOrder(account, order)
  recordEvent(account, {
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    summary: 'A buyer approved an order.',
    resource: showOrder(account, id, 'representation'),
  })
  return order
}

/**
 * An order as the API answers it: only what is new about it, unless all is asked for. A capture's answer always tells
 * the captures.
 */
export function showOrder(account: Account, id: string, detail: Detail): object {
  const order = getOrder(account, id)
  // A capture that cleared by now is told as cleared.
  const captures = order.captures.map((capture) => getCapture(account, capture))
  const payments = captures.length > 0 && {
    payments: {
      captures: captures.map((capture) => showCapture(account, capture, 'in order')),
      ...(captures.some(({ refunds }) => refunds.length > 0) && {
        refunds: captures.flatMap(({ refunds }) => refunds.map((refund) => showRefund(account, refund))),
      }),
    },
  }
  const brief = {
    id,
    status: order.status,
    ...((order.namesWallet || order.approvedAt !== null) && { payment_source: { paypal: walletOf(order) } }),
    links: linksOf(account, order),
  }
  if (detail === 'minimal') {
    if (!payments) return brief
    return { ...brief, purchase_units: [{ reference_id: order.unit.reference_id, ...payments }], payer: payerOf() }
  }
  return {
    ...brief,
    intent: 'CAPTURE',
    purchase_units: [{ ...order.unit, payee: PAYEE, ...payments }],
    ...(order.approvedAt !== null && { payer: payerOf() }),
    create_time: timeText(order.createdAt),
    update_time: timeText(order.updatedAt),
  }
}

const PAYEE = { email_address: 'merchant@sandbox.example', merchant_id: 'MERCHANTSANDB' }

const walletOf = (order: KeptOrder) =>
  order.approvedAt === null
    ? {}
    : { email_address: BUYER.email, account_id: BUYER.id, account_status: 'VERIFIED', name: BUYER.name }

function linksOf({ url }: Account, { id, status, namesWallet }: KeptOrder): Link[] {
  const path = `/v2/checkout/orders/${id}`
  const links = [link(url, path, 'self')]
  if (status === 'COMPLETED') return links
  links.push(link(url, approvalPath(id), namesWallet ? 'payer-action' : 'approve'))
  if (status !== 'PAYER_ACTION_REQUIRED') links.push(link(url, `${path}/capture`, 'capture', 'POST'))
  return links
}
