import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Client, unixTimeToRippleTime, Wallet } from 'xrpl'
import { createMerchant } from '../server/accounts/accounts.ts'
import { addReceivingAddress } from '../server/accounts/receiving-addresses.ts'
import type { Core } from '../server/core.ts'
import { createInvoices, type NewInvoice } from '../server/invoices/invoices.ts'
import { creditTransfers } from '../server/ledgers/crediting.ts'
import type { Place } from '../server/ledgers/ledger.ts'
import type { XrplNodes } from '../server/ledgers/xrpl/nodes.ts'
import { afterLedger } from '../server/ledgers/xrpl/position.ts'
import { xrplSource } from '../server/ledgers/xrpl/source.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

/** A page of `account_tx`, and one transaction. Each is a ledger of its own. */
const PAGE = 200
const TRANSFERS = 10_000
const DROPS = 1_000_000
const NETWORK_ID = 1
const CLOSED_AT = '2026-01-15T12:00:00Z'

/** What a server answers for one ledger of an account's, as the official client hands it on. */
type Entry = ReturnType<typeof paymentOf>
interface Ledger {
  index: number
  entries: Entry[]
}

/**
 * Transfers read out of the XRP Ledger's pages and credited in a second, each to one of many open invoices, with its
 * event, durably. The pages are in memory: no network is measured. The limit keeps the same entries, unread but for
 * hash, tag and amount, with bare SQLite: one insert and one update for each, one durable commit for each page.
 */
export async function* benchCreditXrpl(): AsyncGenerator<Measure> {
  for (const openInvoices of [1_000, 100_000]) {
    yield await withCore(async (core, folder) => {
      const { place, tags } = await openMany(core, openInvoices)
      const bare = bareBooks(join(folder, 'bare.db'), tags)
      let newest = 0
      const ledgers = () => {
        const made = ledgersOf(place, tags, newest + 1)
        newest = made.at(-1)!.index
        return made
      }
      const measure = await inTurn(
        `credit-xrpl-${openInvoices}`,
        'transfers/s',
        () => {
          const made = ledgers()
          return perSecond(() => creditAll(core, place, made))
        },
        () => {
          const made = ledgers()
          return perSecond(async () => bare.keep(made))
        },
      )
      await requireCredited(core)
      bare.close()
      return measure
    })
  }
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return TRANSFERS / ((performance.now() - startedAt) / 1000)
}

/** Page by page through the adapter, as the watcher does it. */
async function creditAll(core: Core, place: Place, ledgers: Ledger[]): Promise<void> {
  for (const ledger of ledgers) {
    const source = xrplSource(nodesWith(ledger), NETWORK_ID)
    const { transfers, cursor } = await source.readPage(place.address, afterLedger(ledger.index - 1).toString())
    await creditTransfers(core, { ...place, cursor, readUntil: null }, transfers)
  }
}

/** What was passed over would count as fast. */
async function requireCredited({ store }: Core): Promise<void> {
  const { lost } = await store.db
    .selectFrom('transfers')
    .select((eb) => eb.fn.countAll().as('lost'))
    .where('invoice_id', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(lost) > 0) throw new Error(`${lost} transfers found no invoice.`)
}

async function openMany(core: Core, count: number): Promise<{ place: Place; tags: string[] }> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  const place: Place = { mode: 'test', network: 'XRPL', address: Wallet.generate().classicAddress }
  await addReceivingAddress(core, { ...place, merchantId })
  await core.store.db
    .insertInto('watch_positions')
    .values({ ...place, cursor: '0', read_until: null })
    .execute()
  const invoice: NewInvoice = {
    merchantId,
    mode: 'test',
    title: 'Bench',
    asset: 'XRP',
    // More than all transfers together: each of them finds its invoice open.
    amount: 10n ** 15n,
    scale: 2,
    expiresIn: null,
    orderId: null,
    clientEmail: null,
    clientName: null,
    pricing: null,
    period: null,
    reminderPreset: null,
  }
  const tags: string[] = []
  while (tags.length < count) {
    const asked = Array.from({ length: Math.min(500, count - tags.length) }, () => invoice)
    const made = await core.store.transaction((tx) => createInvoices(core, tx, asked))
    tags.push(...made.map(({ reference }) => reference))
  }
  return { place, tags }
}

