import type { Range } from '../core/history.ts'
import { endOfLedger, ledgerPosition } from '../core/paging-token.ts'
import { badRequest, beforeHistory } from './problem.ts'

/** What a list's query asks for. */
export interface PageQuery extends Range {
  includeFailed: boolean
  joinTransactions: boolean
}

/** A record of a list, as the API writes it. */
export interface Listed {
  pagingToken: string
  body: Record<string, unknown>
}

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 200
const MAX_CURSOR = 2n ** 63n - 1n
const TRUE = /^(1|t|true)$/i
const FALSE = /^(0|f|false)$/i

/**
 * Reads the parameters that lists share. Throws a 400 that names the one with a value it cannot have. Going back from
 * before the history begins is a 410; going forward from there begins, without a word, where the history does.
 */
export function readPageQuery(
  parameters: URLSearchParams,
  { latest, elder }: { latest: number; elder: number },
  lastEventId?: string,
): PageQuery {
  const cursor = readCursor(lastEventId || parameters.get('cursor') || '', latest)
  const order = parameters.get('order') || 'asc'
  if (order !== 'asc' && order !== 'desc') throw badRequest('order', 'it is either asc or desc')
  if (order === 'desc' && cursor !== undefined && cursor <= ledgerPosition(elder)) throw beforeHistory()
  const limit = parameters.get('limit') || String(DEFAULT_LIMIT)
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT)
    throw badRequest('limit', `it is a whole number from 1 to ${MAX_LIMIT}`)
  const join = parameters.get('join') || undefined
  if (join && join !== 'transactions') throw badRequest('join', 'only transactions can be joined')
  return {
    ...(cursor !== undefined && { cursor }),
    order,
    limit: Number(limit),
    includeFailed: readFlag('include_failed', parameters.get('include_failed') || 'false'),
    joinTransactions: join !== undefined,
  }
}

function readCursor(text: string, latestLedger: number): bigint | undefined {
  if (text === '') return undefined
  if (text === 'now') return endOfLedger(latestLedger)
  if (!/^\d+$/.test(text) || BigInt(text) > MAX_CURSOR)
    throw badRequest('cursor', 'it is now, or a paging_token: a whole number that is not negative')
  return BigInt(text)
}

function readFlag(name: string, text: string): boolean {
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  throw badRequest(name, 'it is either true or false')
}

/** A page with its links. `next` goes on where it ends, `prev` back from where it begins; both are there when it is empty. */
export function halPage(url: URL, { cursor, order, limit }: PageQuery, records: readonly Listed[]) {
  const given = cursor === undefined ? '' : cursor.toString()
  const link = (from: string, direction: string) => {
    const target = new URL(url)
    target.searchParams.set('cursor', from)
    target.searchParams.set('limit', String(limit))
    target.searchParams.set('order', direction)
    target.searchParams.sort()
    return { href: target.href }
  }
  return {
    _links: {
      self: link(given, order),
      next: link(records.at(-1)?.pagingToken ?? given, order),
      prev: link(records[0]?.pagingToken ?? given, order === 'asc' ? 'desc' : 'asc'),
    },
    _embedded: { records: records.map(({ body }) => body) },
  }
}
