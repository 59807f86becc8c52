import type { SelectQueryBuilder } from 'kysely'
import { z } from 'zod'
import type { Instant } from '../clock.ts'
import { invalid } from '../problem.ts'
import { instant } from './instant.ts'

/** Paylinq's lists: newest first, `?limit` and `?cursor`, answered as `{data, next_cursor, has_more}`. */

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

const LIMIT_WORDS = `must be a whole number from 1 to ${MAX_LIMIT}`

/** The query of every list; spread into `z.object` beside a list's own filters. */
export const listQuery = {
  limit: z.coerce
    .number({ error: LIMIT_WORDS })
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .optional()
    .describe(`1 to ${MAX_LIMIT}, ${DEFAULT_LIMIT} unless given.`),
  cursor: z.string().max(200).optional().describe('The `next_cursor` of the page before.'),
  created_from: instant.optional().describe('Made at this instant or later.'),
  created_to: instant.optional().describe('Made before this instant.'),
}

/** Where a page ends: rows are ordered by both. */
export interface Position {
  created_at: Instant
  id: string
}

export interface Page {
  limit: number
  /** The last row already seen; null for the first page. */
  after: Position | null
  /** Rows made at this instant or later. */
  from?: Instant | undefined
  /** Rows made before this instant. */
  to?: Instant | undefined
}

interface ListQuery {
  limit?: number | undefined
  cursor?: string | undefined
  created_from?: Instant | undefined
  created_to?: Instant | undefined
}

/** @throws Problem `invalid` for a cursor that is none of ours. */
export const readPage = ({ limit, cursor, created_from, created_to }: ListQuery): Page => ({
  limit: limit ?? DEFAULT_LIMIT,
  after: cursor === undefined ? null : readCursor(cursor),
  from: created_from,
  to: created_to,
})

function readCursor(cursor: string): Position {
  const [text, id, ...more] = Buffer.from(cursor, 'base64url').toString().split('|')
  const { data: created_at } = instant.safeParse(text)
  if (!created_at || !id || more.length > 0 || id.includes('\0')) {
    throw invalid('cursor', 'is none that a list answered: send a next_cursor, or leave it out')
  }
  return { created_at, id }
}

const writeCursor = ({ created_at, id }: Position): string => Buffer.from(`${created_at}|${id}`).toString('base64url')

/**
 * A page of a query's rows: newest first, from where the page before ended, and one more than the limit where there are
 * more, which is how `presentList` knows.
 * @param table which one the page is of, where the query reads several.
 */
export function pageOf<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { limit, after, from, to }: Page,
  table?: TB & string,
): SelectQueryBuilder<DB, TB, O> {
  // Which table it is of is not known here, but that it has these two columns.
  const [created, id] = (table ? [`${table}.created_at`, `${table}.id`] : ['created_at', 'id']) as ['created_at', 'id']
  const page = (query as unknown as SelectQueryBuilder<{ row: Position }, 'row', O>)
    .$if(from !== undefined, (rows) => rows.where(created, '>=', from!))
    .$if(to !== undefined, (rows) => rows.where(created, '<', to!))
    .$if(after !== null, (rows) =>
      rows.where(({ eb, refTuple, tuple }) => eb(refTuple(created, id), '<', tuple(after!.created_at, after!.id))),
    )
    .orderBy(created, 'desc')
    .orderBy(id, 'desc')
    .limit(limit + 1)
  return page as unknown as SelectQueryBuilder<DB, TB, O>
}

/**
 * The answer of a list.
 * @param rows newest first, one more than the page's limit where there are more.
 */
export function presentList<Row extends Position, Item>(rows: Row[], { limit }: Page, present: (row: Row) => Item) {
  const shown = rows.slice(0, limit)
  const more = rows.length > limit
  return { data: shown.map(present), next_cursor: more ? writeCursor(shown.at(-1)!) : null, has_more: more }
}

export const listAnswer = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() })
