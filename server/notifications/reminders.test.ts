import { afterEach, beforeEach, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import type { NewInvoice } from '../invoices/invoices.ts'
import { testInvoice, testMerchant } from '../invoices/test-invoices.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import type { TestCore } from '../test-core.ts'
import { queueReminders, reminderJob } from './reminders.ts'
import { sendDueMails } from './sending.ts'
import { openPostman } from './smtp.ts'
import { forgetMails, type MailTest, mailsOf, mailTest } from './test-mails.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR

describeOnBothStores('reminders', (store) => {
  let core: TestCore
  let smtp: MailTest['smtp']
  let merchantId: string

  beforeEach(async () => {
    const test = await mailTest(store())
    core = test.core
    smtp = test.smtp
    merchantId = (await testMerchant(core)).merchantId
  })

  afterEach(async () => {
    await smtp.stop()
    await forgetMails(store())
    await store().db.updateTable('invoices').set({ reminder_preset: null }).execute()
  })

  const invoiceFor = (change: Partial<NewInvoice> = {}) =>
    testInvoice(core, merchantId, {
      clientEmail: 'client@example.com',
      reminderPreset: 'STANDARD',
      expiresIn: 7 * DAY,
      ...change,
    })

  const keys = async () => (await mailsOf(core, merchantId)).map(({ once_key }) => once_key)

  async function passTime(ms: number) {
    core.clock.advance(ms)
    await queueReminders(core)
    await sendDueMails(core, openPostman(smtp.url))
  }

  it('go out when they fall due, each once', async () => {
    const { id } = await invoiceFor()
    for (let hours = 0; hours < 8 * 24; hours += 6) await passTime(6 * HOUR)
    expect(await keys()).toEqual([`reminder:${id}:1`, `reminder:${id}:2`])
    expect(smtp.mails().map(({ at }) => at.slice(0, 10))).toEqual(['2026-01-19', '2026-01-21'])
    expect(smtp.mails().map(({ text }) => text!.includes('the last reminder'))).toEqual([false, true])
  })

  it('do not come in a burst after downtime', async () => {
    const { id } = await invoiceFor({ expiresIn: null })
    await passTime(60 * DAY)
    await passTime(DAY)
    expect(await keys()).toEqual([`reminder:${id}:3`])
    expect(smtp.mails()).toHaveLength(1)
  })

  it('are written once by several nodes', async () => {
    await invoiceFor()
    core.clock.advance(4 * DAY)
    await Promise.all([queueReminders(core), queueReminders(core), queueReminders(core)])
    expect(await keys()).toHaveLength(1)
  })

  it('go to nobody who has paid, has no address, or is not to be reminded', async () => {
    const settled = await invoiceFor()
    const change: Partial<InvoiceRow> = { status: 'paid', paid_at: toInstant(core.clock.now()) }
    await core.store.db.updateTable('invoices').set(change).where('id', '=', settled.id).execute()
    await invoiceFor({ clientEmail: null })
    await invoiceFor({ reminderPreset: null })
    await invoiceFor({ reminderPreset: 'NONE' })
    await invoiceFor({ expiresIn: HOUR })
    for (let days = 0; days < 10; days += 1) await passTime(DAY)
    expect(await keys()).toEqual([])
  })

  it('end when the invoice is paid between two of them', async () => {
    const invoice = await invoiceFor()
    await passTime(4 * DAY)
    await core.store.db.updateTable('invoices').set({ status: 'paid' }).where('id', '=', invoice.id).execute()
    await passTime(2.5 * DAY)
    expect(smtp.mails()).toHaveLength(1)
  })

  it('speak of one invoice also where more were made at once than are looked at together', async () => {
    const recurringPlanId = await recurringPlan()
    const periods = Array.from({ length: 510 }, (_, n) => toInstant(core.clock.now() + (n - 510) * DAY))
    const made = await Promise.all(
      periods.map((start) => invoiceFor({ period: { subscriptionId: null, recurringPlanId, start, end: start } })),
    )
    core.clock.advance(4 * DAY)
    for (let after = await queueReminders(core); after !== null; ) after = await queueReminders(core, after)
    expect(await keys()).toEqual([`reminder:${made.at(-1)!.id}:1`])
  })

  it('speak of one invoice where several were made at once for periods that were missed', async () => {
    const planId = await recurringPlan()
    const periods = ['2025-11-15', '2025-12-15', '2026-01-15'].map((day) => `${day}T00:00:00.000Z`)
    const made: InvoiceRow[] = []
    for (const start of periods) {
      const period = { subscriptionId: null, recurringPlanId: planId, start, end: start }
      made.push(await invoiceFor({ period }))
    }
    await passTime(4 * DAY)
    expect(await keys()).toEqual([`reminder:${made[2]!.id}:1`])
    await core.store.db.updateTable('invoices').set({ status: 'paid' }).where('id', '=', made[2]!.id).execute()
    await passTime(2.5 * DAY)
    expect(await keys()).toEqual([`reminder:${made[2]!.id}:1`, `reminder:${made[1]!.id}:2`])
  })

  it('are looked for once a minute, by the core’s clock', async () => {
    const job = reminderJob()
    await job.run(core)
    const { id } = await invoiceFor({ expiresIn: 25 * HOUR })
    core.clock.advance(59_000)
    await core.store.db
      .updateTable('invoices')
      .set({ created_at: toInstant(core.clock.now() - 20 * HOUR), expires_at: toInstant(core.clock.now() + 5 * HOUR) })
      .where('id', '=', id)
      .execute()
    await job.run(core)
    expect(await keys()).toEqual([])
    core.clock.advance(1_000)
    await job.run(core)
    expect(await keys()).toEqual([`reminder:${id}:1`])
  })

  it('are not written where there is no mail server', async () => {
    await invoiceFor()
    core.config = { ...core.config, smtpUrl: null }
    core.clock.advance(4 * DAY)
    expect(await queueReminders(core)).toBeNull()
    expect(await keys()).toEqual([])
  })

  async function recurringPlan(): Promise<string> {
    const id = `plan_${merchantId}`
    const now = toInstant(core.clock.now())
    await core.store.db
      .insertInto('recurring_plans')
      .values({
        id,
        merchant_id: merchantId,
        mode: 'test',
        title: 'Retainer',
        asset: 'USDC',
        amount: 1n,
        scale: 2,
        billing_interval: 'MONTHLY',
        invoice_expires_in: '7d',
        client_email: null,
        client_name: null,
        anchor: now,
        next_period: 0,
        bill_at: null,
        reminders: 1,
        reminder_preset: 'STANDARD',
        active: 1,
        created_at: now,
        updated_at: now,
      })
      .execute()
    return id
  }
})
