import { z } from 'zod'
import type { InvoiceOwner } from '../accounts/owner.ts'
import { amount, asset, email, expiresIn, formatPrice, interval, reminderPreset, text } from '../billing/fields.ts'
import { pageAnswer, pageQuery, presentPage } from '../billing/pages.ts'
import type { Instant } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { readAmount } from '../invoices/terms.ts'
import { instant } from '../payments/fields.ts'
import { invalid } from '../problem.ts'
import type { Flag, RecurringPlanRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { changePlan, createPlan, getPlan, lastInvoiceTimes, listPlans, type PlanChange } from './plans.ts'

const title = text(200).describe('Of each invoice')
const reminders = z.boolean().describe('Whether the client is reminded by itself, as the preset says.')
const FIRST = 'When the first period begins; now unless given. Of a time that is past, the next boundary is the first.'

const newPlan = z.object({
  title,
  asset: asset.default('USDC'),
  expectedAmount: amount,
  interval,
  invoiceExpiresIn: expiresIn.default('7d'),
  clientEmail: email.nullish().describe('Where each invoice is sent'),
  clientName: text(200).nullish(),
  startsAt: instant.nullish().describe(FIRST),
  autoRemindersEnabled: reminders.default(true),
  reminderPreset: reminderPreset.default('STANDARD'),
})

const changedPlan = z.object({
  active: z.boolean().optional().describe('An inactive plan bills nothing; what passes meanwhile is not billed later.'),
  title: title.optional(),
  asset: asset.optional().describe('Cannot be changed.'),
  expectedAmount: amount.optional(),
  interval: interval.optional().describe('Cannot be changed.'),
  startsAt: instant.optional().describe('Cannot be changed.'),
  invoiceExpiresIn: expiresIn.optional(),
  clientEmail: email.nullish(),
  clientName: text(200).nullish(),
  autoRemindersEnabled: reminders.optional(),
  reminderPreset: reminderPreset.optional(),
})

const planAnswer = z.object({
  id: z.string(),
  title: z.string(),
  active: z.boolean(),
  asset,
  expectedAmount: z.string(),
  interval,
  invoiceExpiresIn: expiresIn,
  clientEmail: z.string().nullable(),
  clientName: z.string().nullable(),
  startsAt: z.string(),
  autoRemindersEnabled: z.boolean(),
  reminderPreset,
  nextInvoiceAt: z.string().nullable().describe('null while the plan is inactive'),
  lastInvoiceAt: z.string().nullable().describe('null before the first'),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** `/api/v1/recurring-plans` */
export const recurringPlanEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'post',
    path: '/recurring-plans',
    summary: 'Create a recurring plan, which invoices a client by the calendar',
    scope: 'recurring_plans:write',
    body: newPlan,
    answer: { status: 201, schema: planAnswer },
    run: {
      async inTransaction(tx, { principal, body }) {
        const terms = {
          title: body.title,
          asset: body.asset,
          ...readAmount('expectedAmount', body.expectedAmount, body.asset),
          billing_interval: body.interval,
          invoice_expires_in: body.invoiceExpiresIn,
          client_email: body.clientEmail ?? null,
          client_name: body.clientName ?? null,
          reminders: flag(body.autoRemindersEnabled),
          reminder_preset: body.reminderPreset,
        }
        const plan = await createPlan(core, tx, ownerOf(principal), terms, body.startsAt ?? null)
        return { status: 201, body: presentPlan(plan, null) }
      },
    },
  }),
  endpoint({
    method: 'get',
    path: '/recurring-plans',
    summary: 'List recurring plans, newest first',
    scope: 'recurring_plans:read',
    query: z.object({ ...pageQuery, active: z.enum(['true', 'false']).optional() }),
    answer: { status: 200, schema: pageAnswer(planAnswer) },
    run: async ({ principal, query: { active, ...range } }) => {
      const { db } = core.store
      const filter = { active: active === undefined ? undefined : active === 'true' }
      const list = await listPlans(db, ownerOf(principal), filter, range)
      const last = await lastInvoiceTimes(
        db,
        list.data.map(({ id }) => id),
      )
      return { status: 200, body: presentPage(list, (plan) => presentPlan(plan, last.get(plan.id) ?? null)) }
    },
  }),
  endpoint({
    method: 'get',
    path: '/recurring-plans/:id',
    summary: 'Retrieve a recurring plan',
    scope: 'recurring_plans:read',
    answer: { status: 200, schema: planAnswer },
    run: async ({ principal, params }) => {
      const { db } = core.store
      return { status: 200, body: await presented(db, await getPlan(db, ownerOf(principal), params.id!)) }
    },
  }),
  endpoint({
    method: 'patch',
    path: '/recurring-plans/:id',
    summary: 'Change a recurring plan from its next invoice on',
    scope: 'recurring_plans:write',
    body: changedPlan,
    answer: { status: 200, schema: planAnswer },
    run: {
      async inTransaction(tx, { principal, params, body }) {
        const change = (plan: RecurringPlanRow) => changeOf(plan, body)
        const plan = await changePlan(core, tx, ownerOf(principal), params.id!, change, body.active)
        return { status: 200, body: await presented(tx, plan) }
      },
    },
  }),
]

/** @throws Problem `invalid` for an asset, interval or start that is another than the plan's. */
function changeOf(plan: RecurringPlanRow, body: z.output<typeof changedPlan>): PlanChange {
  requireSame('asset', body.asset, plan.asset)
  requireSame('interval', body.interval, plan.billing_interval)
  requireSame('startsAt', body.startsAt, plan.anchor)
  return {
    ...(body.title !== undefined && { title: body.title }),
    ...(body.expectedAmount !== undefined && readAmount('expectedAmount', body.expectedAmount, plan.asset)),
    ...(body.invoiceExpiresIn !== undefined && { invoice_expires_in: body.invoiceExpiresIn }),
    ...(body.clientEmail !== undefined && { client_email: body.clientEmail }),
    ...(body.clientName !== undefined && { client_name: body.clientName }),
    ...(body.autoRemindersEnabled !== undefined && { reminders: flag(body.autoRemindersEnabled) }),
    ...(body.reminderPreset !== undefined && { reminder_preset: body.reminderPreset }),
  }
}

function requireSame(field: string, sent: string | undefined, kept: string): void {
  if (sent === undefined || sent === kept) return
  throw invalid(field, `is ${kept} and cannot be changed; make another plan, and set this one inactive`)
}

async function presented(db: Db, plan: RecurringPlanRow) {
  const last = await lastInvoiceTimes(db, [plan.id])
  return presentPlan(plan, last.get(plan.id) ?? null)
}

const presentPlan = (plan: RecurringPlanRow, lastInvoiceAt: Instant | null): z.input<typeof planAnswer> => ({
  id: plan.id,
  title: plan.title,
  active: plan.active === 1,
  asset: plan.asset,
  expectedAmount: formatPrice(plan),
  interval: plan.billing_interval,
  invoiceExpiresIn: plan.invoice_expires_in,
  clientEmail: plan.client_email,
  clientName: plan.client_name,
  startsAt: plan.anchor,
  autoRemindersEnabled: plan.reminders === 1,
  reminderPreset: plan.reminder_preset,
  nextInvoiceAt: plan.bill_at,
  lastInvoiceAt,
  createdAt: plan.created_at,
  updatedAt: plan.updated_at,
})

const flag = (on: boolean): Flag => (on ? 1 : 0)

const ownerOf = ({ ownerId, mode, keyId }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode, keyId })
