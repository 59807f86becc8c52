import { setTimeout } from 'node:timers/promises'
import { type Client, RippledError, type TransactionStream } from 'xrpl'
import { z } from 'zod'
import { toInstant, toMillis } from '../../clock.ts'
import type { LedgerSource, Page, StreamListener } from '../ledger.ts'
import { closeTimeOf, type KnownLedgers, knownLedgers, lastClosedBefore } from './ledgers.ts'
import { NodeUnfit, type XrplNodes } from './nodes.ts'
import { afterLedger, firstLedgerAfter } from './position.ts'
import { type Read, readTransaction } from './transactions.ts'

/** What public servers give at most. */
const PAGE = 200

/** The public network lost what came before, in its first days: nobody has those ledgers. */
const EARLIEST_LEDGER = 32_570

/** A server may tell of a ledger before it can be asked for it. */
const CATCH_UP_EVERY = 200
const CATCH_UPS = 25

/**
 * What arrives at an address, read from the XRP Ledger with the official client. Always read from `account_tx`, and
 * only from ledgers that are final and that the server has without a gap: what a subscription tells is that there is
 * something to read. So nothing depends on which events come, how often and in which order.
 */
export function xrplSource(nodes: XrplNodes, networkId: number): LedgerSource {
  const source: LedgerSource = {
    cursorAt: (_, instant) =>
      nodes.ask(async (client) => {
        const known = await knownLedgers(client, networkId)
        const found = await lastClosedBefore(client, known, toMillis(instant))
        if (found !== null) return afterLedger(found).toString()
        if (known.first > EARLIEST_LEDGER) throw new NodeUnfit(`${client.url} has no ledger from before ${instant}.`)
        return afterLedger(known.first - 1).toString()
      }),

    readPage: (address, cursor, { limit = PAGE } = {}) =>
      // All of one server: another may lag behind, and know less than this one says has closed.
      nodes.ask(async (client) => {
        const known = await knownLedgers(client, networkId)
        return readPage(client, known, { address, limit }, BigInt(cursor))
      }),

    stream: (address, cursor, listener) => openStream(nodes, source, address, cursor, listener),
  }
  return source
}

/** Whose transactions are asked for, and how many at once: servers take it for a wish. */
interface Wanted {
  address: string
  limit: number
}

async function readPage(client: Client, known: KnownLedgers, wanted: Wanted, cursor: bigint): Promise<Page> {
  const first = firstLedgerAfter(cursor)
  // Read on here, what the missing ledgers hold would be passed over, and invoices would expire that were paid.
  if (first < known.first)
    throw new NodeUnfit(`${client.url} has no ledgers before ${known.first}: ${first} is needed.`)
  if (known.last < first - 1) throw new NodeUnfit(`${client.url} is behind: it knows nothing after ${known.last}.`)
  const closedBefore = toInstant(await closeTimeOf(client, known.last))
  const { reads, isLast } =
    known.last < first
      ? { reads: [], isLast: true }
      : await readNew(client, { first, last: known.last }, wanted, cursor)
  const reached = isLast ? afterLedger(known.last) : reads.at(-1)!.position
  return {
    transfers: reads.flatMap(({ transfers }) => transfers),
    cursor: reached.toString(),
    isLast,
    closedBefore,
  }
}

const answered = z.object({
  ledger_index_min: z.number().int(),
  ledger_index_max: z.number().int(),
  marker: z.unknown().optional(),
  transactions: z.array(z.unknown()),
})

/** The first answer that holds something after the cursor, or the end. A ledger may be longer than an answer. */
async function readNew(client: Client, range: KnownLedgers, wanted: Wanted, cursor: bigint) {
  let marker: unknown
  for (;;) {
    const page = await accountTx(client, range, wanted, marker)
    const reads: Read[] = page.transactions.map((given) => readTransaction(given, wanted.address))
    const fresh = reads.filter(({ position }) => position > cursor)
    marker = page.marker
    if (fresh.length > 0 || marker === undefined) return { reads: fresh, isLast: marker === undefined }
  }
}

async function accountTx(client: Client, { first, last }: KnownLedgers, { address, limit }: Wanted, marker: unknown) {
  try {
    const { result } = await client.request({
      command: 'account_tx',
      account: address,
      ledger_index_min: first,
      ledger_index_max: last,
      forward: true,
      limit,
      ...(marker !== undefined && { marker }),
    })
    const page = answered.parse(result)
    // A server that has lost a ledger meanwhile may answer for fewer than it was asked for.
    if (page.ledger_index_min > first || page.ledger_index_max < last) {
      throw new NodeUnfit(`${client.url} did not look at all of the ledgers ${first} to ${last}.`)
    }
    return page
  } catch (error) {
    if (!isUnknownAccount(error)) throw error
    return { marker: undefined, transactions: [] }
  }
}

/** An account that nobody has made yet is no error: it has no transactions. */
const isUnknownAccount = (error: unknown): boolean =>
  error instanceof RippledError && (error.data as { error?: unknown } | undefined)?.error === 'actNotFound'

/** Subscribed first and read then, so that nothing falls in between. */
function openStream(
  nodes: XrplNodes,
  source: LedgerSource,
  address: string,
  from: string,
  listener: StreamListener,
): () => void {
  let open = true
  let cursor = from
  let wanted = 0
  let reading = false

  function hurry(ledger: number) {
    wanted = Math.max(wanted, ledger)
    if (!reading) void catchUp().catch(cut)
  }

  async function catchUp() {
    reading = true
    try {
      for (let n = 0; open && n < CATCH_UPS; n += 1) {
        await readAll()
        if (wanted < firstLedgerAfter(BigInt(cursor))) return
        await setTimeout(CATCH_UP_EVERY)
      }
      // Whatever it was that the server told of: the next round of reading finds it.
    } finally {
      reading = false
    }
  }

  async function readAll() {
    for (let isLast = false; open && !isLast; ) {
      const page = await source.readPage(address, cursor)
      if (!open) return
      isLast = page.isLast
      cursor = page.cursor
      // When the last ledger closed is for those to note who read all of it themselves.
      if (page.transfers.length > 0) listener.onPage({ ...page, isLast: false, closedBefore: null })
    }
  }

  function cut(error: Error) {
    if (!open) return
    open = false
    close()
    listener.onCut(error)
  }

  const close = nodes.listen(address, {
    onOpen: () => hurry(0),
    onTransaction(event) {
      if (concerns(event, address)) hurry(Number(event.ledger_index ?? 0))
    },
    onCut: cut,
  })
  return () => {
    open = false
    close()
  }
}

/** The connection tells of other addresses too. */
const concerns = (event: TransactionStream, address: string): boolean => JSON.stringify(event).includes(address)
