import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import { metadata, text } from '../payments/fields.ts'
import type { CustomerRow } from '../store/schema.ts'
import { changeCustomer, createCustomer, deleteCustomer, getCustomer, listCustomers } from './customers.ts'

const email = z.email().max(255).describe('Customers are matched by it, ignoring case; no two have the same.')
const name = text(255).nullable()
const phone = text(50).nullable()

const newCustomer = z.object({
  email,
  name: name.default(null),
  phone: phone.default(null),
  metadata: metadata.nullish().transform((given) => given ?? {}),
})

const changedCustomer = z.object({
  email: email.optional(),
  name: name.optional(),
  phone: phone.optional(),
  metadata: metadata.optional().describe('Replaces all that was there.'),
})

const customerAnswer = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

const customerQuery = z.object({
  ...listQuery,
  email: z.string().max(255).optional().describe('The one with this address, ignoring case.'),
})

/** `/v1/customers`: payments make them by themselves from `customer_email`. */
export function customerEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/customers',
      summary: 'Create a customer',
      body: newCustomer,
      answer: { status: 201, schema: customerAnswer },
      run: {
        inTransaction: async (tx, { principal, body }) => ({
          status: 201,
          body: presentCustomer(await createCustomer(core, tx, ownerOf(principal), body)),
        }),
      },
    }),
    endpoint({
      method: 'get',
      path: '/customers',
      summary: 'List customers, newest first',
      query: customerQuery,
      answer: { status: 200, schema: listAnswer(customerAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const rows = await listCustomers(core.store.db, ownerOf(principal), page, query)
        return { status: 200, body: presentList(rows, page, presentCustomer) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/customers/:id',
      summary: 'Get a customer',
      answer: { status: 200, schema: customerAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: presentCustomer(await getCustomer(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'patch',
      path: '/customers/:id',
      summary: 'Change a customer',
      body: changedCustomer,
      answer: { status: 200, schema: customerAnswer },
      run: {
        inTransaction: async (tx, { principal, params, body }) => ({
          status: 200,
          body: presentCustomer(await changeCustomer(core, tx, ownerOf(principal), params.id!, body)),
        }),
      },
    }),
    endpoint({
      method: 'delete',
      path: '/customers/:id',
      summary: 'Delete a customer; their payments stay',
      answer: { status: 204, schema: z.null() },
      run: {
        inTransaction: async (tx, { principal, params }) => {
          await deleteCustomer(core, tx, ownerOf(principal), params.id!)
          return { status: 204, body: null }
        },
      },
    }),
  ]
}

const presentCustomer = (customer: CustomerRow): z.input<typeof customerAnswer> => ({
  id: customer.id,
  email: customer.email!,
  name: customer.name,
  phone: customer.phone,
  metadata: JSON.parse(customer.metadata),
  created_at: customer.created_at,
  updated_at: customer.updated_at,
})
