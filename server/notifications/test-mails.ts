import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { type SmtpStandIn, startSmtp } from '../../demo/networks/smtp/smtp.ts'
import type { MailRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { type TestCore, testCore } from '../test-core.ts'

/** What tests of mail share: a core with a mail server, and one that breaks off where it is told to. */

export interface MailTest {
  core: TestCore
  smtp: SmtpStandIn
}

export async function mailTest(store: Store): Promise<MailTest> {
  const core = testCore(store)
  const smtp = await startSmtp({ port: 0, clock: core.clock })
  core.config = { ...core.config, smtpUrl: smtp.url, mailFrom: 'no-reply@pay.example' }
  return { core, smtp }
}

export const mailsOf = (core: TestCore, merchantId: string): Promise<MailRow[]> =>
  core.store.db
    .selectFrom('mails')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

/** Leaves a shared store without mail that a later test would send. */
export const forgetMails = async (store: Store): Promise<void> => {
  await store.db.deleteFrom('mails').execute()
}

/** Speaks SMTP as far as the given command, and hangs up instead of answering it; `.` is the end of the message. */
export async function startBreakingServer(breakAt: string): Promise<{ url: string; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let inMessage = false
    socket.write('220 breaking\r\n')
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').slice(0, -1)) {
        const command = inMessage ? (line === '.' ? '.' : null) : line.split(/[ :]/)[0]!.toUpperCase()
        if (command === null) continue
        if (command === breakAt) return void socket.destroy()
        inMessage = command === 'DATA'
        socket.write(inMessage ? '354 go on\r\n' : '250 fine\r\n')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
