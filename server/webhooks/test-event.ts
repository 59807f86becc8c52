import type { Instant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { conflict } from '../problem.ts'
import type { Tx } from '../store/store.ts'
import { type EndpointOwner, requireEnabled } from './endpoints.ts'
import { emit } from './outbox.ts'

export const TEST_EVENT = 'webhook.test'

export interface TestDelivery {
  deliveryId: string
  url: string
  queuedAt: Instant
}

/**
 * An event that means nothing, on the way of all others: signed, retried and logged like them.
 * @throws Problem `conflict` when there is no webhook, or it is switched off.
 */
export async function sendTestWebhook(core: Core, tx: Tx, owner: EndpointOwner): Promise<TestDelivery> {
  const endpoint = await requireEnabled(tx, owner)
  const subjectId = newId('test_')
  await emit(core, tx, { ...owner, type: TEST_EVENT, subjectId, payload: { testId: subjectId } })
  const delivery = await tx
    .selectFrom('events as event')
    .innerJoin('deliveries as delivery', 'delivery.event_id', 'event.id')
    .select(['delivery.id', 'delivery.created_at'])
    .where('event.owner_id', '=', owner.ownerId)
    .where('event.mode', '=', owner.mode)
    .where('event.subject_id', '=', subjectId)
    .executeTakeFirst()
  if (!delivery) throw conflict('webhook_disabled', 'The webhook was switched off just now: enable it first.')
  return { deliveryId: delivery.id, url: endpoint.url, queuedAt: delivery.created_at }
}
