import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import type { MailRow } from '../store/schema.ts'
import type { Job } from '../worker/worker.ts'
import { compose } from './composing.ts'
import { type Lease, leaseDue, recordStep } from './leases.ts'
import { type NextStep, nextStep, type Outcome } from './mail.ts'
import { writeMessage } from './mime.ts'
import { openPostman, type Posted, type Postman } from './smtp.ts'

/** Also how many connections are open at once: mail servers refuse whoever opens many. */
const AT_ONCE = 5

/**
 * Sends the mails that are due. It waits for a mail server, so it has to run in a worker of its own.
 * @param postman how they are sent, unless by the configured mail server.
 */
export function mailJob({ config }: Pick<Core, 'config'>, postman = configured(config.smtpUrl)): Job {
  return { name: 'send mail', run: async (core) => postman !== null && sendDueMails(core, postman) }
}

const configured = (smtpUrl: string | null): Postman | null => (smtpUrl === null ? null : openPostman(smtpUrl))

/** @returns whether there may be more. */
export async function sendDueMails(core: Core, postman: Postman): Promise<boolean> {
  const leases = await leaseDue(core, AT_ONCE)
  await Promise.all(
    leases.map(async (lease) => {
      const step = await send(core, postman, lease)
      if (step.state === 'failed') core.logger.warn({ mail: lease.mail.id, reason: step.error }, 'mail not sent')
      await recordStep(core, lease, step)
    }),
  )
  return leases.length === AT_ONCE
}

async function send(core: Core, postman: Postman, { mail, attempt }: Lease): Promise<NextStep> {
  const written = await write(core, mail)
  if ('dropped' in written) return { state: 'dropped', dueAt: instantNow(core.clock), error: written.dropped }
  const outcome = 'kind' in written ? written : await postman.post(written)
  return nextStep(mail.created_at, attempt, outcome, core.clock.now())
}

/** @returns the message; why there is none any more; or, where it could not be written, that it was not sent. */
async function write(core: Core, mail: MailRow): Promise<Posted | { dropped: string } | Outcome> {
  try {
    const composed = await compose(core, mail)
    if (composed.dropped !== null) return composed
    const from = core.config.mailFrom
    return { from, to: mail.recipient, message: await writeMessage(mail, composed.letter, composed.sender, from) }
  } catch (error) {
    core.logger.error({ err: error, mail: mail.id }, 'mail not written')
    return { kind: 'refused', permanent: false, error: 'It could not be written; the log says why.' }
  }
}
