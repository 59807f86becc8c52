import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { preparedInsertIfNew } from '../store/prepared.ts'
import type { MailKind, Mode } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/** What a mail says beside what its subject says. */
export interface MailPayload {
  /** Of a reminder: none follows. */
  last?: boolean
  /** Of a webhook: which time it was switched off. */
  disabledAt?: Instant
}

export interface NewMail {
  kind: MailKind
  /** At most one mail is ever written for a key; null: as many as are asked for. */
  onceKey: string | null
  merchantId: string
  mode: Mode
  recipient: string
  /** The invoice, subscription or webhook endpoint that it is about. The mail says what is true of it when it is sent. */
  subjectId: string
  /** What the subject does not say itself; see `MailPayload`. */
  payload: MailPayload
}

/**
 * Writes a mail in the transaction of what it tells; it goes out once that is durable. Without a mail server nothing
 * is written.
 * @returns false where it was written before, or there is no mail server.
 */
export async function queueMail(core: Core, tx: Tx, mail: NewMail): Promise<boolean> {
  if (core.config.smtpUrl === null) return false
  const now = instantNow(core.clock)
  return insertMail(tx, {
    id: newId('mail_'),
    merchant_id: mail.merchantId,
    mode: mail.mode,
    kind: mail.kind,
    once_key: mail.onceKey,
    recipient: mail.recipient,
    subject_id: mail.subjectId,
    payload: JSON.stringify(mail.payload),
    state: 'due',
    attempts: 0,
    due_at: now,
    sent_at: null,
    error: null,
    created_at: now,
  })
}

const insertMail = preparedInsertIfNew(
  'mails',
  [
    'id',
    'merchant_id',
    'mode',
    'kind',
    'once_key',
    'recipient',
    'subject_id',
    'payload',
    'state',
    'attempts',
    'due_at',
    'sent_at',
    'error',
    'created_at',
  ],
  ['once_key'],
)

/** For what a merchant asks to be mailed. @throws Problem `invalid` when this server has no mail server to send by. */
export function requireMail(core: Core): void {
  if (core.config.smtpUrl !== null) return
  throw new Problem(
    'invalid',
    'mail_not_configured',
    'This server sends no e-mail: whoever runs it has to set SMTP_URL first.',
  )
}
