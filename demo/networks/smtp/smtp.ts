import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '../../../server/clock.ts'
import type { Fault, FaultMode, RecordedRequest, StandIn } from '../stand-in.ts'
import { type Header, readMessage } from './message.ts'
import { whatIsWrong } from './strictness.ts'

/** A mail that was taken. */
export interface ReceivedMail {
  at: string
  /** As the envelope says. */
  from: string
  to: string[]
  subject: string
  text: string | null
  html: string | null
  headers: Header[]
  raw: string
}

export interface SmtpStandIn extends StandIn {
  /** Oldest first. */
  mails(): ReceivedMail[]
}

export interface SmtpOptions {
  /** 0 picks a free one. */
  port: number
  clock: Clock
}

const KEPT = 5_000

class Refusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

type Done = (error?: Error | null, message?: string) => void

/**
 * A mail server that keeps what it is sent and passes nothing on. Its faults, as those of every stand-in:
 * - `refuse`: nothing listens
 * - `timeout`: a message is taken, and never answered
 * - `error`: 451 at the sender, nothing is taken
 * - `decline`: 550 at the recipient, for good
 */
export async function startSmtp({ port, clock }: SmtpOptions): Promise<SmtpStandIn> {
  let fault: Fault = { mode: 'none' }
  const mails: ReceivedMail[] = []
  const records: RecordedRequest[] = []

  const take = (mode: FaultMode) => {
    if (fault.mode !== mode) return false
    if (fault.times === undefined) return true
    fault.times -= 1
    return fault.times >= 0
  }

  function record(session: SMTPServerSession, command: string, body: string, [status, response]: [number, string]) {
    const at = new Date(clock.now()).toISOString()
    const { mailFrom, rcptTo } = session.envelope
    const headers = {
      helo: session.hostNameAppearsAs,
      ...(mailFrom && { from: mailFrom.address }),
      ...(rcptTo.length > 0 && { to: rcptTo.map(({ address }) => address).join(', ') }),
    }
    records.push({ at, method: command, path: '', headers, body, status, response })
    if (records.length > KEPT) records.shift()
  }

  function refuse(session: SMTPServerSession, command: string, code: number, text: string, done: Done) {
    record(session, command, '', [code, text])
    done(new Refusal(code, text))
  }

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
    const silent = take('timeout')
    const raw = Buffer.concat(await stream.toArray())
    const { headers, subject, text, html } = readMessage(raw)
    const wrong = whatIsWrong(raw, headers)
    if (wrong !== null) {
      record(session, 'DATA', raw.toString(), [554, wrong])
      return done(new Refusal(554, `Message refused: ${wrong}`))
    }
    const { mailFrom, rcptTo } = session.envelope
    mails.push({
      at: new Date(clock.now()).toISOString(),
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
      subject,
      text,
      html,
      headers,
      raw: raw.toString(),
    })
    if (mails.length > KEPT) mails.shift()
    record(session, 'DATA', raw.toString(), silent ? [0, ''] : [250, 'Kept'])
    if (!silent) done(null, 'Kept')
  }

  const open = async (at: number): Promise<SMTPServer> => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 10,
      onMailFrom: (_address, session, done) =>
        take('error') ? refuse(session, 'MAIL FROM', 451, 'Try again later', done) : done(),
      onRcptTo: (address, session, done) =>
        take('decline') ? refuse(session, 'RCPT TO', 550, `No such mailbox: ${address.address}`, done) : done(),
      onData: (stream, session, done) => void receive(stream, session, done).catch(done),
    })
    // A client that hangs up is its own business.
    server.on('error', () => {})
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject)
      server.listen(at, '127.0.0.1', () => {
        server.server.off('error', reject)
        resolve()
      })
    })
    return server
  }
  const close = (server: SMTPServer) => new Promise<void>((resolve) => server.close(() => resolve()))

  let server = await open(port)
  const boundPort = (server.server.address() as AddressInfo).port
  return {
    name: 'smtp',
    url: `smtp://127.0.0.1:${boundPort}`,
    async setFault(next) {
      const before = fault.mode
      fault = { ...next }
      if (next.mode === 'refuse' && before !== 'refuse') await close(server)
      if (next.mode !== 'refuse' && before === 'refuse') server = await open(boundPort)
    },
    requests: () => [...records],
    mails: () => [...mails],
    async stop() {
      if (fault.mode !== 'refuse') await close(server)
    },
  }
}
