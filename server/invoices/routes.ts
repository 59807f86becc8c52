import type { InvoiceOwner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import { type ApiRequest, type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { requestPayment } from '../notifications/invoice-mails.ts'
import { freshRate, latestRate } from '../rates/rates.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { createInvoice, getInvoice } from './invoices.ts'
import { listInvoices } from './listing.ts'
import { cancel, expire, settle } from './moving.ts'
import { notify, remind } from './notices.ts'
import { presentInvoices, presentWithQuote } from './presenting.ts'
import { invoiceAnswer, invoiceList, invoiceQuery, LIFETIMES, newInvoice, notice } from './schemas.ts'
import { readTerms } from './terms.ts'

/** What merchants' systems do with invoices, below `/api/v1`. */
export function invoiceEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/invoices',
      summary: 'Create a payment link invoice',
      scope: 'invoices:write',
      body: newInvoice,
      answer: { status: 201, schema: invoiceAnswer },
      run: {
        async before({ body }) {
          const { price } = readTerms(body)
          if (price) await freshRate(core, { asset: body.asset, currency: price.currency })
        },
        async inTransaction(tx, { principal, body }) {
          const { price, ...terms } = readTerms(body)
          const invoice = await createInvoice(core, tx, {
            ...ownerOf(principal),
            ...terms,
            pricing: price && { ...price, market: latestRate(core, { asset: body.asset, currency: price.currency }) },
            title: body.title,
            asset: body.asset,
            expiresIn: LIFETIMES[body.expiresIn],
            orderId: body.orderId ?? null,
            clientEmail: body.clientEmail ?? null,
            clientName: body.clientName ?? null,
            period: null,
            reminderPreset: null,
          })
          await requestPayment(core, tx, invoice)
          return { status: 201, body: await presentWithQuote(core, tx, invoice) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/invoices/:id',
      summary: 'Retrieve an invoice by its id or public id',
      scope: 'invoices:read',
      answer: { status: 200, schema: invoiceAnswer },
      run: async ({ principal, params }) => {
        const invoice = await getInvoice(core, ownerOf(principal), params.id!)
        return { status: 200, body: await presentWithQuote(core, core.store.db, invoice) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/invoices',
      summary: 'List invoices, newest first',
      scope: 'invoices:read',
      query: invoiceQuery,
      answer: { status: 200, schema: invoiceList },
      run: async ({ principal, query }) => {
        const { data, ...rest } = await listInvoices(core, ownerOf(principal), query)
        return { status: 200, body: { data: await presentInvoices(core, core.store.db, data), ...rest } }
      },
    }),
    endpoint({
      method: 'post',
      path: '/invoices/:id/notify',
      summary: 'Send the payer the payment request again',
      scope: 'invoices:write',
      body: notice,
      answer: { status: 200, schema: invoiceAnswer },
      run: { inTransaction: act(core, notify) },
    }),
    action(core, 'remind', 'Send the payer a reminder', remind),
    action(core, 'settle', 'Accept what was received as enough', settle),
    action(core, 'expire', 'End an open invoice now', expire),
    action(core, 'cancel', 'Take back an invoice that nobody paid anything for', cancel),
  ]
}

type Act = (core: Core, tx: Tx, owner: InvoiceOwner, id: string) => Promise<InvoiceRow>

/** What a merchant does to one invoice, by a POST that needs no body. */
const action = (core: Core, name: string, summary: string, does: Act): Endpoint =>
  endpoint({
    method: 'post',
    path: `/invoices/:id/${name}`,
    summary,
    scope: 'invoices:write',
    answer: { status: 200, schema: invoiceAnswer },
    run: { inTransaction: act(core, does) },
  })

function act(core: Core, does: Act) {
  return async (tx: Tx, { principal, params }: Pick<ApiRequest, 'principal' | 'params'>) => {
    const invoice = await does(core, tx, ownerOf(principal), params.id!)
    return { status: 200 as const, body: await presentWithQuote(core, tx, invoice) }
  }
}

const ownerOf = ({ ownerId, mode, keyId }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode, keyId })
