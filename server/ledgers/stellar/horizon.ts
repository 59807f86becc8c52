import { type Horizon, NotFoundError } from '@stellar/stellar-sdk'
import { toMillis } from '../../clock.ts'
import type { LedgerSource, Page, StreamListener } from '../ledger.ts'
import { historyOf, requireNoGap } from './history.ts'
import { type HorizonNodes, statusOf } from './nodes.ts'
import { closeOf, cursorOf, readTransfers } from './payment-records.ts'

/** Horizon's most. */
const PAGE = 200

/** Looked back over at once, to where an address is read from: mostly none of them are as new as it is known. */
const LOOK_BACK = 20

/** Before everything. */
const BEGINNING = '0'

/** A stream silent for so long is opened anew; Horizon itself ends them after about a minute. */
const STREAM_SILENCE = 60_000

/** Payments at an address, read from Horizon with the official client. */
export function horizonSource(nodes: HorizonNodes): LedgerSource {
  return {
    async cursorAt(address, instant) {
      const before = toMillis(instant)
      let cursor: string | null = null
      for (;;) {
        const records = await newestFirst(nodes, address, cursor)
        const older = records.find((record) => closeOf(record) < before)
        if (older) return cursorOf(older)
        if (records.length < LOOK_BACK) return BEGINNING
        cursor = cursorOf(records.at(-1))
      }
    },

    readPage: (address, cursor, { limit = PAGE, readUntil } = {}) =>
      // All of one server: another may lag behind, and know less than this one says has closed.
      nodes.ask(async (server): Promise<Page> => {
        const history = await historyOf(server)
        await requireNoGap(server, history, cursor, readUntil)
        const most = Math.min(limit, PAGE)
        const records = await noneIfUnknown(payments(server, address).order('asc').cursor(cursor).limit(most).call())
        return {
          transfers: records.flatMap((record) => readTransfers(record, address)),
          cursor: records.length > 0 ? cursorOf(records.at(-1)) : cursor,
          isLast: records.length < most,
          closedBefore: history.latestClose,
        }
      }),

    stream: (address, cursor, listener) => openStream(nodes.current(), address, cursor, listener),
  }
}

/** With each payment's transaction, which holds the memo. */
const payments = (server: Horizon.Server, address: string) => server.payments().forAccount(address).join('transactions')

function newestFirst(nodes: HorizonNodes, address: string, cursor: string | null) {
  return nodes.ask((server) => {
    const query = server.payments().forAccount(address).order('desc').limit(LOOK_BACK)
    return noneIfUnknown((cursor === null ? query : query.cursor(cursor)).call())
  })
}

/** An account that nobody has made yet is no error: it has no payments. Neither has what is before the history. */
async function noneIfUnknown<T>(page: Promise<{ records: T[] }>): Promise<T[]> {
  try {
    return (await page).records
  } catch (error) {
    if (error instanceof NotFoundError || statusOf(error) === GONE) return []
    throw error
  }
}

const GONE = 410

/**
 * The client goes on by itself when Horizon ends a stream in good order. Any error ends ours: what was missed is then
 * read by pages, which misses nothing.
 */
function openStream(server: Horizon.Server, address: string, cursor: string, listener: StreamListener): () => void {
  let open = true
  function cut(error: Error) {
    if (!open) return
    open = false
    // The client's own handler has not given us `close` yet if this happens while it opens.
    queueMicrotask(() => close())
    listener.onCut(error)
  }
  const close = payments(server, address)
    .cursor(cursor)
    .stream({
      reconnectTimeout: STREAM_SILENCE,
      onmessage(record) {
        if (!open) return
        try {
          // Horizon's greeting has no token.
          if (!('paging_token' in record)) return
          listener.onPage({
            transfers: readTransfers(record, address),
            cursor: cursorOf(record),
            isLast: false,
            closedBefore: null,
          })
        } catch (error) {
          cut(error as Error)
        }
      },
      onerror: (event) => cut(new Error(`Horizon's stream was cut: ${reasonOf(event)}`)),
    })
  return () => {
    open = false
    close()
  }
}

const reasonOf = (event: unknown): string =>
  typeof event === 'object' && event !== null && 'message' in event && event.message
    ? String(event.message)
    : 'no reason given'
