import { expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { openRateLimit } from './rate-limit.ts'

describeOnBothStores('a rate limit', (store) => {
  it('tells how long to wait, and counts nothing by that', async () => {
    const limit = openRateLimit(store(), newId('test'), 2)
    for (let n = 0; n < 5; n += 1) expect(await limit.wait('ada')).toBe(0)
    expect(await limit.take('ada')).toMatchObject({ remaining: 1, retryAfter: 0 })
    expect(await limit.wait('ada')).toBe(0)
    expect(await limit.take('ada')).toMatchObject({ remaining: 0, retryAfter: 0 })
    expect(await limit.wait('ada')).toBeGreaterThan(0)
    expect((await limit.take('ada')).retryAfter).toBeGreaterThan(0)
    expect(await limit.wait('bob')).toBe(0)
  })

  it.each(['x'.repeat(1_000), 'a\0b', 'café', ''])('counts under any key: %j', async (key) => {
    const limit = openRateLimit(store(), newId('test'), 1)
    expect((await limit.take(key)).retryAfter).toBe(0)
    expect((await limit.take(key)).retryAfter).toBeGreaterThan(0)
    expect((await limit.take(`${key}x`)).retryAfter).toBe(0)
  })
})
