import { type RawBuilder, sql } from 'kysely'
import { prepared } from '../store/prepared.ts'
import type { Schema } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

type Billed = 'subscriptions' | 'recurring_plans'
type ColumnOf<Table extends Billed> = Exclude<keyof Schema[Table], 'id'> & string

/** Numbers; PostgreSQL takes whatever stands in a list of values for text. */
const NUMBERS: readonly string[] = ['next_period']

/**
 * Updates of many rows of one table, each found by its id and each with values of its own: as few statements as keeps
 * the number of prepared ones at two. A row must not be given twice.
 */
export function preparedUpdates<Table extends Billed, Column extends ColumnOf<Table>>(
  table: Table,
  columns: readonly Column[],
): (tx: Tx, rows: readonly Pick<Schema[Table], Column | 'id'>[]) => Promise<void> {
  const valuesOf = (row: Pick<Schema[Table], Column | 'id'>): unknown[] => [
    row.id,
    ...columns.map((column) => row[column]),
  ]
  const updateOne = preparedUpdate(table, columns, 1)
  const updateMany = preparedUpdate(table, columns, TOGETHER)
  return async (tx, rows) => {
    let at = 0
    for (; at + TOGETHER <= rows.length; at += TOGETHER) {
      await updateMany(tx, ...rows.slice(at, at + TOGETHER).flatMap(valuesOf))
    }
    for (const row of rows.slice(at)) await updateOne(tx, ...valuesOf(row))
  }
}

const TOGETHER = 50

/** Both engines call the columns of a list of values `column1`, `column2` … */
function preparedUpdate(table: Billed, columns: readonly string[], count: number) {
  const width = columns.length + 1
  const set = columns.map((column, n) => sql`${sql.id(column)} = ${newValue(column, n + 2)}`)
  return prepared((db: Db, ...values: unknown[]) => {
    const rows = Array.from({ length: count }, (_, n) => sql`(${sql.join(values.slice(n * width, (n + 1) * width))})`)
    return compilable(
      db,
      sql`update ${sql.table(table)} set ${sql.join(set)} from (values ${sql.join(rows)}) as moved
        where ${sql.table(table)}.id = moved.column1`,
    )
  })
}

function newValue(column: string, at: number): RawBuilder<unknown> {
  const value = sql.ref(`moved.column${at}`)
  return NUMBERS.includes(column) ? sql`cast(${value} as integer)` : value
}

const compilable = <Row>(db: Db, query: RawBuilder<Row>) => ({ compile: () => query.compile(db) })
