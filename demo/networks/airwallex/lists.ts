import { z } from 'zod'

const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number)

/** What every list takes. Pages count from 0. `_t` is put in by the official client, against caches. */
export const paging = {
  page_num: whole.default(0),
  page_size: whole.refine((size) => size >= 1 && size <= 1000, 'must be 1 to 1000').default(10),
  _t: z.string().optional(),
}

export function pageOf<T>(all: T[], { page_num, page_size }: { page_num: number; page_size: number }) {
  const from = page_num * page_size
  return { has_more: all.length > from + page_size, items: all.slice(from, from + page_size) }
}
