import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Keypair } from '@stellar/stellar-sdk'
import { createMerchant } from '../server/accounts/accounts.ts'
import { addReceivingAddress } from '../server/accounts/receiving-addresses.ts'
import { instantNow } from '../server/clock.ts'
import type { Core } from '../server/core.ts'
import { createInvoice } from '../server/invoices/invoices.ts'
import { creditTransfers } from '../server/ledgers/crediting.ts'
import type { Place, Transfer } from '../server/ledgers/ledger.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

/** A page of Horizon's, and one transaction. */
const PAGE = 200
const TRANSFERS = 10_000

/**
 * Transfers credited in a second, each to one of many open invoices, with its event, durably. The limit keeps the same
 * pages with bare SQLite: one insert and one update for each transfer, one durable commit for each page.
 */
export async function* benchCredit(): AsyncGenerator<Measure> {
  for (const openInvoices of [1_000, 100_000]) {
    yield await withCore(async (core, folder) => {
      const { place, references } = await openMany(core, openInvoices)
      const bare = bareBooks(join(folder, 'bare.db'), references)
      let ledger = 0
      const pages = () => {
        ledger += TRANSFERS
        return pagesOf(core, references, ledger)
      }
      const measure = await inTurn(
        `credit-${openInvoices}`,
        'transfers/s',
        () =>
          perSecond(async () => {
            for (const { cursor, transfers } of pages()) {
              await creditTransfers(core, { ...place, cursor, readUntil: null }, transfers)
            }
          }),
        () => perSecond(async () => bare.keep(pages())),
      )
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

async function openMany(core: Core, count: number): Promise<{ place: Place; references: string[] }> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  const place: Place = { mode: 'test', network: 'STELLAR', address: Keypair.random().publicKey() }
  await addReceivingAddress(core, { ...place, merchantId })
  await core.store.db
    .insertInto('watch_positions')
    .values({ ...place, cursor: '0', read_until: null })
    .execute()
  const references: string[] = []
  const terms = { merchantId, mode: 'test', asset: 'USDC', scale: 2, expiresIn: null } as const
  const client = {
    orderId: null,
    clientEmail: null,
    clientName: null,
    pricing: null,
    period: null,
    reminderPreset: null,
  }
  while (references.length < count) {
    const batch = Math.min(500, count - references.length)
    await core.store.transaction(async (tx) => {
      for (let n = 0; n < batch; n += 1) {
        // More than all transfers together: each of them finds its invoice open.
        const amount = 10n ** 15n
        const { reference } = await createInvoice(core, tx, { ...terms, ...client, title: 'Bench', amount })
        references.push(reference)
      }
    })
  }
  return { place, references }
}

function pagesOf(core: Core, references: string[], from: number): { cursor: string; transfers: Transfer[] }[] {
  const closedAt = instantNow(core.clock)
  return Array.from({ length: TRANSFERS / PAGE }, (_, page) => ({
    cursor: String(from + page),
    transfers: Array.from({ length: PAGE }, () => ({
      transactionHash: randomBytes(32).toString('hex'),
      operationIndex: 1,
      sender: null,
      assetCode: 'USDC',
      assetIssuer: core.config.stellar.test.usdcIssuer,
      amount: 10_000_000n,
      reference: references[Math.floor(Math.random() * references.length)]!,
      ledger: from + page,
      closedAt,
    })),
  }))
}

function bareBooks(file: string, references: string[]) {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table invoices (reference text primary key, received integer not null);
    create table transfers (hash text primary key, reference text not null, amount integer not null)`)
  const open = db.prepare('insert into invoices values (?, 0)')
  const insert = db.prepare('insert into transfers values (?, ?, ?)')
  const update = db.prepare('update invoices set received = received + ? where reference = ?')
  db.exec('begin')
  for (const reference of references) open.run(reference)
  db.exec('commit')
  return {
    keep(pages: { transfers: Transfer[] }[]) {
      for (const { transfers } of pages) {
        db.exec('begin immediate')
        for (const { transactionHash, reference, amount } of transfers) {
          insert.run(transactionHash, reference, amount)
          update.run(amount, reference)
        }
        db.exec('commit')
      }
    },
    close: () => db.close(),
  }
}
