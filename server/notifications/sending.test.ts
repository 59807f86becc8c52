import { afterEach, beforeEach, expect, it } from 'vitest'
import { headerOf } from '../../demo/networks/smtp/message.ts'
import { testInvoice, testMerchant } from '../invoices/test-invoices.ts'
import type { InvoiceRow, MailKind } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import type { TestCore } from '../test-core.ts'
import { startWorker } from '../worker/worker.ts'
import { leaseDue, recordStep } from './leases.ts'
import { nextStep } from './mail.ts'
import { type MailPayload, queueMail, requireMail } from './mails.ts'
import { readStopToken, refuseReminders } from './refusals.ts'
import { mailJob, sendDueMails } from './sending.ts'
import { openPostman } from './smtp.ts'
import { forgetMails, type MailTest, mailsOf, mailTest } from './test-mails.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const EMAIL = 'Client@example.com'

describeOnBothStores('mail', (store) => {
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
  })

  const invoiceFor = (change: object = {}) =>
    testInvoice(core, merchantId, { clientEmail: EMAIL, clientName: 'Alex', ...change })

  const queue = (invoice: InvoiceRow, kind: MailKind, onceKey: string | null = null, payload: MailPayload = {}) =>
    core.store.transaction((tx) =>
      queueMail(core, tx, {
        kind,
        onceKey,
        merchantId,
        mode: 'test',
        recipient: EMAIL,
        subjectId: invoice.id,
        payload,
      }),
    )

  const sendAll = () => sendDueMails(core, openPostman(smtp.url))
  const states = async () => (await mailsOf(core, merchantId)).map(({ state }) => state)
  const changeInvoice = (invoice: InvoiceRow, change: Partial<InvoiceRow>) =>
    core.store.db.updateTable('invoices').set(change).where('id', '=', invoice.id).execute()

  it('tells the client what is to be paid, and where', async () => {
    const invoice = await invoiceFor({ orderId: 'ORD-1' })
    await queue(invoice, 'payment_request')
    await sendAll()
    const [mail] = smtp.mails()
    const payUrl = `${core.config.publicUrl}/pay/${invoice.public_id}`
    expect(mail).toMatchObject({
      from: 'no-reply@pay.example',
      to: [EMAIL],
      subject: '[Test] Fjord Coffee asks you to pay 100.00 USDC',
    })
    for (const part of [mail!.text!, mail!.html!]) {
      for (const said of ['Hello Alex,', '100.00 USDC', 'ORD-1', payUrl, 'January 15, 2026'])
        expect(part).toContain(said)
    }
    expect(headerOf(mail!, 'from')).toBe('Fjord Coffee <no-reply@pay.example>')
    expect(headerOf(mail!, 'auto-submitted')).toBe('auto-generated')
    expect(headerOf(mail!, 'list-unsubscribe')).toBeUndefined()
    expect(await mailsOf(core, merchantId)).toMatchObject([{ state: 'sent', attempts: 1, error: null }])
  })

  it('is written once for a key, and sent once', async () => {
    const invoice = await invoiceFor()
    expect([await queue(invoice, 'receipt', 'k1'), await queue(invoice, 'receipt', 'k1')]).toEqual([true, false])
    await Promise.all([sendAll(), sendAll(), sendAll()])
    await sendAll()
    expect(smtp.mails()).toHaveLength(1)
  })

  it('is not written where there is no mail server, and whoever needs it is told', async () => {
    core.config = { ...core.config, smtpUrl: null }
    expect(await queue(await invoiceFor(), 'payment_request')).toBe(false)
    expect(await states()).toEqual([])
    expect(() => requireMail(core)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'mail_not_configured' }))
  })

  it('carries names as they are, and lets none of them write a header or an element', async () => {
    const evil = 'Évil <b>"Corp"</b>\r\nBcc: thief@example.com\u202e'
    await core.store.db.updateTable('merchants').set({ name: evil }).where('id', '=', merchantId).execute()
    await queue(
      await invoiceFor({ title: '<script>1</script>\r\n\r\nX', clientName: 'A\r\nTo: x@y.z' }),
      'payment_request',
    )
    await sendAll()
    const [mail] = smtp.mails()
    expect(mail!.to).toEqual([EMAIL])
    expect(mail!.headers.map(({ name }) => name.toLowerCase()).filter((name) => /^(?:to|b?cc)$/.test(name))).toEqual([
      'to',
    ])
    expect(mail!.subject).toContain('Évil <b>"Corp"</b> Bcc: thief@example.com asks you')
    expect(mail!.html).not.toMatch(/<script|<b>/)
    expect(mail!.html).toContain('&lt;script&gt;1&lt;/script&gt; X')
    expect(mail!.text).toContain('Hello A To: x@y.z,')
  })

  it.each([
    ['paid', { status: 'paid' as const }, 'The invoice is paid.'],
    ['expired', { status: 'expired' as const }, 'The invoice is expired.'],
    ['cancelled', { status: 'cancelled' as const }, 'The invoice is cancelled.'],
    ['being paid', { status: 'pending' as const }, 'A transfer for the invoice is on its way.'],
    ['over its time', { expires_at: '2026-01-15T12:00:00.000Z' }, 'The time to pay the invoice is over.'],
  ])('drops what asks for money once the invoice is %s', async (_, change, reason) => {
    const invoice = await invoiceFor()
    for (const kind of ['payment_request', 'reminder', 'manual_reminder'] as const) await queue(invoice, kind)
    await changeInvoice(invoice, change)
    await sendAll()
    expect(smtp.mails()).toEqual([])
    const mails = await mailsOf(core, merchantId)
    expect(mails.map(({ state, error }) => [state, error])).toEqual([
      ['dropped', reason],
      ['dropped', reason],
      ['dropped', reason],
    ])
  })

  it('goes out by the worker, however many wait, and none where there is no mail server', async () => {
    const invoice = await invoiceFor()
    for (let n = 0; n < 12; n += 1) await queue(invoice, 'receipt', `receipt ${n}`)
    const idle = startWorker(core, [mailJob({ config: { ...core.config, smtpUrl: null } })])
    await idle.settle()
    await idle.stop()
    expect(smtp.mails()).toEqual([])
    const worker = startWorker(core, [mailJob(core)])
    await worker.settle()
    await worker.stop()
    expect(smtp.mails()).toHaveLength(12)
  })

  it('tries again when the mail server is away', async () => {
    await queue(await invoiceFor({ expiresIn: null }), 'payment_request')
    await smtp.setFault({ mode: 'refuse' })
    await sendAll()
    const [waiting] = await mailsOf(core, merchantId)
    expect(waiting).toMatchObject({ state: 'due', attempts: 1, error: expect.any(String) })
    await smtp.setFault({ mode: 'none' })
    await sendAll()
    expect(smtp.mails()).toEqual([])
    core.clock.advance(MINUTE)
    await sendAll()
    expect(smtp.mails()).toHaveLength(1)
    expect(await states()).toEqual(['sent'])
  })

  it('gives up after a day', async () => {
    await queue(await invoiceFor({ expiresIn: null }), 'payment_request')
    await smtp.setFault({ mode: 'refuse' })
    for (let hours = 0; hours < 30; hours += 1) {
      await sendAll()
      core.clock.advance(HOUR)
    }
    expect(await states()).toEqual(['failed'])
  })

  it('gives up at once where the address is refused for good', async () => {
    await queue(await invoiceFor(), 'payment_request')
    await smtp.setFault({ mode: 'decline', times: 1 })
    await sendAll()
    core.clock.advance(HOUR)
    await sendAll()
    expect([await states(), smtp.mails()]).toEqual([['failed'], []])
  })

  it('is not repeated when nobody knows whether it was taken', async () => {
    await queue(await invoiceFor({ expiresIn: null }), 'payment_request')
    await smtp.setFault({ mode: 'timeout' })
    await sendDueMails(core, openPostman(smtp.url, 300))
    await smtp.setFault({ mode: 'none' })
    core.clock.advance(HOUR)
    await sendAll()
    expect(smtp.mails()).toHaveLength(1)
    expect(await mailsOf(core, merchantId)).toMatchObject([{ state: 'failed', error: expect.stringContaining('took') }])
  })

  it('is not repeated after a crash, and a result that comes late still counts', async () => {
    await queue(await invoiceFor({ expiresIn: null }), 'payment_request')
    const [lease] = await leaseDue(core, 5)
    expect(await leaseDue(core, 5)).toEqual([])
    core.clock.advance(HOUR)
    await sendAll()
    expect([await states(), smtp.mails()]).toEqual([['failed'], []])
    const accepted = nextStep(lease!.mail.created_at, lease!.attempt, { kind: 'accepted' }, core.clock.now())
    await recordStep(core, lease!, accepted)
    expect(await mailsOf(core, merchantId)).toMatchObject([{ state: 'sent', error: null }])
  })

  it('tells each reminder’s reader how to get no more, and keeps to it', async () => {
    const invoice = await invoiceFor({ expiresIn: null })
    await queue(invoice, 'reminder', 'r1', { last: true })
    await sendAll()
    const [mail] = smtp.mails()
    expect(mail!.text).toContain('This is the last reminder.')
    const url = headerOf(mail!, 'list-unsubscribe')!.replaceAll(/[<>]/g, '')
    expect(headerOf(mail!, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(mail!.text).toContain(url)
    expect(url).toMatch(new RegExp(`^${core.config.publicUrl}/reminders/stop\\?token=`))
    const reminded = readStopToken(core, new URL(url).searchParams.get('token')!)
    expect(reminded).toEqual({ merchantId, mode: 'test', email: EMAIL })

    await refuseReminders(core, { ...reminded!, email: 'CLIENT@example.com' })
    await refuseReminders(core, reminded!)
    for (const kind of ['reminder', 'manual_reminder', 'payment_request'] as const) await queue(invoice, kind)
    await sendAll()
    expect((await states()).sort()).toEqual(['dropped', 'dropped', 'sent', 'sent'])
    expect(smtp.mails().at(-1)!.subject).toContain('asks you to pay')
  })

  it('sends no more than the newest reminder after an outage', async () => {
    const invoice = await invoiceFor({ expiresIn: null })
    for (const number of [1, 2, 3]) {
      await queue(invoice, 'reminder', `r${number}`)
      core.clock.advance(MINUTE)
    }
    await sendAll()
    expect(await states()).toEqual(['dropped', 'dropped', 'sent'])
  })
})
