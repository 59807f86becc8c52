import { expect, test } from 'vitest'
import { openBooks } from '../books.ts'
import { openIdempotency } from './idempotency.ts'
import { movableClock } from './testing.ts'

test('a request that meets its twin is refused, and gets the answer once the twin has it', async () => {
  const books = openBooks(':memory:')
  const { once } = openIdempotency(books, movableClock())
  const request = { key: 'k1', endpoint: 'POST /v1/refunds', form: { charge: 'ch_1' } }
  const answer = { status: 200, body: { id: 're_1' } }
  const first = once(request, (keep) => {
    keep(answer)
    return answer
  })
  await expect(once(request, () => expect.unreachable())).rejects.toMatchObject({
    status: 409,
    body: { type: 'idempotency_error' },
  })
  expect(await first).toEqual({ answer, replayed: false })
  expect(await once(request, () => expect.unreachable())).toEqual({ answer, replayed: true })
})
