import { afterEach, describe, expect, it } from 'vitest'
import { type SmtpStandIn, startSmtp } from '../../demo/networks/smtp/smtp.ts'
import { systemClock } from '../clock.ts'
import { openPostman } from './smtp.ts'
import { startBreakingServer } from './test-mails.ts'

const message = Buffer.from(
  [
    'From: no-reply@pay.example',
    'To: client@example.com',
    'Subject: Coffee',
    'Date: Thu, 15 Jan 2026 12:00:00 +0000',
    'Message-ID: <1@pay.example>',
    '',
    'Hello.',
    '',
  ].join('\r\n'),
)
const mail = { from: 'no-reply@pay.example', to: 'client@example.com', message }

describe('posting a mail', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop()
  })

  const started = <T extends { stop(): Promise<void> }>(one: T): T => {
    running.push(one)
    return one
  }
  const sandbox = async (): Promise<SmtpStandIn> => started(await startSmtp({ port: 0, clock: systemClock }))

  it('hands it to the mail server', async () => {
    const smtp = await sandbox()
    expect(await openPostman(smtp.url).post(mail)).toEqual({ kind: 'accepted' })
    expect(smtp.mails()).toMatchObject([{ from: mail.from, to: [mail.to], subject: 'Coffee', text: 'Hello.\n' }])
  })

  it('knows that nothing was sent when nobody listens', async () => {
    const smtp = await sandbox()
    await smtp.setFault({ mode: 'refuse' })
    expect(await openPostman(smtp.url).post(mail)).toMatchObject({ kind: 'refused', permanent: false })
  })

  it('tells a refusal for now from one for good', async () => {
    const smtp = await sandbox()
    await smtp.setFault({ mode: 'error', times: 1 })
    expect(await openPostman(smtp.url).post(mail)).toMatchObject({ kind: 'refused', permanent: false })
    await smtp.setFault({ mode: 'decline', times: 1 })
    expect(await openPostman(smtp.url).post(mail)).toMatchObject({ kind: 'refused', permanent: true })
    const wrong = { ...mail, message: Buffer.from('Subject: Nothing else\r\n\r\nHello.\r\n') }
    expect(await openPostman(smtp.url).post(wrong)).toMatchObject({ kind: 'refused', permanent: true })
    expect(smtp.mails()).toEqual([])
  })

  it.each(['EHLO', 'MAIL', 'RCPT', 'DATA'])(
    'knows that nothing was sent when the server hangs up at %s',
    async (at) => {
      const { url } = started(await startBreakingServer(at))
      expect(await openPostman(url).post(mail)).toMatchObject({ kind: 'refused', permanent: false })
    },
  )

  it('does not know what became of it when the server hangs up behind the message', async () => {
    const { url } = started(await startBreakingServer('.'))
    expect(await openPostman(url).post(mail)).toMatchObject({ kind: 'unknown' })
  })

  it('does not know what became of it when the server never answers', async () => {
    const smtp = await sandbox()
    await smtp.setFault({ mode: 'timeout' })
    expect(await openPostman(smtp.url, 300).post(mail)).toMatchObject({ kind: 'unknown' })
    expect(smtp.mails()).toHaveLength(1)
  })
})
