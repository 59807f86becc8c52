import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import { amount, currency, instant, productIds, text, webUrl } from '../payments/fields.ts'
import type { PaymentLinkRow } from '../store/schema.ts'
import {
  changePaymentLink,
  countLinkPayments,
  createPaymentLink,
  deletePaymentLink,
  getPaymentLink,
  listPaymentLinks,
} from './payment-links.ts'

const title = text(200).describe('Shown to visitors; what is paid for, unless products say it.')
const active = z.boolean().describe('Whether its page sells.')
const successUrl = webUrl.nullable()

const newLink = z.object({
  title,
  amount: amount.nullable().default(null),
  currency: currency.nullable().default(null),
  product_ids: productIds.nullish().transform((ids) => ids ?? []),
  expires_at: instant.nullable().default(null).describe('After it the page says that the link has expired.'),
  active: active.default(true),
  success_url: successUrl.default(null).describe('Where the payer goes on, with `payment_id` and `status` appended.'),
})

const changedLink = z.object({
  title: title.optional(),
  amount: amount.nullable().optional(),
  currency: currency.nullable().optional(),
  product_ids: productIds.optional(),
  expires_at: instant.nullable().optional(),
  active: active.optional(),
  success_url: successUrl.optional(),
})

const linkAnswer = z.object({
  id: z.string(),
  title: z.string(),
  amount: z.int().nullable(),
  currency: z.string().nullable(),
  product_ids: z.array(z.string()),
  expires_at: z.iso.datetime().nullable(),
  active: z.boolean(),
  success_url: z.string().nullable(),
  url: z.url().describe('To share. Each visit that goes on to pay makes a payment of its own.'),
  qr_code_url: z.url().describe('The same as a QR code, an SVG to print.'),
  visits: z.int().describe('Pages shown to people.'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

const linkDetails = linkAnswer.extend({
  payments: z.int().describe('Made through it. `GET /v1/payments?link_id=…` lists them.'),
  payments_succeeded: z.int(),
})

/** `/v1/payment-links` */
export function paymentLinkEndpoints(core: Core): Endpoint[] {
  const present = (link: PaymentLinkRow) => presentLink(link, core.config.publicUrl)
  return [
    endpoint({
      method: 'post',
      path: '/payment-links',
      summary: 'Create a payment link',
      body: newLink,
      answer: { status: 201, schema: linkAnswer },
      run: {
        inTransaction: async (tx, { principal, body }) => ({
          status: 201,
          body: present(
            await createPaymentLink(core, tx, ownerOf(principal), {
              title: body.title,
              amount: body.amount === null ? null : BigInt(body.amount),
              currency: body.currency,
              productIds: body.product_ids,
              expiresAt: body.expires_at,
              active: body.active,
              successUrl: body.success_url,
            }),
          ),
        }),
      },
    }),
    endpoint({
      method: 'get',
      path: '/payment-links',
      summary: 'List payment links, newest first',
      query: z.object(listQuery),
      answer: { status: 200, schema: listAnswer(linkAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const rows = await listPaymentLinks(core.store.db, ownerOf(principal), page)
        return { status: 200, body: presentList(rows, page, present) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/payment-links/:id',
      summary: 'Get a payment link, with its visits and payments',
      answer: { status: 200, schema: linkDetails },
      run: async ({ principal, params }) => {
        const link = await getPaymentLink(core.store.db, ownerOf(principal), params.id!)
        const { payments, succeeded } = await countLinkPayments(core.store.db, link.id)
        return { status: 200, body: { ...present(link), payments, payments_succeeded: succeeded } }
      },
    }),
    endpoint({
      method: 'patch',
      path: '/payment-links/:id',
      summary: 'Change a payment link; payments that were made stay as they are',
      body: changedLink,
      answer: { status: 200, schema: linkAnswer },
      run: {
        inTransaction: async (tx, { principal, params, body }) => ({
          status: 200,
          body: present(
            await changePaymentLink(core, tx, ownerOf(principal), params.id!, {
              ...(body.title !== undefined && { title: body.title }),
              ...(body.amount !== undefined && { amount: body.amount === null ? null : BigInt(body.amount) }),
              ...(body.currency !== undefined && { currency: body.currency }),
              ...(body.product_ids !== undefined && { productIds: body.product_ids }),
              ...(body.expires_at !== undefined && { expiresAt: body.expires_at }),
              ...(body.active !== undefined && { active: body.active }),
              ...(body.success_url !== undefined && { successUrl: body.success_url }),
            }),
          ),
        }),
      },
    }),
    endpoint({
      method: 'delete',
      path: '/payment-links/:id',
      summary: 'Delete a payment link',
      answer: { status: 204, schema: z.null() },
      run: {
        inTransaction: async (tx, { principal, params }) => {
          await deletePaymentLink(core, tx, ownerOf(principal), params.id!)
          return { status: 204, body: null }
        },
      },
    }),
  ]
}

function presentLink(link: PaymentLinkRow, publicUrl: string): z.input<typeof linkAnswer> {
  const url = `${publicUrl}/shop/${link.id}`
  return {
    id: link.id,
    title: link.title,
    amount: link.amount === null ? null : Number(link.amount),
    currency: link.currency,
    product_ids: JSON.parse(link.product_ids),
    expires_at: link.expires_at,
    active: link.active === 1,
    success_url: link.success_url,
    url,
    qr_code_url: `${url}/qr.svg`,
    visits: link.visits,
    created_at: link.created_at,
    updated_at: link.updated_at,
  }
}
