import { expect, vi } from 'vitest'
import { clientOf } from '../../demo/networks/stripe/testing.ts'
import { getPayment } from './merchant.ts'
import { type Host, PATIENCE_MS, type Scene } from './scene.ts'

/** What holds of card payments once all is over. */

/** Waits until a host says so. */
export function becomesSucceeded(scene: Scene, host: Host, id: string): Promise<void> {
  return vi.waitFor(async () => expect((await getPayment(scene, host, id)).status).toBe('succeeded'), PATIENCE_MS)
}

/** All its webhooks were taken. */
export function untilStripeHasTold({ stripe }: Scene): Promise<void> {
  return vi.waitFor(async () => {
    for await (const { type, pending_webhooks } of clientOf(stripe).events.list({ limit: 100 })) {
      expect([type, pending_webhooks]).toEqual([type, 0])
    }
  }, PATIENCE_MS)
}

/** The payments that webhooks told the merchant of, one for each webhook: one that was sent twice has the same id. */
export function toldOf({ receiver }: Scene): string[] {
  const told = new Map(
    receiver.received.map(({ headers, body }) => {
      const { event, data } = JSON.parse(body)
      expect(event).toBe('payment.succeeded')
      return [headers['webhook-id']!, data.payment_id as string] as const
    }),
  )
  return [...told.values()].sort()
}

/** Each told once, charged once at Stripe, and nothing given back. */
export async function expectPaidOnce(scene: Scene, payments: string[]) {
  expect(toldOf(scene)).toEqual(payments)
  const attempts = await scene.read((db) =>
    db.selectFrom('attempts').select(['payment_id', 'status', 'provider_ref']).orderBy('payment_id').execute(),
  )
  expect(attempts.map(({ payment_id, status }) => [payment_id, status])).toEqual(
    payments.map((id) => [id, 'succeeded']),
  )
  const client = clientOf(scene.stripe)
  const intents: string[] = []
  for await (const { id, status, amount_received } of client.paymentIntents.list({ limit: 100 })) {
    expect([status, amount_received]).toEqual(['succeeded', 2500])
    intents.push(id)
  }
  expect(intents.sort()).toEqual(attempts.map(({ provider_ref }) => provider_ref).sort())
  expect((await client.refunds.list()).data).toEqual([])
}
