import type { Checkout, Order } from './orders.ts'

/** How the shop's server speaks to Paylink: with its keys, which its pages never see. */
export interface PaylinkAccess {
  host: string
  paylinq: { apiKey: string }
  paylinkr: { apiKey: string; origin: string }
}

/**
 * Asks Paylink for what the buyer of this order pays with. Asked again about the same order it gets the same answer,
 * because the order's id is the request's Idempotency-Key.
 * @throws CheckoutUnavailable
 */
export function openCheckout(access: PaylinkAccess, order: Order, shopUrl: string): Promise<Checkout> {
  return order.means === 'card' ? createPayment(access, order, shopUrl) : createInvoice(access, order)
}

export class CheckoutUnavailable extends Error {}

async function createPayment({ host, paylinq }: PaylinkAccess, order: Order, shopUrl: string): Promise<Checkout> {
  const payment = await post<{ id: string; payment_url: string }>(
    `${host}/v1/payments`,
    { 'X-API-Key': paylinq.apiKey, 'Idempotency-Key': order.id },
    {
      amount: order.product.price.eurCents,
      currency: 'EUR',
      description: `${order.product.name}, ${order.product.kind}`,
      external_ref: order.id,
      success_url: `${shopUrl}/orders/${order.id}`,
      cancel_url: `${shopUrl}/orders/${order.id}`,
    },
  )
  return { id: payment.id, url: payment.payment_url }
}

async function createInvoice({ host, paylinkr }: PaylinkAccess, order: Order): Promise<Checkout> {
  const asset = order.means as 'USDC' | 'XLM'
  const invoice = await post<{ publicId: string; payUrl: string }>(
    `${host}/api/v1/invoices`,
    {
      Authorization: `Bearer ${paylinkr.apiKey}`,
      'X-Api-Origin': paylinkr.origin,
      'Idempotency-Key': order.id,
    },
    {
      title: `${order.product.name}, ${order.product.kind}`,
      amount: order.product.price[asset],
      asset,
      orderId: order.id,
      expiresIn: '24h',
    },
  )
  return { id: invoice.publicId, url: invoice.payUrl }
}

async function post<Answer>(url: string, headers: Record<string, string>, body: object): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  } catch {
    throw new CheckoutUnavailable('The checkout could not be reached.')
  }
  const text = await response.text()
  if (!response.ok) throw new CheckoutUnavailable(`The checkout answered ${response.status}: ${text}`)
  return JSON.parse(text)
}
