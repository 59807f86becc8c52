import type { InvoiceAnswer } from '../../server/invoices/schemas.ts'
import type { PaymentStatus } from '../../server/store/schema.ts'
import type { Host, Scene } from './scene.ts'

/** What the merchant's server asks of a host. */

export interface Payment {
  id: string
  status: PaymentStatus
}

export interface Answer<T> {
  status: number
  headers: Headers
  body: T
}

export async function request<T>(url: string, init: RequestInit = {}): Promise<Answer<T>> {
  const answer = await fetch(url, { ...init, headers: { 'Content-Type': 'application/json', ...init.headers } })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null }
}

/** What `request` answers when all went well. */
export async function done<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { status, body } = await asked
  if (status >= 300) throw new Error(`It answered ${status}: ${JSON.stringify(body)}`)
  return body
}

const paylinq = ({ credentials }: Scene, headers: HeadersInit = {}) => ({
  'X-API-Key': credentials.paylinq.apiKey,
  ...headers,
})

const paylinkr = ({ credentials: { paylinkr } }: Scene) => ({
  Authorization: `Bearer ${paylinkr.apiKey}`,
  'X-Api-Origin': paylinkr.origin,
})

const ORDER = { amount: 2500, currency: 'EUR', description: 'Beans' }

export const createPayment = (scene: Scene, { address }: Host, headers: HeadersInit = {}) =>
  request<Payment>(`${address}/v1/payments`, {
    method: 'POST',
    headers: paylinq(scene, headers),
    body: JSON.stringify(ORDER),
  })

export const cancelPayment = (scene: Scene, { address }: Host, id: string) =>
  request<Payment>(`${address}/v1/payments/${id}/cancel`, { method: 'POST', headers: paylinq(scene) })

export const getPayment = (scene: Scene, { address }: Host, id: string) =>
  done(request<Payment>(`${address}/v1/payments/${id}`, { headers: paylinq(scene) }))

export const createInvoice = (scene: Scene, { address }: Host, amount: string) =>
  done(
    request<InvoiceAnswer>(`${address}/api/v1/invoices`, {
      method: 'POST',
      headers: paylinkr(scene),
      body: JSON.stringify({ title: 'Beans', amount, asset: 'USDC' }),
    }),
  )

/** How many invoices are paid. */
export async function countPaid(scene: Scene, { address }: Host): Promise<number> {
  const url = `${address}/api/v1/invoices?status=paid&limit=1`
  return (await done(request<{ total: number }>(url, { headers: paylinkr(scene) }))).total
}
