import { describe, expect, it } from 'vitest'
import { testProvider } from '../payments/test-provider.ts'
import type { OpenedAccount } from './accounts.ts'
import type { Circuit } from './circuit.ts'
import { canBeTaken, explain, firstChoices } from './router.ts'

const account = (id: string, priority: number, enabled: 0 | 1 = 1): OpenedAccount => ({
  id,
  provider: id,
  priority,
  enabled,
  account: testProvider(),
})
const CHARGE = { method: 'card', amount: 2500n, currency: 'EUR' } as const
const NOW = '2026-01-15T12:00:00.000Z'
const LATER = '2026-01-15T12:00:30.000Z'
const open = (retryAt: string): Circuit => ({ state: 'open', failures: 5, opened: 1, retryAt })
const knowing = (tried: [string, string][] = [], circuits: [string, Circuit][] = []) => ({
  tried: new Map(tried),
  circuits: new Map(circuits),
  now: NOW,
})

describe('the router', () => {
  it('chooses the first that can, and says of each other why not', () => {
    const accounts = [account('off', 1, 0), account('down', 2), account('good', 3), account('spare', 4)]
    const knowledge = knowing([['down', 'connection refused']])
    const [chosen, ...others] = firstChoices(accounts, CHARGE, knowledge)
    expect([chosen!.id, others]).toEqual(['good', []])
    expect(explain(accounts, CHARGE, knowledge, chosen!)).toEqual([
      { provider: 'off', decision: 'skipped', reason: 'disabled' },
      { provider: 'down', decision: 'skipped', reason: 'just tried: connection refused' },
      { provider: 'good', decision: 'chosen', reason: 'priority 3' },
      { provider: 'spare', decision: 'skipped', reason: 'priority 4: after priority 3' },
    ])
  })

  it('leaves it to their turns when several are equal', () => {
    const accounts = [account('one', 1), account('two', 1), account('three', 2)]
    expect(firstChoices(accounts, CHARGE, knowing()).map(({ id }) => id)).toEqual(['one', 'two'])
    expect(explain(accounts, CHARGE, knowing(), accounts[1]!).map(({ reason }) => reason)).toEqual([
      'priority 1: not its turn',
      'priority 1, next in turn among 2',
      'priority 2: after priority 1',
    ])
  })

  it('leaves out an open circuit, until its probe is due', () => {
    const accounts = [account('broken', 1), account('spare', 2)]
    const waiting = knowing([], [['broken', open(LATER)]])
    expect(firstChoices(accounts, CHARGE, waiting).map(({ id }) => id)).toEqual(['spare'])
    expect(explain(accounts, CHARGE, waiting, accounts[1]!)[0]!.reason).toBe(
      `circuit open until ${LATER}, after 5 outages in a row`,
    )
    const due = knowing([], [['broken', open(NOW)]])
    expect(firstChoices(accounts, CHARGE, due).map(({ id }) => id)).toEqual(['broken'])
    expect(explain(accounts, CHARGE, due, accounts[0]!)[0]!.reason).toBe(
      'priority 1, as the one probe of its open circuit',
    )
  })

  it('leaves it out as well while its probe is under way', () => {
    const probing: Circuit = { state: 'half_open', failures: 5, opened: 1, retryAt: LATER }
    const knowledge = knowing([], [['one', probing]])
    expect(firstChoices([account('one', 1)], CHARGE, knowledge)).toEqual([])
    expect(explain([account('one', 1)], CHARGE, knowledge, null)[0]!.reason).toBe(
      'circuit half open: one probe is under way',
    )
  })

  it('chooses nobody for a charge below the minimum', () => {
    const small = { ...CHARGE, amount: 49n }
    expect(firstChoices([account('one', 1)], small, knowing())).toEqual([])
    expect(canBeTaken([account('one', 1)], small)).toBe(false)
    expect(canBeTaken([account('one', 1)], CHARGE)).toBe(true)
    expect(canBeTaken([account('one', 1, 0)], CHARGE)).toBe(false)
  })
})
