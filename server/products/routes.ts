import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import { amount, currency, text, webUrl } from '../payments/fields.ts'
import type { ProductRow } from '../store/schema.ts'
import { changeProduct, createProduct, deleteProduct, getProduct, listProducts } from './products.ts'

const name = text(200)
const description = text(1_000).nullable()
const imageUrl = webUrl.nullable()
const active = z.boolean().describe('Whether new payments may name it.')

const newProduct = z.object({
  name,
  description: description.default(null),
  amount,
  currency,
  image_url: imageUrl.default(null),
  active: active.default(true),
})

const changedProduct = z.object({
  name: name.optional(),
  description: description.optional(),
  amount: amount.optional(),
  currency: currency.optional(),
  image_url: imageUrl.optional(),
  active: active.optional(),
})

const productAnswer = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  amount: z.int(),
  currency: z.string(),
  image_url: z.string().nullable(),
  active: z.boolean(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

/** `/v1/products`: what payments, coupons and payment links may name. */
export function productEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/products',
      summary: 'Create a product',
      body: newProduct,
      answer: { status: 201, schema: productAnswer },
      run: {
        inTransaction: async (tx, { principal, body: { image_url, ...body } }) => ({
          status: 201,
          body: presentProduct(
            await createProduct(core, tx, ownerOf(principal), {
              ...body,
              amount: BigInt(body.amount),
              imageUrl: image_url,
            }),
          ),
        }),
      },
    }),
    endpoint({
      method: 'get',
      path: '/products',
      summary: 'List products, newest first',
      query: z.object(listQuery),
      answer: { status: 200, schema: listAnswer(productAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const rows = await listProducts(core.store.db, ownerOf(principal), page)
        return { status: 200, body: presentList(rows, page, presentProduct) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/products/:id',
      summary: 'Get a product',
      answer: { status: 200, schema: productAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: presentProduct(await getProduct(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'patch',
      path: '/products/:id',
      summary: 'Change a product; payments that were made stay as they are',
      body: changedProduct,
      answer: { status: 200, schema: productAnswer },
      run: {
        inTransaction: async (tx, { principal, params, body: { amount, image_url, ...body } }) => ({
          status: 200,
          body: presentProduct(
            await changeProduct(core, tx, ownerOf(principal), params.id!, {
              ...body,
              ...(amount !== undefined && { amount: BigInt(amount) }),
              ...(image_url !== undefined && { imageUrl: image_url }),
            }),
          ),
        }),
      },
    }),
    endpoint({
      method: 'delete',
      path: '/products/:id',
      summary: 'Delete a product',
      answer: { status: 204, schema: z.null() },
      run: {
        inTransaction: async (tx, { principal, params }) => {
          await deleteProduct(core, tx, ownerOf(principal), params.id!)
          return { status: 204, body: null }
        },
      },
    }),
  ]
}

const presentProduct = (product: ProductRow): z.input<typeof productAnswer> => ({
  id: product.id,
  name: product.name,
  description: product.description,
  amount: Number(product.amount),
  currency: product.currency,
  image_url: product.image_url,
  active: product.active === 1,
  created_at: product.created_at,
  updated_at: product.updated_at,
})
