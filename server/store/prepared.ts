import { type Compilable, type CompiledQuery, type DialectAdapter, sql } from 'kysely'
import type { Schema } from './schema.ts'
import type { Db } from './store.ts'

/**
 * Queries of hot paths, compiled once. Building and compiling takes Kysely several times as long as SQLite takes to
 * run them.
 */

interface Template {
  compiled: CompiledQuery
  /** For each of the query's parameters: which argument it is, or -1 for a constant. */
  argumentAt: number[]
}

/** Compiled for each engine: the adapter is the same for a store and for its transactions. */
type Templates = WeakMap<DialectAdapter, Template>

/**
 * @param build is called once with placeholders for its arguments: they may stand wherever a value may, as they are.
 * @returns runs the query with the given arguments, on a store or in a transaction.
 */
export function prepared<Args extends unknown[], Row>(
  build: (db: Db, ...args: Args) => Compilable<Row>,
): (db: Db, ...args: Args) => Promise<Row[]> {
  const templates: Templates = new WeakMap()
  return async (db, ...args) => {
    const template = templateFor(templates, db, args.length, (placeholders) =>
      build(db, ...(placeholders as Args)).compile(),
    )
    const { rows } = await db.executeQuery<Row>(fill(template, args))
    return rows
  }
}

/** An insert of one whole row. Every row must have these columns, no more and no less. */
export function preparedInsert<Table extends keyof Schema & string>(
  table: Table,
  columns: readonly (keyof Schema[Table] & string)[],
): (db: Db, row: Schema[Table]) => Promise<void> {
  const insert = prepared((db, ...values: unknown[]) => db.insertInto(table).values(rowOf(columns, values) as never))
  return async (db, row) => {
    await insert(db, ...columns.map((column) => row[column]))
  }
}

/**
 * An insert that leaves a row alone which has the same `key`: on PostgreSQL one that failed would end its transaction.
 * @returns whether the row was inserted.
 */
export function preparedInsertIfNew<Table extends keyof Schema & string>(
  table: Table,
  columns: readonly (keyof Schema[Table] & string)[],
  key: readonly (keyof Schema[Table] & string)[],
): (db: Db, row: Schema[Table]) => Promise<boolean> {
  const insert = prepared((db, ...values: unknown[]) =>
    db
      .insertInto(table)
      .values(rowOf(columns, values) as never)
      .onConflict((on) => on.columns(key as never).doNothing())
      .returning(sql<number>`1`.as('inserted')),
  )
  return async (db, row) => (await insert(db, ...columns.map((column) => row[column]))).length > 0
}

/** Inserts of many rows of one table: as few statements as keeps the number of prepared ones at two. */
export function preparedInserts<Table extends keyof Schema & string>(
  table: Table,
  columns: readonly (keyof Schema[Table] & string)[],
): (db: Db, rows: Schema[Table][]) => Promise<void> {
  const insertOne = preparedInsert(table, columns)
  const insertMany = prepared((db, ...values: unknown[]) =>
    db
      .insertInto(table)
      .values(
        Array.from({ length: TOGETHER }, (_, row) => rowOf(columns, values.slice(row * columns.length))) as never,
      ),
  )
  return async (db, rows) => {
    let at = 0
    for (; at + TOGETHER <= rows.length; at += TOGETHER) {
      const some = rows.slice(at, at + TOGETHER)
      await insertMany(db, ...some.flatMap((row) => columns.map((column) => row[column])))
    }
    for (const row of rows.slice(at)) await insertOne(db, row)
  }
}

const TOGETHER = 50

const rowOf = (columns: readonly string[], values: unknown[]) =>
  Object.fromEntries(columns.map((column, index) => [column, values[index]]))

class Placeholder {}

function templateFor(
  templates: Templates,
  db: Db,
  count: number,
  compile: (placeholders: Placeholder[]) => CompiledQuery,
): Template {
  const { adapter } = db.getExecutor()
  let template = templates.get(adapter)
  if (!template) {
    const placeholders = Array.from({ length: count }, () => new Placeholder())
    const compiled = compile(placeholders)
    template = { compiled, argumentAt: compiled.parameters.map((value) => placeholders.indexOf(value as Placeholder)) }
    templates.set(adapter, template)
  }
  return template
}

const fill = ({ compiled, argumentAt }: Template, args: unknown[]): CompiledQuery<never> => ({
  ...compiled,
  parameters: argumentAt.map((argument, index) => (argument < 0 ? compiled.parameters[index] : args[argument])),
})
