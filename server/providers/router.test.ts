import { describe, expect, it } from 'vitest'
import { testProvider } from '../payments/test-provider.ts'
import type { OpenedAccount } from './accounts.ts'
import { choose } from './router.ts'

const account = (id: string, priority: number, enabled: 0 | 1 = 1): OpenedAccount => ({
  id,
  provider: id,
  priority,
  enabled,
  account: testProvider(),
})
const CHARGE = { method: 'card', amount: 2500n, currency: 'EUR' } as const

describe('the router', () => {
  it('chooses the first that can, and says why it skipped the others', () => {
    const { account: chosen, choices } = choose(
      [account('off', 1, 0), account('down', 2), account('good', 3), account('spare', 4)],
      CHARGE,
      new Map([['down', 'connection refused']]),
    )
    expect(chosen?.id).toBe('good')
    expect(choices).toEqual([
      { provider: 'off', decision: 'skipped', reason: 'disabled' },
      { provider: 'down', decision: 'skipped', reason: 'connection refused' },
      { provider: 'good', decision: 'chosen', reason: 'priority 3' },
    ])
  })

  it('chooses nobody for a charge below the minimum', () => {
    const { account: chosen, choices } = choose([account('one', 1)], { ...CHARGE, amount: 49n })
    expect(chosen).toBeNull()
    expect(choices).toEqual([{ provider: 'one', decision: 'skipped', reason: 'charges at least 50' }])
  })
})
