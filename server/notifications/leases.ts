import { sql } from 'kysely'
import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { MailRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { type NextStep, statesBefore } from './mail.ts'

/** Longer than any attempt takes. */
const LEASE_MS = 10 * 60_000

/** The right to send a mail once: no other attempt of it has the same number. */
export interface Lease {
  mail: MailRow
  /** Counts from 1. */
  attempt: number
}

const LOST = 'The program ended while it was sent. Whether it went out is not known, so it is not repeated.'

/**
 * Takes mails that are due, those that wait longest first. An attempt is written down before it is made and its error
 * behind it: a mail whose lease ended without one was perhaps sent, and is not sent again.
 */
export function leaseDue(core: Core, limit: number): Promise<Lease[]> {
  const now = instantNow(core.clock)
  return core.store.transaction(async (tx) => {
    const due = await tx
      .selectFrom('mails')
      .selectAll()
      // Written out: only so the index of what is due serves.
      .where('state', '=', sql.lit('due'))
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute()
    const [lost, free] = [due.filter(wasLost), due.filter((mail) => !wasLost(mail))]
    await giveUp(tx, lost)
    await markLeased(tx, free, toInstant(core.clock.now() + LEASE_MS))
    return free.map((mail) => ({ mail, attempt: mail.attempts + 1 }))
  })
}

const wasLost = ({ attempts, error }: MailRow): boolean => attempts > 0 && error === null

async function giveUp(tx: Tx, lost: MailRow[]): Promise<void> {
  if (lost.length === 0) return
  await tx.updateTable('mails').set({ state: 'failed', error: LOST }).where('id', 'in', idsOf(lost)).execute()
}

async function markLeased(tx: Tx, mails: MailRow[], until: Instant): Promise<void> {
  if (mails.length === 0) return
  await tx
    .updateTable('mails')
    .set((mail) => ({ attempts: mail('attempts', '+', 1), due_at: until, error: null }))
    .where('id', 'in', idsOf(mails))
    .execute()
}

const idsOf = (mails: MailRow[]): string[] => mails.map(({ id }) => id)

/** Keeps how an attempt ended. What is told too late changes nothing, but that it was sent. */
export async function recordStep(core: Core, { mail, attempt }: Lease, step: NextStep): Promise<void> {
  await core.store.db
    .updateTable('mails')
    .set({
      state: step.state,
      due_at: step.dueAt,
      error: step.error,
      sent_at: step.state === 'sent' ? instantNow(core.clock) : null,
    })
    .where('id', '=', mail.id)
    .where('attempts', '=', attempt)
    .where('state', 'in', statesBefore(step.state))
    .execute()
}
