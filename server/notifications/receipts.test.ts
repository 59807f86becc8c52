import { afterEach, expect, it } from 'vitest'
import { creditInvoice, settleInvoice } from '../invoices/invoice.ts'
import { storeSteps } from '../invoices/records.ts'
import { readInvoice, testInvoice, testMerchant } from '../invoices/test-invoices.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import type { TestCore } from '../test-core.ts'
import { requestPayment } from './invoice-mails.ts'
import { sendDueMails } from './sending.ts'
import { openPostman } from './smtp.ts'
import { forgetMails, type MailTest, mailsOf, mailTest } from './test-mails.ts'

const WHOLE = 1_000_000_000n

describeOnBothStores('mail about an invoice', (store) => {
  let smtp: MailTest['smtp']
  afterEach(async () => {
    await smtp.stop()
    await forgetMails(store())
  })

  async function setUp(clientEmail: string | null) {
    const test = await mailTest(store())
    smtp = test.smtp
    const { merchantId } = await testMerchant(test.core)
    const invoice = await testInvoice(test.core, merchantId, { clientEmail })
    return { core: test.core, merchantId, invoice }
  }

  async function credit(core: TestCore, id: string, amount: bigint): Promise<void> {
    const invoice = await readInvoice(core, id)
    const closedAt = new Date(core.clock.now()).toISOString()
    const steps = creditInvoice<InvoiceRow>(invoice, { amount, closedAt, tolerance: 0, priced: null })
    await core.store.transaction((tx) => storeSteps(core, tx, steps))
  }

  it('receipts it once, when it is paid', async () => {
    const { core, merchantId, invoice } = await setUp('client@example.com')
    await credit(core, invoice.id, WHOLE / 4n)
    expect(await mailsOf(core, merchantId)).toEqual([])
    await credit(core, invoice.id, WHOLE - WHOLE / 4n)
    await credit(core, invoice.id, WHOLE)
    expect(await mailsOf(core, merchantId)).toMatchObject([{ kind: 'receipt', recipient: 'client@example.com' }])
    await sendDueMails(core, openPostman(smtp.url))
    const [mail] = smtp.mails()
    expect(mail!.subject).toBe('[Test] Receipt: 200.00 USDC to Fjord Coffee')
    for (const said of ['Coffee', invoice.reference, `/pay/${invoice.public_id}`]) expect(mail!.text).toContain(said)
  })

  it('receipts what was settled by hand', async () => {
    const { core, merchantId, invoice } = await setUp('client@example.com')
    await credit(core, invoice.id, WHOLE / 2n)
    const part = await readInvoice(core, invoice.id)
    const step = settleInvoice(part, new Date(core.clock.now()).toISOString())
    await core.store.transaction((tx) => storeSteps(core, tx, [step]))
    expect(await mailsOf(core, merchantId)).toMatchObject([{ kind: 'receipt' }])
  })

  it('asks for its payment once', async () => {
    const { core, merchantId, invoice } = await setUp('client@example.com')
    for (const _ of [1, 2]) await core.store.transaction((tx) => requestPayment(core, tx, invoice))
    expect(await mailsOf(core, merchantId)).toMatchObject([{ kind: 'payment_request' }])
  })

  it('is sent to nobody where no address is known', async () => {
    const { core, merchantId, invoice } = await setUp(null)
    await core.store.transaction((tx) => requestPayment(core, tx, invoice))
    await credit(core, invoice.id, WHOLE)
    expect(await mailsOf(core, merchantId)).toEqual([])
  })
})