function ledgersOf({ address }: Place, tags: string[], first: number): Ledger[] {
  return Array.from({ length: TRANSFERS / PAGE }, (_, n) => ({
    index: first + n,
    entries: Array.from({ length: PAGE }, (_, at) => {
      const tag = tags[Math.floor(Math.random() * tags.length)]!
      return paymentOf({ address, tag: Number(tag), ledger: first + n, at })
    }),
  }))
}

const PAYER = Wallet.generate().classicAddress

/** A payment of XRP in the second version of rippled's JSON, with what it changed. */
function paymentOf({ address, tag, ledger, at }: { address: string; tag: number; ledger: number; at: number }) {
  const root = (Account: string, Balance: string) => ({
    ModifiedNode: {
      LedgerEntryType: 'AccountRoot',
      LedgerIndex: 'A'.repeat(64),
      FinalFields: { Account, Balance, Flags: 0, OwnerCount: 0, Sequence: at + 1 },
      PreviousFields: { Balance: '1000000000' },
    },
  })
  return {
    hash: randomBytes(32).toString('hex').toUpperCase(),
    ledger_index: ledger,
    ledger_hash: 'E'.repeat(64),
    close_time_iso: CLOSED_AT,
    validated: true,
    tx_json: {
      TransactionType: 'Payment',
      Account: PAYER,
      Destination: address,
      DestinationTag: tag,
      DeliverMax: String(DROPS),
      Fee: '12',
      Flags: 0,
      Sequence: at,
      SigningPubKey: '',
      ledger_index: ledger,
    },
    meta: {
      TransactionIndex: at,
      TransactionResult: 'tesSUCCESS',
      AffectedNodes: [root(PAYER, '998999988'), root(address, '1001000000')],
      delivered_amount: String(DROPS),
    },
  }
}

/** A server whose newest ledger is the given one, and that answers at once. */
function nodesWith({ index, entries }: Ledger): XrplNodes {
  const answers: Record<string, object> = {
    server_info: {
      info: { network_id: NETWORK_ID, complete_ledgers: `1-${index}`, validated_ledger: { age: 1, seq: index } },
    },
    ledger: {
      validated: true,
      ledger: { close_time: unixTimeToRippleTime(Date.parse(CLOSED_AT)) },
    },
    account_tx: { ledger_index_min: index, ledger_index_max: index, transactions: entries },
  }
  const client = {
    url: 'memory',
    request: async ({ command }: { command: string }) => ({ result: answers[command] }),
  } as unknown as Client
  return {
    ask: (question) => question(client),
    listen: () => () => {},
    close: async () => {},
  }
}

function bareBooks(file: string, tags: string[]) {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table invoices (tag integer primary key, received integer not null);
    create table transfers (hash text primary key, tag integer not null, amount integer not null)`)
  const open = db.prepare('insert into invoices values (?, 0)')
  const insert = db.prepare('insert into transfers values (?, ?, ?)')
  const update = db.prepare('update invoices set received = received + ? where tag = ?')
  db.exec('begin')
  for (const tag of tags) open.run(Number(tag))
  db.exec('commit')
  return {
    keep(ledgers: Ledger[]) {
      for (const { entries } of ledgers) {
        db.exec('begin immediate')
        for (const { hash, tx_json, meta } of entries) {
          const drops = Number(meta.delivered_amount)
          insert.run(hash, tx_json.DestinationTag, drops)
          update.run(drops, tx_json.DestinationTag)
        }
        db.exec('commit')
      }
    },
    close: () => db.close(),
  }
}
