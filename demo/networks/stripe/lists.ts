import type { Books, Entry } from '../books.ts'
import { noSuch } from './errors.ts'

/** A page of a list. */
export interface List<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

interface Range {
  limit: number
  starting_after?: string
  ending_before?: string
  created?: { gt?: number; gte?: number; lt?: number; lte?: number }
}

const BATCH = 100

/** A page of what the books hold of a kind: newest first, only what `keep` accepts. */
export function page<T extends { created: number }>(
  books: Books,
  kind: string,
  url: string,
  range: Range,
  keep: (document: T) => boolean = () => true,
): List<T> {
  const matches = (document: T) => within(document.created, range.created) && keep(document)
  const found: T[] = []
  for (const document of walk<T>(books, kind, range)) {
    if (matches(document)) found.push(document)
    if (found.length > range.limit) break
  }
  const data = found.slice(0, range.limit)
  return {
    object: 'list',
    data: range.ending_before ? data.reverse() : data,
    has_more: found.length > range.limit,
    url,
  }
}

/** Backwards in time from `starting_after`, or forwards from `ending_before`. */
function* walk<T>(books: Books, kind: string, { starting_after, ending_before }: Range): Generator<T> {
  const cursor = ending_before ?? starting_after
  let at = cursor === undefined ? undefined : books.position(kind, cursor)
  if (cursor !== undefined && at === undefined) {
    throw noSuch(kind, cursor, ending_before ? 'ending_before' : 'starting_after', 400)
  }
  for (;;) {
    const batch: Entry<T>[] = ending_before
      ? books.list<T>(kind, { after: at, limit: BATCH })
      : books.listBack<T>(kind, { before: at, limit: BATCH })
    for (const { document } of batch) yield document
    if (batch.length < BATCH) return
    at = batch.at(-1)!.position
  }
}

const within = (at: number, { gt, gte, lt, lte }: NonNullable<Range['created']> = {}) =>
  (gt === undefined || at > gt) &&
  (gte === undefined || at >= gte) &&
  (lt === undefined || at < lt) &&
  (lte === undefined || at <= lte)
