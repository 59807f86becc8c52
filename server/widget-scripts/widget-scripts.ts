import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { isKeptName, type WidgetScript } from './widget-script.ts'

/**
 * Every build's scripts, for good: a page that pins what it runs (PCI DSS 6.4.3) has an address that must go on working,
 * whatever is deployed after it. They are in the database because that alone outlives a deployment and is the same for
 * all nodes: while one build takes another's place, each node has the other's. It is some 20 kB a build.
 */

/**
 * Keeps what is not there yet. A build's scripts are kept before a host answers with their names, by any number of
 * hosts at once.
 * @throws for a name that nobody could ask for
 */
export async function keepWidgetScripts(core: Pick<Core, 'store' | 'clock'>, scripts: WidgetScript[]): Promise<void> {
  const nameless = scripts.find(({ name }) => !isKeptName(name))
  if (nameless) throw new Error(`No script of the widget can be kept as "${nameless.name}".`)
  if (scripts.length === 0) return
  const created_at = instantNow(core.clock)
  // In one order, so that no two hosts wait for each other.
  const rows = scripts
    .map(({ name, content }) => ({ name, content, created_at }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  await core.store.db
    .insertInto('widget_scripts')
    .values(rows)
    .onConflict((on) => on.column('name').doNothing())
    .execute()
}

/** @returns null where no build had it. A name that none could have costs nothing, any other a read by the key. */
export async function findWidgetScript({ store }: Pick<Core, 'store'>, name: string): Promise<string | null> {
  if (!isKeptName(name)) return null
  const row = await store.db.selectFrom('widget_scripts').select('content').where('name', '=', name).executeTakeFirst()
  return row?.content ?? null
}
