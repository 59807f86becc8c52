import { z } from 'zod'
import type { InvoiceOwner } from '../accounts/owner.ts'
import { amount, asset, expiresIn, formatPrice, interval, reminderPreset, text } from '../billing/fields.ts'
import { pageAnswer, pageQuery, presentPage } from '../billing/pages.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { readAmount } from '../invoices/terms.ts'
import { invalid } from '../problem.ts'
import type { SubscriptionPackageRow } from '../store/schema.ts'
import { changePackage, createPackage, getPackage, listPackages, type PackageChange } from './packages.ts'
import { SLUG } from './slug.ts'

const name = text(200).describe('What is subscribed to; the title of its invoices.')
const slug = z
  .string()
  .max(80)
  .regex(SLUG, 'must be lower case letters and digits in words with hyphens between them, like "pro-support"')
  .describe('Finds the package in place of its id.')
const description = z.string().max(2_000)
const trialDays = z.int().min(0).max(730).describe('Days before the first period.')
const invoiceExpiresIn = expiresIn
  .exclude(['never'])
  .describe('How long a period can be paid: after it a renewal is past due, so it has to end.')
const buttonLabel = z.string().trim().min(1).max(80).describe('On the button of the hosted page and the widget.')

const newPackage = z.object({
  name,
  slug: slug.nullish().describe('Made from the name when it is left out.'),
  description: description.nullish(),
  asset: asset.default('USDC'),
  amount,
  interval,
  trialDays: trialDays.default(0),
  invoiceExpiresIn: invoiceExpiresIn.default('7d'),
  reminderPreset: reminderPreset.default('STANDARD'),
  widgetButtonLabel: buttonLabel.nullish(),
  active: z.boolean().default(true),
})

const changedPackage = z.object({
  name: name.optional(),
  slug: slug.optional(),
  description: description.nullish(),
  asset: asset.optional().describe('Cannot be changed.'),
  amount: amount.optional().describe('Subscriptions pay it from their next invoice on.'),
  interval: interval.optional().describe('Cannot be changed.'),
  trialDays: trialDays.optional(),
  invoiceExpiresIn: invoiceExpiresIn.optional(),
  reminderPreset: reminderPreset.optional(),
  widgetButtonLabel: buttonLabel.nullish(),
  active: z.boolean().optional().describe('An inactive one takes no new subscriptions; those that are there go on.'),
})

const packageAnswer = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string().nullable(),
  description: z.string().nullable(),
  asset,
  amount: z.string(),
  interval,
  trialDays: z.int(),
  invoiceExpiresIn: expiresIn,
  reminderPreset,
  widgetButtonLabel: z.string().nullable(),
  active: z.boolean(),
  subscribeUrl: z.string().describe('Its hosted page.'),
  embedUrl: z.string().describe('The same, for an iframe.'),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** `/api/v1/subscription-packages` */
export function packageEndpoints(core: Core): Endpoint[] {
  const present = (row: SubscriptionPackageRow) => presentPackage(core, row)
  return [
    endpoint({
      method: 'post',
      path: '/subscription-packages',
      summary: 'Create a subscription package',
      scope: 'subscription_packages:write',
      body: newPackage,
      answer: { status: 201, schema: packageAnswer },
      run: {
        async inTransaction(tx, { principal, body }) {
          const row = await createPackage(core, tx, ownerOf(principal), {
            name: body.name,
            slug: body.slug ?? null,
            description: body.description ?? null,
            asset: body.asset,
            ...readAmount('amount', body.amount, body.asset),
            billing_interval: body.interval,
            trial_days: body.trialDays,
            invoice_expires_in: body.invoiceExpiresIn,
            reminder_preset: body.reminderPreset,
            widget_button_label: body.widgetButtonLabel ?? null,
            active: body.active ? 1 : 0,
          })
          return { status: 201, body: present(row) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/subscription-packages',
      summary: 'List subscription packages, newest first',
      scope: 'subscription_packages:read',
      query: z.object({ ...pageQuery, active: z.enum(['true', 'false']).optional() }),
      answer: { status: 200, schema: pageAnswer(packageAnswer) },
      run: async ({ principal, query: { active, ...range } }) => {
        const filter = { active: active === undefined ? undefined : active === 'true' }
        const list = await listPackages(core.store.db, ownerOf(principal), filter, range)
        return { status: 200, body: presentPage(list, present) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/subscription-packages/:id',
      summary: 'Retrieve a subscription package by its id or slug',
      scope: 'subscription_packages:read',
      answer: { status: 200, schema: packageAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: present(await getPackage(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'patch',
      path: '/subscription-packages/:id',
      summary: 'Change a subscription package, found by its id or slug',
      scope: 'subscription_packages:write',
      body: changedPackage,
      answer: { status: 200, schema: packageAnswer },
      run: {
        async inTransaction(tx, { principal, params, body }) {
          const owner = ownerOf(principal)
          const row = await getPackage(tx, owner, params.id!)
          return { status: 200, body: present(await changePackage(core, tx, owner, row, changeOf(row, body))) }
        },
      },
    }),
  ]
}

/** @throws Problem `invalid` for an asset or interval that is another than the package's. */
function changeOf(row: SubscriptionPackageRow, body: z.output<typeof changedPackage>): PackageChange {
  requireSame('asset', body.asset, row.asset)
  requireSame('interval', body.interval, row.billing_interval)
  return {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.slug !== undefined && { slug: body.slug }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.amount !== undefined && readAmount('amount', body.amount, row.asset)),
    ...(body.trialDays !== undefined && { trial_days: body.trialDays }),
    ...(body.invoiceExpiresIn !== undefined && { invoice_expires_in: body.invoiceExpiresIn }),
    ...(body.reminderPreset !== undefined && { reminder_preset: body.reminderPreset }),
    ...(body.widgetButtonLabel !== undefined && { widget_button_label: body.widgetButtonLabel }),
    ...(body.active !== undefined && { active: body.active ? (1 as const) : (0 as const) }),
  }
}

function requireSame(field: string, sent: string | undefined, kept: string): void {
  if (sent === undefined || sent === kept) return
  throw invalid(field, `is ${kept} and cannot be changed, because subscriptions are billed by it; make another package`)
}

function presentPackage({ config }: Core, row: SubscriptionPackageRow): z.input<typeof packageAnswer> {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    description: row.description,
    asset: row.asset,
    amount: formatPrice(row),
    interval: row.billing_interval,
    trialDays: row.trial_days,
    invoiceExpiresIn: row.invoice_expires_in,
    reminderPreset: row.reminder_preset,
    widgetButtonLabel: row.widget_button_label,
    active: row.active === 1,
    subscribeUrl: `${config.publicUrl}/subscribe/${row.id}`,
    embedUrl: `${config.publicUrl}/embed/subscription/${row.id}`,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

const ownerOf = ({ ownerId, mode, keyId }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode, keyId })
