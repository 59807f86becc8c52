import type { DemoFile } from '../demo/demo-file.ts'

/** What a merchant's server does, by the two references alone. */

export interface Payment {
  id: string
  status: string
  amount: number
  discount_amount: number
  refunded_amount: number
  payment_url: string
  provider: string | null
  coupon_code: string | null
  customer_id: string | null
}

export interface Invoice {
  id: string
  publicId: string
  status: string
  statusDetail: string
  receivedAmount: string
  expectedAmount: string
  memo: string
  destinationAddress: string
  payUrl: string
}

async function send<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, init)
  if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

const paylinq = (sandbox: DemoFile) => ({ 'X-API-Key': sandbox.paylinq.apiKey, 'Content-Type': 'application/json' })

const paylinkr = (sandbox: DemoFile) => ({
  Authorization: `Bearer ${sandbox.paylinkr.apiKey}`,
  'X-Api-Origin': sandbox.paylinkr.origin,
  'Content-Type': 'application/json',
})

export const createPayment = (sandbox: DemoFile, body: object = {}) =>
  send<Payment>(`${sandbox.host}/v1/payments`, {
    method: 'POST',
    headers: paylinq(sandbox),
    body: JSON.stringify({ amount: 2500, currency: 'EUR', description: 'Order #1234', ...body }),
  })

export const getPayment = (sandbox: DemoFile, id: string) =>
  send<Payment>(`${sandbox.host}/v1/payments/${id}`, { headers: paylinq(sandbox) })

export interface Choice {
  provider: string
  decision: 'chosen' | 'skipped'
  reason: string
}

export interface Attempt {
  id: string
  status: string
  method: string
  provider: string
  decline_reason: string | null
  routing: Choice[]
}

export const getAttempts = (sandbox: DemoFile, id: string) =>
  send<{ data: Attempt[]; unrouted: Choice[] | null }>(`${sandbox.host}/v1/payments/${id}/attempts`, {
    headers: paylinq(sandbox),
  })

/** Any call under `/v1`. @returns the status and the body, whatever they are. */
export async function callPaylinq<T>(
  sandbox: DemoFile,
  call: string,
  body?: object,
): Promise<{ status: number; body: T }> {
  const [method, path] = call.split(' ') as [string, string]
  const answer = await fetch(`${sandbox.host}/v1${path}`, {
    method,
    headers: paylinq(sandbox),
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

export const createInvoice = (sandbox: DemoFile, body: object = {}) =>
  send<Invoice>(`${sandbox.host}/api/v1/invoices`, {
    method: 'POST',
    headers: paylinkr(sandbox),
    body: JSON.stringify({ title: 'Consulting Deposit', amount: '250.00', asset: 'USDC', ...body }),
  })

export const getInvoice = (sandbox: DemoFile, id: string) =>
  send<Invoice>(`${sandbox.host}/api/v1/invoices/${id}`, { headers: paylinkr(sandbox) })

/** Its time is over at once. */
export const expireInvoice = (sandbox: DemoFile, id: string) =>
  send<Invoice>(`${sandbox.host}/api/v1/invoices/${id}/expire`, { method: 'POST', headers: paylinkr(sandbox) })

/** What a subscription is made of. */
export const createPackage = (sandbox: DemoFile, body: object = {}) =>
  send<{ id: string }>(`${sandbox.host}/api/v1/subscription-packages`, {
    method: 'POST',
    headers: paylinkr(sandbox),
    body: JSON.stringify({ name: 'Priority Care', asset: 'USDC', amount: '99.00', interval: 'MONTHLY', ...body }),
  })

/** Takes no new subscribers any more. */
export const closePackage = (sandbox: DemoFile, id: string) =>
  send(`${sandbox.host}/api/v1/subscription-packages/${id}`, {
    method: 'PATCH',
    headers: paylinkr(sandbox),
    body: JSON.stringify({ active: false }),
  })

export const cancelSubscription = (sandbox: DemoFile, id: string) =>
  send<{ status: string }>(`${sandbox.host}/api/v1/subscriptions/${id}`, {
    method: 'PATCH',
    headers: paylinkr(sandbox),
    body: JSON.stringify({ action: 'cancel' }),
  })

export interface ReceivedWebhook {
  event: string
  headers: Record<string, string>
  body: string
  verified: boolean
}

/** What the shop's receiver got about one payment or invoice. */
export async function webhooksAbout(sandbox: DemoFile, id: string): Promise<ReceivedWebhook[]> {
  const all = await send<ReceivedWebhook[]>(`${sandbox.control}/webhooks`, {})
  return all.filter(({ body }) => body.includes(id))
}

export const setFault = (sandbox: DemoFile, network: string, fault: object) =>
  send(`${sandbox.control}/networks/${network}/fault`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fault),
  })

export interface RecordedRequest {
  method: string
  path: string
  status: number
  body: string
  response: string
}

export const requestsTo = (sandbox: DemoFile, network: string) =>
  send<RecordedRequest[]>(`${sandbox.control}/networks/${network}/requests`, {})

export const advanceClock = (sandbox: DemoFile, duration: string) =>
  send<{ now: string }>(`${sandbox.control}/clock`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance: duration }),
  })
