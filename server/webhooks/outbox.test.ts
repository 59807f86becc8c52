import { expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testApp, testCore } from '../test-core.ts'
import { setEndpoint } from './endpoints.ts'
import { emitAll, type NewEvent } from './outbox.ts'

describeOnBothStores('many events at once', (store) => {
  it('are kept, and due where their owner has an endpoint for their mode', async () => {
    const core = testCore(store())
    const [told, untold] = [await testApp(core), await testApp(core)]
    const endpoint = { dialect: 'paylinkr', ownerId: told.merchantId, mode: 'test' } as const
    await setEndpoint(core, { ...endpoint, url: 'https://shop.example.com/hook' })
    const event = (ownerId: string, mode: NewEvent['mode'], n: number): NewEvent => {
      return { dialect: 'paylinkr', ownerId, mode, type: 'invoice.created', subjectId: `inv_${n}`, payload: { n } }
    }
    const events = Array.from({ length: 60 }, (_, n) => [
      event(told.merchantId, 'test', n),
      event(told.merchantId, 'live', n),
      event(untold.merchantId, 'test', n),
    ]).flat()
    await core.store.transaction((tx) => emitAll(core, tx, events))
    const kept = await core.store.db
      .selectFrom('events as event')
      .leftJoin('deliveries as delivery', 'delivery.event_id', 'event.id')
      .select(['event.owner_id', 'event.mode', 'event.subject_id', 'event.payload', 'delivery.state'])
      .where('event.owner_id', 'in', [told.merchantId, untold.merchantId])
      .execute()
    const wanted = events.map(({ ownerId, mode, subjectId, payload }) => ({
      owner_id: ownerId,
      mode,
      subject_id: subjectId,
      payload: JSON.stringify(payload),
      state: ownerId === told.merchantId && mode === 'test' ? 'due' : null,
    }))
    const text = (row: object) => JSON.stringify(row)
    expect(kept.map(text).sort()).toEqual(wanted.map(text).sort())
  })
})
