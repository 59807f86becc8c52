import type { Network } from '../core/network.ts'
import type { Listed, PageQuery } from './page.ts'

/** Server-sent events of lists. Each stays open over ledgers until it has sent what its `limit` allows. */
export interface EventStreams {
  /**
   * A stream of what `read` finds after the query's cursor, now and after every ledger. What there is now is read
   * before this returns, so a list that does not exist throws here, and is answered with a problem.
   */
  open(query: PageQuery, read: (query: PageQuery) => Listed[]): Response
  /** How many are open. */
  count(): number
  /** Says goodbye on all of them. */
  stop(): void
}

const HELLO = 'retry: 1000\nevent: open\ndata: "hello"\n\n'
/** The client comes back at once, for what follows. */
const GOODBYE = 'retry: 10\nevent: close\ndata: "byebye"\n\n'

export function eventStreams(network: Network): EventStreams {
  const endings = new Set<() => void>()
  return {
    open(query, read) {
      const first = read(query)
      return new Response(
        untilRead((controller) => follow(controller, query, first, read)),
        { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' } },
      )
    },
    count: () => endings.size,
    stop() {
      for (const end of [...endings]) end()
    },
  }

  /** Sends what there is, and what each ledger brings. Returns what lets go of the network. */
  function follow(
    controller: ReadableStreamDefaultController<Uint8Array>,
    query: PageQuery,
    first: Listed[],
    read: (query: PageQuery) => Listed[],
  ): () => void {
    const send = (text: string) => controller.enqueue(Buffer.from(text))
    let { cursor, limit } = query

    function sendRecords(records: Listed[]) {
      for (const { pagingToken, body } of records) {
        send(`id: ${pagingToken}\ndata: ${JSON.stringify(body)}\n\n`)
        cursor = BigInt(pagingToken)
        limit -= 1
      }
      if (limit === 0) end()
    }

    const forget = network.onClose(() =>
      sendRecords(read({ ...query, ...(cursor !== undefined && { cursor }), limit })),
    )

    function release() {
      forget()
      endings.delete(end)
    }

    function end() {
      release()
      send(GOODBYE)
      controller.close()
    }

    endings.add(end)
    send(HELLO)
    sendRecords(first)
    return release
  }
}

/** A body that begins when it is first read: one that nobody ever reads, or cancels, leaves nothing behind. */
function untilRead(begin: (controller: ReadableStreamDefaultController<Uint8Array>) => () => void) {
  let release: (() => void) | undefined
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        release ??= begin(controller)
      },
      cancel() {
        release?.()
      },
    },
    { highWaterMark: 0 },
  )
}
