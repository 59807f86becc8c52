import { z } from 'zod'
import type { Account } from './account.ts'
import { ApiError } from './errors.ts'
import { documentation, link } from './links.ts'

export const paging = {
  /** The id of the item to start with. */
  from: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(250).default(50),
}

interface Range {
  from?: string | undefined
  limit: number
  sort?: 'asc' | 'desc' | undefined
}

/**
 * A page of a list, newest first unless asked otherwise.
 * @param items oldest first.
 */
export function pageOf<T extends { id: string }>(
  account: Account,
  path: string,
  key: string,
  items: readonly T[],
  { from, limit, sort = 'desc' }: Range,
  present: (item: T) => object,
) {
  const sorted = sort === 'asc' ? items : [...items].reverse()
  const start = from === undefined ? 0 : sorted.findIndex(({ id }) => id === from)
  if (start < 0) throw new ApiError(400, `The list has no item with the id ${from}.`, 'from')
  const shown = sorted.slice(start, start + limit)
  const linkTo = (item: T | undefined) => {
    if (!item) return null
    const query = new URLSearchParams({ from: item.id, limit: String(limit), ...(sort === 'asc' && { sort }) })
    return link(account, `${path}?${query}`)
  }
  return {
    count: shown.length,
    _embedded: { [key]: shown.map(present) },
    _links: {
      self: shown[0] ? linkTo(shown[0]) : link(account, path),
      previous: start > 0 ? linkTo(sorted[Math.max(0, start - limit)]) : null,
      next: linkTo(sorted[start + limit]),
      documentation,
    },
  }
}
