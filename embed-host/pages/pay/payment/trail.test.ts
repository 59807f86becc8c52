import { expect, it } from 'vitest'
import { createTrail } from './trail.ts'

function tab(kept = new Map<string, string>()) {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Partial<Storage> as Storage
  return { kept, storage: () => storage }
}

const STEP = { attemptId: 'att_1', method: 'ideal', address: 'https://pay.example/1' } as const

it('is picked up once, for the payment that left it', () => {
  const { storage } = tab()
  createTrail(storage, 'a').leave(STEP)
  expect(createTrail(storage, 'b').pickUp()).toBeNull()
  expect(createTrail(storage, 'a').pickUp()).toEqual(STEP)
  expect(createTrail(storage, 'a').pickUp()).toBeNull()
})

it('does without storage that the browser refuses', () => {
  const refused = createTrail(() => {
    throw new DOMException('refused', 'SecurityError')
  }, 'a')
  refused.leave(STEP)
  expect(refused.pickUp()).toBeNull()
})

it.each([
  '',
  '{',
  'null',
  '{"attemptId":1,"method":"card"}',
  '{"attemptId":"att_1","method":"cheque"}',
  '{"attemptId":"att_1","method":"ideal","address":"javascript:alert(1)"}',
])('makes nothing of %j', (text) => {
  const { kept, storage } = tab()
  kept.set('paylink:a', text)
  expect(createTrail(storage, 'a').pickUp()).toBeNull()
})
