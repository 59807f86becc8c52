import { createConnection } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { type SmtpStandIn, startSmtp } from './smtp.ts'

const mail = { from: 'shop@example.com', to: ['a@example.com', 'b@example.com'], subject: 'Olá', text: '.\nHello' }

describe('the mail server of the sandbox', () => {
  let smtp: SmtpStandIn
  beforeEach(async () => {
    smtp = await startSmtp({ port: 0, clock: systemClock })
  })
  afterEach(() => smtp.stop())

  const send = (change: object = {}) => createTransport(smtp.url).sendMail({ ...mail, ...change })

  it('keeps what it is sent, as it is read', async () => {
    await send({ html: '<p>Hello</p>' })
    expect(smtp.mails()).toMatchObject([
      { from: mail.from, to: mail.to, subject: 'Olá', text: '.\nHello', html: '<p>Hello</p>' },
    ])
    expect(smtp.requests()).toMatchObject([{ method: 'DATA', status: 250 }])
  })

  it('refuses for now, for good, or altogether, as it is told', async () => {
    await smtp.setFault({ mode: 'error', times: 1 })
    await expect(send()).rejects.toMatchObject({ responseCode: 451 })
    await smtp.setFault({ mode: 'decline', times: 2 })
    await expect(send()).rejects.toMatchObject({ responseCode: 550 })
    await smtp.setFault({ mode: 'refuse' })
    await expect(send()).rejects.toMatchObject({ command: 'CONN' })
    await smtp.setFault({ mode: 'none' })
    await send()
    expect(smtp.mails()).toHaveLength(1)
  })

  it('takes a message and never answers', async () => {
    await smtp.setFault({ mode: 'timeout', times: 1 })
    const impatient = createTransport({ url: smtp.url, socketTimeout: 300 })
    await expect(impatient.sendMail(mail)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    await send()
    expect(smtp.mails()).toHaveLength(2)
  })

  it.each([
    ['without a date', ['From: a@b.example', 'To: c@d.example', 'Subject: x', 'Message-ID: <1@b.example>']],
    [
      'with a header twice',
      ['From: a@b.example', 'To: c@d.example', 'To: e@f.example', 'Subject: x', 'Date: 1 Jan 2026 00:00:00 +0000'],
    ],
    ['with letters that are not ASCII in a header', ['Subject: ä']],
    ['with a line that is too long', [`Subject: ${'x'.repeat(999)}`]],
  ])('refuses a message %s', async (_, headers) => {
    expect(await dialogue(smtp, `${headers.join('\r\n')}\r\n\r\nHello\r\n`)).toMatch(/^554 /)
    expect(smtp.mails()).toEqual([])
  })

  it('refuses a message whose lines end like a file’s', async () => {
    const headers = 'From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: 1 Jan 2026 00:00:00 +0000\r\n'
    const message = `${headers}Message-ID: <1@b.example>\r\n\r\nHello\nyou\r\n`
    expect(await dialogue(smtp, message)).toMatch(/^554 .*CRLF/)
    expect(await dialogue(smtp, message.replace('Hello\n', 'Hello\r\n'))).toMatch(/^250 /)
  })
})

/** Sends the bytes as they are, without a client that would mend them. @returns the answer to the message. */
async function dialogue({ url }: SmtpStandIn, message: string): Promise<string> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  const commands = [
    'EHLO test.example',
    'MAIL FROM:<a@b.example>',
    'RCPT TO:<c@d.example>',
    'DATA',
    `${message}.`,
    'QUIT',
  ]
  const answers: string[] = []
  for await (const chunk of socket) {
    for (const line of chunk.toString().split('\r\n')) {
      if (!/^\d{3} /.test(line)) continue
      answers.push(line)
      const next = commands.shift()
      if (next !== undefined) socket.write(`${next}\r\n`)
    }
  }
  return answers[5]!
}
