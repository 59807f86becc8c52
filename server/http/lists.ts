import type { SelectQueryBuilder } from 'kysely'
import { z } from 'zod'
import type { Instant } from '../clock.ts'
import { invalid } from '../problem.ts'

/** Paylinq's lists: newest first, `?limit` and `?cursor`, answered as `{data, next_cursor, has_more}`. */

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

const LIMIT_WORDS = `must be a whole number from 1 to ${MAX_LIMIT}`

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant, like 2026-04-15T10:35:00Z' })

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
}

/** For lists that can be bounded in time. */
export const createdRange = {
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
}

/** @throws Problem `invalid` for a cursor that is none of ours. */
export function readPage({ limit, cursor }: { limit?: number | undefined; cursor?: string | undefined }): Page {
  return { limit: limit ?? DEFAULT_LIMIT, after: cursor === undefined ? null : readCursor(cursor) }
}

function readCursor(cursor: string): Position {
  const [created_at, id, ...more] = Buffer.from(cursor, 'base64url').toString().split('|')
  if (!created_at || !id || more.length > 0 || !instant.safeParse(created_at).success || id.includes('\0')) {
    throw invalid('cursor', 'is none that a list answered: send a next_cursor, or leave it out')
  }
  return { created_at, id }
}

const writeCursor = ({ created_at, id }: Position): string => Buffer.from(`${created_at}|${id}`).toString('base64url')

/**
 * A page of a query's rows: newest first, from where the page before ended, and one more than the limit where there are
 * more, which is how `presentList` knows.
 */
export function pageOf<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { limit, after }: Page,
): SelectQueryBuilder<DB, TB, O> {
  const rows = query as unknown as SelectQueryBuilder<{ row: Position }, 'row', O>
  const rest = after
    ? rows.where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '<', tuple(after.created_at, after.id)))
    : rows
  const page = rest
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
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
