import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { expireDueInvoices } from '../invoices/moving.ts'
import { invoiceIsOpen } from '../invoices/records.ts'
import type { Mode, Network } from '../store/schema.ts'
import type { LedgerSource } from './ledger.ts'
import { type AddressWatch, watchAddress } from './watching.ts'

/** Reads a network for all receiving addresses and credits what arrives. */
export interface LedgerWatcher {
  /** Reads every address up to the newest ledger and expires what is due. What cannot be read is passed over. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const LOOK_EVERY = 2_000
/** New addresses are announced; those of other nodes are found by looking. */
const ADDRESSES_EVERY = 30_000
/** An invoice that ends within this much time has its address read at every look. */
const NEAR_EXPIRY = 3_000

export function startWatcher(core: Core, network: Network, sources: Record<Mode, LedgerSource>): LedgerWatcher {
  const watches = new Map<string, AddressWatch>()
  let stopped = false
  let looking: Promise<void> = Promise.resolve()
  let addressesDueAt = 0

  const key = (mode: Mode, address: string) => `${mode}:${address}`

  /** Looks take turns, so that no address is watched twice. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    looking = looking
      .then(work)
      .catch((error) => core.logger.error({ err: error, network }, 'look at addresses failed'))
    return looking
  }

  async function lookForAddresses() {
    const rows = await core.store.db
      .selectFrom('receiving_addresses')
      .select(['mode', 'address', 'created_at'])
      .where('network', '=', network)
      .execute()
    if (stopped) return
    for (const { mode, address, created_at } of rows) {
      if (watches.has(key(mode, address))) continue
      watches.set(key(mode, address), watchAddress(core, sources[mode], { mode, network, address }, created_at))
    }
    const known = new Set(rows.map(({ mode, address }) => key(mode, address)))
    for (const [name, watch] of watches) {
      if (known.has(name)) continue
      watches.delete(name)
      await watch.stop()
    }
  }

  async function look() {
    if (stopped) return
    if (performance.now() >= addressesDueAt) {
      addressesDueAt = performance.now() + ADDRESSES_EVERY
      await lookForAddresses()
    }
    for (const place of await addressesWithExpiry(core)) {
      if (place.network === network) watches.get(key(place.mode, place.address))?.hurry()
    }
  }

  const timer = setInterval(() => void inTurn(look), LOOK_EVERY)
  const unsubscribe = core.changes.subscribe('addresses', () => void inTurn(lookForAddresses))
  void inTurn(look)

  return {
    async settle() {
      await inTurn(lookForAddresses)
      await Promise.allSettled([...watches.values()].map((watch) => watch.readNow()))
      while (await expireDueInvoices(core)) {
        // More of them are due.
      }
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      unsubscribe()
      await looking
      await Promise.all([...watches.values()].map((watch) => watch.stop()))
    },
  }
}

/**
 * Where an open invoice is past its time or close to it. On all networks: asked for one alone, SQLite would rather walk
 * all its invoices than use the index of what can expire.
 */
function addressesWithExpiry(core: Core) {
  return core.store.db
    .selectFrom('invoices as invoice')
    .select(['invoice.mode', 'invoice.network', 'invoice.destination_address as address'])
    .distinct()
    .where(invoiceIsOpen)
    .where('invoice.expires_at', '<=', toInstant(core.clock.now() + NEAR_EXPIRY))
    .execute()
}
