import type { SelectQueryBuilder } from 'kysely'
import { z } from 'zod'

/** PayLinkr's lists: newest first, by page number, answered as `{data, total, page, limit, pages}`. */

const LAST_PAGE = 1_000_000
const MAX_LIMIT = 100

/** The query of every list; spread into `z.object` beside a list's own filters. */
export const pageQuery = {
  page: wholeNumber(1, LAST_PAGE).describe('Counts from 1'),
  limit: wholeNumber(20, MAX_LIMIT).describe(`Results per page, at most ${MAX_LIMIT}`),
}

export interface PageRange {
  /** Counts from 1. */
  page: number
  limit: number
}

export interface PageOf<Row> extends PageRange {
  data: Row[]
  total: number
  pages: number
}

export const pageAnswer = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    total: z.number().int(),
    page: z.number().int(),
    limit: z.number().int(),
    pages: z.number().int(),
  })

/**
 * One page of the rows that a query finds.
 * @param matching has its table and conditions, and selects nothing yet.
 * @param select says what of the rows, and in which order.
 */
export async function readPages<DB, TB extends keyof DB, Row>(
  matching: SelectQueryBuilder<DB, TB, object>,
  select: (query: SelectQueryBuilder<DB, TB, object>) => SelectQueryBuilder<DB, TB, Row>,
  { page, limit }: PageRange,
): Promise<PageOf<Row>> {
  const counted = matching.select((eb) => eb.fn.countAll().as('count')) as unknown as Counted<DB, TB>
  const { count } = await counted.executeTakeFirstOrThrow()
  const data = await select(matching)
    .limit(limit)
    .offset((page - 1) * limit)
    .execute()
  const total = Number(count)
  return { data: data as Row[], total, page, limit, pages: Math.ceil(total / limit) }
}

/** What Kysely cannot say of a table that is not known here. */
type Counted<DB, TB extends keyof DB> = SelectQueryBuilder<DB, TB, { count: bigint | number | string }>

export const presentPage = <Row, Item>({ data, ...rest }: PageOf<Row>, present: (row: Row) => Item) => ({
  data: data.map(present),
  ...rest,
})

/** A number in a query, where everything is text: from 1 to `most`. Anything else is a malformed request. */
function wholeNumber(fallback: number, most: number) {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return fallback
      const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
      if (value >= 1 && value <= most) return value
      const message = `must be a whole number from 1 to ${most}`
      context.addIssue({ code: 'invalid_type', expected: 'int', input: text, message })
      return z.NEVER
    })
}
