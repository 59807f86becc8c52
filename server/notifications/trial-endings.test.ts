import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SubscriptionRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testShop, testSubscription } from '../subscriptions/test-subscriptions.ts'
import type { TestCore } from '../test-core.ts'
import { sendDueMails } from './sending.ts'
import { openPostman } from './smtp.ts'
import { forgetMails, type MailTest, mailsOf, mailTest } from './test-mails.ts'
import { queueTrialEndings } from './trial-endings.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('the notice of a trial that ends', (store) => {
  let core: TestCore
  let smtp: MailTest['smtp']

  beforeEach(async () => {
    ;({ core, smtp } = await mailTest(store()))
  })

  afterEach(async () => {
    await smtp.stop()
    await forgetMails(store())
    await store().db.updateTable('subscriptions').set({ status: 'cancelled' }).execute()
  })

  async function trialOf(days: number) {
    const shop = await testShop(core, { trial_days: days })
    const { subscription } = await testSubscription(core, shop)
    return { merchantId: shop.merchantId, id: subscription.id }
  }

  async function passTime(ms: number) {
    core.clock.advance(ms)
    await queueTrialEndings(core)
    await sendDueMails(core, openPostman(smtp.url))
  }

  const change = (id: string, to: Partial<SubscriptionRow>) =>
    core.store.db.updateTable('subscriptions').set(to).where('id', '=', id).execute()

  it('comes once, three days before', async () => {
    const { merchantId } = await trialOf(14)
    await passTime(10 * DAY)
    expect(smtp.mails()).toEqual([])
    await passTime(DAY)
    await passTime(DAY)
    expect(await mailsOf(core, merchantId)).toMatchObject([{ kind: 'trial_ending', state: 'sent' }])
    const [mail] = smtp.mails()
    expect(mail!.to).toEqual(['buyer@example.com'])
    for (const said of ['Pro Support', '99.00 USDC every month', 'January 29, 2026']) expect(mail!.text).toContain(said)
  })

  it('does not come for a trial that is no longer than the notice, or is cancelled', async () => {
    const short = await trialOf(3)
    const cancelled = await trialOf(14)
    const leaving = await trialOf(14)
    await change(cancelled.id, { status: 'cancelled' })
    await change(leaving.id, { cancel_at_period_end: 1 })
    for (let days = 0; days < 15; days += 1) await passTime(DAY)
    for (const { merchantId } of [short, cancelled, leaving]) expect(await mailsOf(core, merchantId)).toEqual([])
  })

  it('is dropped when the trial was cancelled before it could be sent', async () => {
    const { merchantId, id } = await trialOf(14)
    core.clock.advance(12 * DAY)
    await queueTrialEndings(core)
    await change(id, { status: 'cancelled' })
    await sendDueMails(core, openPostman(smtp.url))
    expect(await mailsOf(core, merchantId)).toMatchObject([{ state: 'dropped' }])
    expect(smtp.mails()).toEqual([])
  })
})
