import { z } from 'zod'
import type { InvoiceOwner } from '../accounts/owner.ts'
import { email, text } from '../billing/fields.ts'
import { pageAnswer, pageQuery, presentPage } from '../billing/pages.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { invalid } from '../problem.ts'
import type { Db } from '../store/store.ts'
import { listAttempts, presentAttempt, webhookLogEntry } from '../webhooks/webhook-log.ts'
import { presentSubscription, subscriptionAnswer, subscriptionStatus } from './presenting.ts'
import type { PackagedSubscription } from './records.ts'
import {
  actOn,
  createSubscription,
  getSubscription,
  latestInvoices,
  listSubscriptions,
  type SubscriptionAction,
} from './subscriptions.ts'

const newSubscription = z.object({
  packageId: text(255).describe('Id or slug of a subscription package'),
  customerEmail: email,
  customerName: text(200).nullish(),
  externalCustomerRef: text(255).nullish().describe('Your own reference of the customer'),
  startImmediately: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false)
    .describe(
      'Bills the first period now and skips the trial. Else the trial runs, and without one billing starts with the ' +
        'next period.',
    ),
})

const action = z.object({
  action: z.enum(['pause', 'resume', 'cancel']),
  cancelAtPeriodEnd: z
    .boolean()
    .nullish()
    .describe('With `cancel`: only when the present period, or the trial, ends. `resume` takes it back.'),
})

const filters = z.object({
  ...pageQuery,
  status: subscriptionStatus.optional(),
  packageId: z.string().optional().describe('Id or slug'),
  customerEmail: z.string().optional(),
  externalCustomerRef: z.string().optional(),
})

/** `/api/v1/subscriptions` */
export function subscriptionEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/subscriptions',
      summary: 'Enroll a customer into a package',
      scope: 'subscriptions:write',
      body: newSubscription,
      answer: { status: 201, schema: subscriptionAnswer },
      run: {
        async inTransaction(tx, { principal, body }) {
          const { subscription, invoice } = await createSubscription(core, tx, ownerOf(principal), {
            packageId: body.packageId,
            customerEmail: body.customerEmail,
            customerName: body.customerName ?? null,
            externalCustomerRef: body.externalCustomerRef ?? null,
            startImmediately: body.startImmediately,
          })
          return { status: 201, body: presentSubscription(core, subscription, invoice) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/subscriptions',
      summary: 'List subscriptions, newest first',
      scope: 'subscriptions:read',
      query: filters,
      answer: { status: 200, schema: pageAnswer(subscriptionAnswer) },
      run: async ({ principal, query: { page, limit, ...filter } }) => {
        const { db } = core.store
        const list = await listSubscriptions(db, ownerOf(principal), filter, { page, limit })
        const invoices = await latestInvoices(
          db,
          list.data.map(({ id }) => id),
        )
        const present = (row: PackagedSubscription) => presentSubscription(core, row, invoices.get(row.id) ?? null)
        return { status: 200, body: presentPage(list, present) }
      },
    }),
    // Before what would take it for an id.
    endpoint({
      method: 'get',
      path: '/subscriptions/webhook-logs',
      summary: 'List delivery attempts of subscription events, newest first',
      scope: 'subscriptions:read',
      query: z.object(pageQuery),
      answer: { status: 200, schema: pageAnswer(webhookLogEntry) },
      run: async ({ principal, query }) => {
        const owner = { dialect: 'paylinkr', ownerId: principal.ownerId, mode: principal.mode } as const
        const list = await listAttempts(core.store.db, owner, { about: 'subscription' }, query)
        return { status: 200, body: presentPage(list, presentAttempt) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/subscriptions/:id',
      summary: 'Retrieve a subscription',
      scope: 'subscriptions:read',
      answer: { status: 200, schema: subscriptionAnswer },
      run: async ({ principal, params }) => {
        const { db } = core.store
        return { status: 200, body: await presented(db, await getSubscription(db, ownerOf(principal), params.id!)) }
      },
    }),
    endpoint({
      method: 'patch',
      path: '/subscriptions/:id',
      summary: 'Pause, resume or cancel a subscription',
      scope: 'subscriptions:write',
      body: action,
      answer: { status: 200, schema: subscriptionAnswer },
      run: {
        async inTransaction(tx, { principal, params, body }) {
          const subscription = await actOn(core, tx, ownerOf(principal), params.id!, readAction(body))
          return { status: 200, body: await presented(tx, subscription) }
        },
      },
    }),
  ]

  async function presented(db: Db, subscription: PackagedSubscription) {
    const invoices = await latestInvoices(db, [subscription.id])
    return presentSubscription(core, subscription, invoices.get(subscription.id) ?? null)
  }
}

function readAction({ action: name, cancelAtPeriodEnd }: z.output<typeof action>): SubscriptionAction {
  if (!cancelAtPeriodEnd) return name
  if (name === 'cancel') return 'cancel_later'
  throw invalid('cancelAtPeriodEnd', 'goes with the action "cancel" only; leave it out')
}

const ownerOf = ({ ownerId, mode, keyId }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode, keyId })
