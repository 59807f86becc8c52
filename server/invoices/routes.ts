import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { createInvoice, expire, getInvoice, type InvoiceOwner, listInvoices, settle } from './invoices.ts'
import { presentInvoice } from './presenting.ts'
import { invoiceAnswer, invoiceList, invoiceQuery, LIFETIMES, newInvoice } from './schemas.ts'
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
        async inTransaction(tx, { principal, body }) {
          const invoice = await createInvoice(core, tx, {
            ...ownerOf(principal),
            ...readTerms(body),
            title: body.title,
            asset: body.asset,
            expiresIn: LIFETIMES[body.expiresIn],
            orderId: body.orderId ?? null,
            clientEmail: body.clientEmail ?? null,
            clientName: body.clientName ?? null,
          })
          return { status: 201, body: presentInvoice(core, invoice) }
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
        return { status: 200, body: presentInvoice(core, invoice) }
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
        return { status: 200, body: { data: data.map((invoice) => presentInvoice(core, invoice)), ...rest } }
      },
    }),
    action(core, 'settle', 'Accept what was received as enough', settle),
    action(core, 'expire', 'End an open invoice now', expire),
  ]
}

/** What a merchant does to one invoice, by a POST that needs no body. */
function action(core: Core, name: string, summary: string, act: typeof settle): Endpoint {
  return endpoint({
    method: 'post',
    path: `/invoices/:id/${name}`,
    summary,
    scope: 'invoices:write',
    answer: { status: 200, schema: invoiceAnswer },
    run: async ({ principal, params }) => {
      const invoice = await core.store.transaction((tx) => act(core, tx, ownerOf(principal), params.id!))
      return { status: 200, body: presentInvoice(core, invoice) }
    },
  })
}

const ownerOf = ({ ownerId, mode }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode })
