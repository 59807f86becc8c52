import { expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { type Billable, billDue } from './turns.ts'

interface Row {
  id: string
}

/** Things to bill that are kept in memory; `broken` ones fail. */
function billableOf(ids: string[], broken: ReadonlySet<string> = new Set()) {
  const due = new Set(ids)
  const billed: string[] = []
  const postponed: string[] = []
  const takes: number[] = []
  const billable: Billable<Row> = {
    name: 'thing',
    async take(_tx, _now, limit) {
      const rows = [...due].slice(0, limit).map((id) => ({ id }))
      takes.push(rows.length)
      if (broken.size === 0) for (const { id } of rows) due.delete(id)
      return rows
    },
    takeOne: async (_tx, _now, id) => (due.has(id) ? { id } : null),
    async bill(_core, _tx, rows) {
      for (const { id } of rows) {
        if (broken.has(id)) throw new Error(`${id} cannot be billed`)
        billed.push(id)
      }
    },
    async postpone(_tx, id, until) {
      due.delete(id)
      postponed.push(`${id} ${until}`)
    },
  }
  return { billable, billed, postponed, takes }
}

const idsOf = (count: number) => Array.from({ length: count }, (_, n) => `thing-${n}`)

describeOnBothStores('turns of billing', (store) => {
  it('take a bounded part at a time, and say when there is no more', async () => {
    const core = testCore(store())
    const { billable, billed, takes } = billableOf(idsOf(730))
    let turns = 1
    while (await billDue(core, billable)) turns += 1
    expect([...billed].sort()).toEqual(idsOf(730).sort())
    expect(Math.max(...takes)).toBe(100)
    expect(turns).toBeGreaterThan(1)
  })

  it('look once where nothing is due', async () => {
    const { billable, takes } = billableOf([])
    expect(await billDue(testCore(store()), billable)).toBe(false)
    expect(takes).toEqual([0])
  })

  it('bill the others alone where one fails, and put that one off for an hour', async () => {
    const core = testCore(store())
    const { billable, billed, postponed } = billableOf(idsOf(3), new Set(['thing-1']))
    expect(await billDue(core, billable)).toBe(true)
    // The first one was billed in a transaction that was undone, and then again alone.
    expect(billed).toEqual(['thing-0', 'thing-0', 'thing-2'])
    expect(postponed).toEqual([`thing-1 ${new Date(core.clock.now() + 60 * 60_000).toISOString()}`])
  })

  it('fail where nothing could be taken', async () => {
    const { billable } = billableOf([])
    const failing = { ...billable, take: () => Promise.reject(new Error('The store is away')) }
    await expect(billDue(testCore(store()), failing)).rejects.toThrow('The store is away')
  })
})
