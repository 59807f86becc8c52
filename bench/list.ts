import { sql } from 'kysely'
import { createMerchant } from '../server/accounts/accounts.ts'
import type { Core } from '../server/core.ts'
import { foldInvoiceCounts } from '../server/invoices/counting.ts'
import type { InvoiceOwner } from '../server/invoices/invoices.ts'
import { listInvoices } from '../server/invoices/listing.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

const INVOICES = 1_000_000
const LIMIT = 20
const TIMES = 200

/** Pages read in a second among a million invoices: the last one, and for a limit the first. */
export async function* benchList(): AsyncGenerator<Measure> {
  yield* await withCore(async (core) => {
    const owner = await fill(core)
    const measures: Measure[] = []
    for (const status of [undefined, 'paid'] as const) {
      const { pages } = await listInvoices(core, owner, { page: 1, limit: LIMIT, status })
      const read = (page: number) => () => pagesPerSecond(core, owner, page, status)
      measures.push(await inTurn(`list-last-page${status ? `-${status}` : ''}`, 'pages/s', read(pages), read(1)))
    }
    return measures
  })
}

async function pagesPerSecond(core: Core, owner: InvoiceOwner, page: number, status?: 'paid'): Promise<number> {
  const startedAt = performance.now()
  for (let n = 0; n < TIMES; n += 1) await listInvoices(core, owner, { page, limit: LIMIT, status })
  return TIMES / ((performance.now() - startedAt) / 1000)
}

/** Written by the store itself: made one by one, they would take minutes. Every third is paid. */
async function fill(core: Core): Promise<InvoiceOwner> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  await sql`
    insert into invoices (
      id, public_id, merchant_id, mode, title, status, status_detail, network, asset, expected_amount, received_amount,
      scale, allow_custom_amount, destination_address, reference, created_at, updated_at)
    with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ${INVOICES - 1})
    select printf('inv_%09d', n), printf('%016d', n), ${merchantId}, 'test', 'Bench',
      case when n % 3 = 0 then 'paid' else 'unpaid' end, 'none', 'STELLAR', 'USDC', 1, 0, 2, 0, 'G', printf('%09d', n),
      strftime('%Y-%m-%dT%H:%M:%fZ', 1760000000 + n, 'unixepoch'), '2026-01-01T00:00:00.000Z'
    from numbers`.execute(core.store.db)
  await sql`insert into invoice_counts (merchant_id, mode, status, asset, change)
    select merchant_id, mode, status, asset, count(*) from invoices group by 1, 2, 3, 4`.execute(core.store.db)
  await foldInvoiceCounts(core)
  return { merchantId, mode: 'test' }
}
