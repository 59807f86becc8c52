import { beforeEach, expect, it } from 'vitest'
import type { Store } from '../store/store.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { PRUNED_AT_ONCE, retentionJob } from '../worker/retention.ts'
import { pinnedName } from './widget-script.ts'
import { findWidgetScript, keepWidgetScripts } from './widget-scripts.ts'

const YEAR = 365 * 24 * 60 * 60_000

const LOADER = { name: pinnedName('widget.js', '0123456789abcdef'), content: 'load("ümlaut ✓")' }
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
    expect(await findWidgetScript(core, pinnedName('widget.js', 'fedcba9876543210'))).toBeNull()
  })

  it('stay as they are when their build starts again, and when others come', async () => {
    await keepWidgetScripts(core, [LOADER, SHELL])
    const first = await rows()
    core.clock.advance(YEAR)
    await keepWidgetScripts(core, [SHELL, { ...LOADER, content: 'something else' }])
    expect(await rows()).toEqual(first)
    const next = { name: pinnedName('widget.js', 'fedcba9876543210'), content: 'load()' }
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

  it('are none by a name that nobody could ask for', async () => {
    const nameless = { ...LOADER, name: 'widget/shell.js' }
    await expect(keepWidgetScripts(core, [SHELL, nameless])).rejects.toThrow('kept as "widget/shell.js"')
    expect(await rows()).toEqual([])
    await keepWidgetScripts(core, [])
  })

  it('are not looked for by such a name', async () => {
    const closed = { store: {} as Store }
    for (const name of ['widget.js', 'widget.js?v=1', 'widget/shell-\0aaaaaaa.js', 'x'.repeat(100_000)]) {
      expect(await findWidgetScript(closed, name)).toBeNull()
    }
  })
})

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
