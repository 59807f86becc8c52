import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import type { WatchPositionRow } from '../store/schema.ts'
import { createAlarm } from '../worker/alarm.ts'
import { creditTransfers } from './crediting.ts'
import type { LedgerSource, Page, Place } from './ledger.ts'

/** One receiving address, read from its ledger for as long as it is watched. */
export interface AddressWatch {
  /** Reads up to the newest ledger now. @throws when the network cannot be read. */
  readNow(): Promise<void>
  /** Asks for a reading soon; in vain while the network fails, which has a pace of its own. */
  hurry(): void
  stop(): Promise<void>
}

/** Reads by pages this often even while the stream says nothing: it is what proves that nothing was missed. */
const READ_EVERY = 30_000
const RETRY_FIRST = 500
const RETRY_MOST = 30_000
const MOST_AT_ONCE = 200
/** Records asked for at once, while nothing fails. */
const PAGE = 200

/**
 * An address is watched from when it was made known, not from when the network could first be asked; ledgers close a
 * few seconds later than their close time says.
 */
const WATCHED_BEFORE = 30_000

/**
 * Each round reads by pages from the stored position to the newest ledger, and then notes when that one closed.
 * A stream from there tells of what comes between two rounds. A stream that is cut, a page that cannot be read,
 * a transfer that cannot be kept: each leads back to reading by pages from what is stored, so nothing is passed over.
 */
export function watchAddress(core: Core, source: LedgerSource, place: Place, knownSince: Instant): AddressWatch {
  const alarm = createAlarm()
  const log = core.logger.child({ network: place.network, mode: place.mode, address: place.address })
  let stopped = false
  let failures = 0
  let pageSize = PAGE
  let closeStream: (() => void) | null = null
  let reading: Promise<unknown> = Promise.resolve()
  let keeping: Promise<void> | null = null
  let arrived: Page[] = []
  let crediting: Promise<void> | null = null

  async function run() {
    while (!stopped) {
      try {
        await readNow()
        // A stream that held from one round to the next is a good one.
        if (closeStream) failures = 0
        else if (!stopped) await openStream()
        await alarm.wait(READ_EVERY)
      } catch (error) {
        if (stopped) return
        log.warn({ err: error, failures }, 'ledger not read')
        endStream()
        failures += 1
        await alarm.wait(retryDelay(failures))
      }
    }
  }

  /** Readings take turns; each begins after it was asked for. */
  function readNow(): Promise<void> {
    const turn = reading.then(read)
    reading = turn.catch(() => {})
    return turn
  }

  async function read() {
    const position = await openPosition(core, source, place, knownSince)
    let { cursor } = position
    for (let isLast = false; !isLast && !stopped; ) {
      const page = await readPage(cursor, position.readUntil)
      // Not while the store is being closed: what is read again is known again.
      if (stopped) return
      isLast = page.isLast
      cursor = page.cursor
      const readUntil = isLast ? page.closedBefore : null
      keeping = creditTransfers(core, { ...place, cursor, readUntil }, page.transfers)
      await keeping
    }
  }

  /** Strangers decide how much stands in a page: where one cannot be had, less is asked for at once. */
  async function readPage(cursor: string, readUntil: Instant): Promise<Page> {
    for (;;) {
      try {
        const page = await source.readPage(place.address, cursor, { limit: pageSize, readUntil })
        pageSize = Math.min(PAGE, pageSize * 2)
        return page
      } catch (error) {
        if (pageSize === 1 || stopped) throw error
        pageSize = Math.ceil(pageSize / 4)
      }
    }
  }

  async function openStream() {
    const { cursor } = await storedPosition(core, place)
    if (stopped) return
    closeStream = source.stream(place.address, cursor, {
      onPage(page) {
        arrived.push(page)
        crediting ??= creditArrived()
      },
      onCut: cutStream,
    })
  }

  /** What came while the last transaction ran goes into the next one. */
  async function creditArrived() {
    try {
      while (arrived.length > 0) {
        const pages = arrived.splice(0, MOST_AT_ONCE)
        const position = { ...place, cursor: pages.at(-1)!.cursor, readUntil: null }
        await creditTransfers(
          core,
          position,
          pages.flatMap(({ transfers }) => transfers),
        )
      }
    } catch (error) {
      // Going on would move the position past what was not kept.
      cutStream(error)
    } finally {
      crediting = null
    }
  }

  function cutStream(error: unknown) {
    log.warn({ err: error }, 'ledger stream cut')
    endStream()
    failures += 1
    alarm.within(retryDelay(failures))
  }

  function endStream() {
    closeStream?.()
    closeStream = null
    arrived = []
  }

  void run()
  return {
    readNow,
    hurry() {
      if (failures === 0) alarm.within(0)
    },
    async stop() {
      stopped = true
      endStream()
      alarm.within(0)
      // Not for the network, which may take its time: what it answers is no longer looked at.
      await Promise.allSettled([crediting, keeping])
    },
  }
}

const retryDelay = (failures: number): number => Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (failures - 1))

async function storedPosition(core: Core, { mode, network, address }: Place): Promise<StoredPosition> {
  return findPosition(core, { mode, network, address }).executeTakeFirstOrThrow()
}

type StoredPosition = Pick<WatchPositionRow, 'cursor' | 'read_until'>

const findPosition = (core: Core, { mode, network, address }: Place) =>
  core.store.db
    .selectFrom('watch_positions')
    .select(['cursor', 'read_until'])
    .where('mode', '=', mode)
    .where('network', '=', network)
    .where('address', '=', address)

/** Where it was read to; for an address that was never read, where it stood when it was made known. */
async function openPosition(core: Core, source: LedgerSource, place: Place, knownSince: Instant) {
  const from = toInstant(toMillis(knownSince) - WATCHED_BEFORE)
  const position =
    (await findPosition(core, place).executeTakeFirst()) ?? (await firstPosition(core, source, place, from))
  return { cursor: position.cursor, readUntil: position.read_until ?? from }
}

async function firstPosition(core: Core, source: LedgerSource, place: Place, from: Instant): Promise<StoredPosition> {
  const cursor = await source.cursorAt(place.address, from)
  const { mode, network, address } = place
  await core.store.db
    .insertInto('watch_positions')
    .columns(['mode', 'network', 'address', 'cursor'])
    // Only while it is still somebody's: a position left behind would be read on from by whoever adds it again.
    .expression((eb) =>
      eb
        .selectFrom('receiving_addresses')
        .select(['mode', 'network', 'address', eb.val(cursor).as('cursor')])
        .where('mode', '=', mode)
        .where('network', '=', network)
        .where('address', '=', address),
    )
    .onConflict((on) => on.columns(['mode', 'network', 'address']).doNothing())
    .execute()
  return storedPosition(core, place)
}
