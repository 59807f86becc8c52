import { expect, test } from 'vitest'
import { testClock } from '../../../server/test-core.ts'
import { openBooks } from '../books.ts'
import { openIdempotency } from './idempotency.ts'

test('a request that meets its twin is turned away, and told what it made once the twin has made it', async () => {
  const { once } = openIdempotency({ books: openBooks(':memory:'), now: testClock().now })
  const request = { key: 'k1', endpoint: 'POST /v2/checkout/orders', body: {}, keptMs: 1000 }
  const first = once(request, (keep) => {
    keep('ORDER')
    return 'ORDER'
  })
  await expect(once(request, () => expect.unreachable())).rejects.toMatchObject({
    status: 409,
    body: { details: [{ issue: 'PREVIOUS_REQUEST_IN_PROGRESS' }] },
  })
  expect(await first).toEqual({ id: 'ORDER', replayed: false })
  expect(await once(request, () => expect.unreachable())).toEqual({ id: 'ORDER', replayed: true })
})

test('what was refused is not remembered', async () => {
  const { once } = openIdempotency({ books: openBooks(':memory:'), now: testClock().now })
  const request = { key: 'k1', endpoint: 'POST /v2/checkout/orders', body: {}, keptMs: 1000 }
  const refused = once(request, () => {
    throw new Error('refused')
  })
  await expect(refused).rejects.toThrow('refused')
  expect(await once(request, () => 'ORDER')).toEqual({ id: 'ORDER', replayed: false })
})
