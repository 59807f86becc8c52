import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Engine } from './engine.ts'
import { migrations } from './migrations/index.ts'
import type { Schema } from './schema.ts'

/** Text order must be time order: on PostgreSQL that takes the C collation, SQLite compares bytes anyway. */
const INSTANT: Record<Engine, string> = { sqlite: 'text', postgres: 'text collate "C"' }

/** Runs what is missing, all in one transaction; two nodes that start together take turns. */
export async function migrate(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      async getMigrations() {
        return Object.fromEntries(
          migrations.map(({ name, statements }) => [
            name,
            {
              async up(tx: Kysely<unknown>) {
                for (const statement of statements) {
                  await sql.raw(statement.replaceAll('{instant}', INSTANT[engine])).execute(tx)
                }
              },
            },
          ]),
        )
      },
    },
  })
  await refuseNewerDatabase(migrator, db)
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

async function refuseNewerDatabase(migrator: Migrator, db: Kysely<Schema>) {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return
  const executed = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const known = new Set((await migrator.getMigrations()).map(({ name }) => name))
  const unknown = executed.rows.map(({ name }) => name).filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new Error(
      `This database was made by a newer version of paylink (it has ${unknown.join(', ')}). ` +
        'Start that version, or restore a backup from before the upgrade.',
    )
  }
}
