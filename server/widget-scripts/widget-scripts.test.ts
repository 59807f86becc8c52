import { beforeEach, expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { PRUNED_AT_ONCE, retentionJob } from '../worker/retention.ts'
import { findWidgetScript, keepWidgetScripts } from './widget-scripts.ts'

const YEAR = 365 * 24 * 60 * 60_000

const LOADER = { name: 'pinned/0123456789abcdef/widget.js', content: 'load("ümlaut ✓")' }
const SHELL = { name: 'widget/shell-BqT1x_9-.js', content: 'export const shell = 1' }

describeOnBothStores('scripts of builds', (store) => {
  let core: TestCore

  beforeEach(async () => {
    core = testCore(store())
    await store().db.deleteFrom('widget_scripts').execute()
  })

  const rows = () => store().db.selectFrom('widget_scripts').selectAll().orderBy('name').execute()

  it('are found as they were kept', async () => {
    await keepWidgetScripts(core, [LOADER, SHELL])
    expect(await findWidgetScript(core, LOADER.name)).toBe(LOADER.content)
    expect(await findWidgetScript(core, SHELL.name)).toBe(SHELL.content)
    expect(await findWidgetScript(core, 'pinned/fedcba9876543210/widget.js')).toBeNull()
  })

  it('stay as they are when their build starts again, and when others come', async () => {
    await keepWidgetScripts(core, [LOADER, SHELL])
    const first = await rows()
    core.clock.advance(YEAR)
    await keepWidgetScripts(core, [SHELL, { ...LOADER, content: 'something else' }])
    expect(await rows()).toEqual(first)
    const next = { name: 'pinned/fedcba9876543210/widget.js', content: 'load()' }
    await keepWidgetScripts(core, [next, SHELL])
    expect(await rows()).toEqual([...first, { ...next, created_at: '2027-01-15T12:00:00.000Z' }].sort(byName))
  })

  it('are kept once by many hosts that start at the same time', async () => {
    const turned = (index: number) => (index % 2 === 0 ? [LOADER, SHELL] : [SHELL, LOADER])
    await Promise.all(Array.from({ length: 20 }, (_, index) => keepWidgetScripts(core, turned(index))))
    expect((await rows()).map(({ name }) => name)).toEqual([LOADER.name, SHELL.name].sort())
  })

  it('are not deleted when they are old', async () => {
    await keepWidgetScripts(core, [LOADER, SHELL])
    core.clock.advance(10 * YEAR)
    const job = retentionJob()
    for (let batch = 0; (await job.run(core)) && batch < PRUNED_AT_ONCE; batch += 1);
    expect(await rows()).toHaveLength(2)
  })
})

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
