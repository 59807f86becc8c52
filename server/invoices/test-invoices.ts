import { newId } from '../ids.ts'
import type { InvoiceRow, Mode, Network } from '../store/schema.ts'
import type { TestCore } from '../test-core.ts'
import { testApp } from '../test-core.ts'
import { createInvoice, type NewInvoice } from './invoices.ts'

/** What tests of money on ledgers share: a merchant with an address, invoices, and what the merchant was told. */

export interface TestMerchant {
  merchantId: string
  address: string
}

export async function testMerchant(
  core: TestCore,
  {
    address = newId('G'),
    mode = 'test',
    network = 'STELLAR',
  }: { address?: string; mode?: Mode; network?: Network } = {},
): Promise<TestMerchant> {
  const { merchantId } = await testApp(core)
  const created_at = new Date(core.clock.now()).toISOString()
  await core.store.db
    .insertInto('receiving_addresses')
    .values({ id: newId('adr_'), merchant_id: merchantId, mode, network, address, created_at })
    .execute()
  return { merchantId, address }
}

/** 100.00 USDC within an hour, unless told otherwise. */
export function testInvoice(
  core: TestCore,
  merchantId: string,
  change: Partial<NewInvoice> = {},
  draw?: () => string,
): Promise<InvoiceRow> {
  const invoice: NewInvoice = {
    merchantId,
    mode: 'test',
    title: 'Coffee',
    asset: 'USDC',
    amount: 1_000_000_000n,
    scale: 2,
    expiresIn: 60 * 60 * 1000,
    orderId: null,
    clientEmail: null,
    clientName: null,
    pricing: null,
    period: null,
    reminderPreset: null,
    ...change,
  }
  return core.store.transaction((tx) => createInvoice(core, tx, invoice, draw))
}

export async function readInvoice(core: TestCore, id: string): Promise<InvoiceRow> {
  return core.store.db.selectFrom('invoices').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** `partially_paid/none 40` …: an invoice's state and what it received, for short. */
export async function summary(core: TestCore, id: string): Promise<string> {
  const { status, status_detail, received_amount } = await readInvoice(core, id)
  return `${status}/${status_detail} ${received_amount}`
}

/** The types of what a merchant was told about a subject, without `invoice.created`; all subjects when none is given. */
export async function toldEvents(core: TestCore, ownerId: string, subjectId?: string): Promise<string[]> {
  const rows = await core.store.db
    .selectFrom('events')
    .select(['type', 'created_at'])
    .where('owner_id', '=', ownerId)
    .where('type', '!=', 'invoice.created')
    .$if(subjectId !== undefined, (query) => query.where('subject_id', '=', subjectId!))
    .execute()
  return rows.map(({ type }) => type)
}
