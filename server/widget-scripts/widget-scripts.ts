import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'

/**
 * Every build's scripts, for good: a page that pins what it runs (PCI DSS 6.4.3) has an address that must go on working,
 * whatever is deployed after it. They are in the database because that alone outlives a deployment and is the same for
 * all nodes: while one build takes another's place, each node has the other's. It is some 50 kB a build.
 */
export interface WidgetScript {
  /** As it is asked for, below the host. It never stands for another content. */
  name: string
  content: string
}

/**
 * Keeps what is not there yet. A build's scripts are kept before a host answers with their names, by any number of
 * hosts at once.
 */
export async function keepWidgetScripts(core: Pick<Core, 'store' | 'clock'>, scripts: WidgetScript[]): Promise<void> {
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

/** @returns null where no build had it. */
export async function findWidgetScript({ store }: Pick<Core, 'store'>, name: string): Promise<string | null> {
  const row = await store.db.selectFrom('widget_scripts').select('content').where('name', '=', name).executeTakeFirst()
  return row?.content ?? null
}
