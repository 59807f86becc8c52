import { sql } from 'kysely'
import { createMerchant } from '../server/accounts/accounts.ts'
import type { InvoiceOwner } from '../server/accounts/owner.ts'
import type { Core } from '../server/core.ts'
import { foldInvoiceCounts } from '../server/invoices/counting.ts'
import { listInvoices } from '../server/invoices/listing.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

const MANY = 1_000_000
const FEW = 1_000
const LIMIT = 20
const TIMES = 300

type Status = 'paid' | undefined

/**
 * Pages of a list of a million invoices read in a second, the first and the last, of all and of those that are paid.
 * The limit reads the same page of a list of a thousand: a page may take no longer for how many others there are.
 */
export async function* benchList(): AsyncGenerator<Measure> {
  yield* await withCore((many) =>
    withCore(async (few) => {
      const ours = { core: many, owner: await fill(many, MANY) }
      const limit = { core: few, owner: await fill(few, FEW) }
      const measures: Measure[] = []
      for (const status of [undefined, 'paid'] as const) {
        for (const which of ['first', 'last'] as const) {
          const name = `list-${which}-page${status ? `-${status}` : ''}`
          const read = async (books: Books) => pagesPerSecond(books, which, status)
          measures.push(
            await inTurn(
              name,
              'pages/s',
              () => read(ours),
              () => read(limit),
            ),
          )
        }
      }
      return measures
    }),
  )
}

interface Books {
  core: Core
  owner: InvoiceOwner
}

async function pagesPerSecond({ core, owner }: Books, which: 'first' | 'last', status: Status): Promise<number> {
  const { pages } = await listInvoices(core, owner, { page: 1, limit: LIMIT, status })
  const page = which === 'first' ? 1 : pages
  const startedAt = performance.now()
  for (let n = 0; n < TIMES; n += 1) await listInvoices(core, owner, { page, limit: LIMIT, status })
  return TIMES / ((performance.now() - startedAt) / 1000)
}

/** One of so many is paid. Both lists then end with a full page, in either size. */
const PAID_OF = 5

/** Written by the store itself: made one by one, they would take minutes. */
async function fill(core: Core, count: number): Promise<InvoiceOwner> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  await sql`
    insert into invoices (
      id, public_id, merchant_id, mode, title, status, status_detail, network, asset, expected_amount, received_amount,
      scale, allow_custom_amount, destination_address, reference, created_at, updated_at)
    with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ${count - 1})
    select printf('inv_%09d', n), printf('%016d', n), ${merchantId}, 'test', 'Bench',
      case when n % ${PAID_OF} = 0 then 'paid' else 'unpaid' end, 'none', 'STELLAR', 'USDC', 1, 0, 2, 0, 'G',
      printf('%09d', n), strftime('%Y-%m-%dT%H:%M:%fZ', 1760000000 + n, 'unixepoch'), '2026-01-01T00:00:00.000Z'
    from numbers`.execute(core.store.db)
  await sql`insert into invoice_counts (merchant_id, mode, status, asset, change)
    select merchant_id, mode, status, asset, count(*) from invoices group by 1, 2, 3, 4`.execute(core.store.db)
  await foldInvoiceCounts(core)
  return { merchantId, mode: 'test' }
}
