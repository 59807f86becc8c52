import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Outcome } from './mail.ts'

export interface Posted {
  from: string
  to: string
  /** The whole message, headers and all. */
  message: Buffer
}

/** Hands messages to a mail server, each over a connection of its own. */
export interface Postman {
  post(mail: Posted): Promise<Outcome>
}

/** Of silence, in milliseconds, at each step. */
const PATIENCE = 20_000

/** @param url `smtp://user:password@host:587`; `smtps://` speaks TLS from the first byte, `smtp://` as soon as offered. */
export function openPostman(url: string, patience = PATIENCE): Postman {
  const { auth, ...address } = parseConnectionUrl(url)
  const options = {
    ...address,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    logger: false,
  }

  async function post({ from, to, message }: Posted): Promise<Outcome> {
    let handedOver = false
    const body = Readable.from(
      (async function* () {
        // Read only once the server has asked for the message.
        handedOver = true
        yield message
      })(),
    )
    const connection = new SMTPConnection(options)
    const broken = new Promise<never>((_, reject) => connection.on('error', reject))
    const step = (begin: (done: (error?: Error | null) => void) => void) =>
      Promise.race([
        broken,
        new Promise<void>((resolve, reject) => begin((error) => (error ? reject(error) : resolve()))),
      ])
    broken.catch(() => {})
    try {
      await step((done) => connection.connect(done))
      if (auth && (auth.user || auth.pass)) await step((done) => connection.login(auth, done))
      await step((done) => connection.send({ from, to: [to], size: message.length }, body, done))
      return { kind: 'accepted' }
    } catch (error) {
      return outcomeOf(error as SmtpError, handedOver)
    } finally {
      connection.close()
    }
  }

  return { post }
}

interface SmtpError extends Error {
  code?: string
  /** The command that was answered; `API` when none was sent. */
  command?: string
  /** What the server answered; absent when it did not. */
  responseCode?: number
}

/** Commands whose refusal is about this message, and not about how we came to the server. */
const ABOUT_MESSAGE = /^(?:MAIL FROM|RCPT TO|DATA|API)$/

function outcomeOf({ message, command = '', responseCode }: SmtpError, handedOver: boolean): Outcome {
  const answered = responseCode !== undefined && command === 'DATA'
  if (handedOver && !answered) {
    return { kind: 'unknown', error: `The mail server did not say whether it took the message: ${message}` }
  }
  const final = command === 'API' || (responseCode !== undefined && responseCode >= 500)
  return { kind: 'refused', permanent: final && ABOUT_MESSAGE.test(command), error: message }
}
