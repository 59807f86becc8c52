import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { isOpen } from '../invoices/invoice.ts'
import type { InvoiceRow, MailRow } from '../store/schema.ts'
import type { Letter } from './letter.ts'
import type { MailPayload } from './mails.ts'
import { refusesReminders, stopUrl } from './refusals.ts'
import { contactOf } from './webhook-mails.ts'
import { paymentRequest, receipt, reminder, type Sender, stopLabel, trialEnding, webhookDisabled } from './words.ts'

/** What is to be sent now, or why it is not any more. */
export type Composed = { letter: Letter; sender: Sender; dropped: null } | { dropped: string }

/** Says what is true now: between the writing of a mail and its sending anything may have happened to its subject. */
export async function compose(core: Core, mail: MailRow): Promise<Composed> {
  const sender = mail.kind === 'webhook_disabled' ? ourselves(mail) : await senderOf(core, mail)
  const said = await sayFor(core, mail, sender)
  return typeof said === 'string' ? { dropped: said } : { letter: said, sender, dropped: null }
}

function sayFor(core: Core, mail: MailRow, sender: Sender): Promise<Letter | string> {
  if (mail.kind === 'webhook_disabled') return switchedOffLetter(core, mail, sender)
  return mail.kind === 'trial_ending' ? trialLetter(core, mail, sender) : invoiceLetter(core, mail, sender)
}

/** To merchants the program writes in its own name. */
const ourselves = ({ mode }: MailRow): Sender => ({ name: 'Paylink', testMode: mode === 'test' })

async function senderOf(core: Core, { merchant_id, mode }: MailRow): Promise<Sender> {
  const { name } = await core.store.db
    .selectFrom('merchants')
    .select('name')
    .where('id', '=', merchant_id)
    .executeTakeFirstOrThrow()
  return { name: oneLine(name), testMode: mode === 'test' }
}

/** @returns why it is dropped, in place of the letter. */
async function invoiceLetter(core: Core, mail: MailRow, sender: Sender): Promise<Letter | string> {
  const row = await core.store.db
    .selectFrom('invoices')
    .selectAll()
    .where('id', '=', mail.subject_id)
    .executeTakeFirst()
  if (!row) return 'The invoice is not there.'
  const invoice = { ...row, title: oneLine(row.title), client_name: row.client_name && oneLine(row.client_name) }
  const about = { sender, invoice, payUrl: `${core.config.publicUrl}/pay/${invoice.public_id}` }
  if (mail.kind === 'receipt') return receipt(about)
  const over = whyOver(invoice, instantNow(core.clock))
  if (over) return over
  if (mail.kind === 'payment_request') return paymentRequest(about)
  const reminded = { merchantId: mail.merchant_id, mode: mail.mode, email: mail.recipient }
  if (await refusesReminders(core.store.db, reminded)) return 'Its recipient wants no more reminders.'
  if (await wasSuperseded(core, mail)) return 'A later reminder took its place.'
  const stop = { label: stopLabel(sender), url: stopUrl(core, reminded) }
  return reminder(about, JSON.parse(mail.payload) as MailPayload, stop)
}

function whyOver({ status, expires_at }: InvoiceRow, now: string): string | null {
  if (!isOpen(status)) return `The invoice is ${status}.`
  if (status === 'pending') return 'A transfer for the invoice is on its way.'
  return expires_at !== null && expires_at <= now ? 'The time to pay the invoice is over.' : null
}

/** After an outage of the mail server only the newest reminder of an invoice goes out. */
async function wasSuperseded(core: Core, { id, kind, subject_id, created_at }: MailRow): Promise<boolean> {
  if (kind !== 'reminder') return false
  const later = await core.store.db
    .selectFrom('mails')
    .select('id')
    .where('subject_id', '=', subject_id)
    .where('kind', '=', 'reminder')
    .where('id', '!=', id)
    .where('created_at', '>', created_at)
    .executeTakeFirst()
  return later !== undefined
}

async function trialLetter(core: Core, mail: MailRow, sender: Sender): Promise<Letter | string> {
  const subscription = await core.store.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', mail.subject_id)
    .executeTakeFirst()
  if (!subscription) return 'The subscription is not there.'
  const { status, trial_ends_at, cancel_at_period_end } = subscription
  if (status !== 'trialing' || cancel_at_period_end)
    return `The subscription is ${status}, and its trial leads nowhere.`
  if (trial_ends_at === null || trial_ends_at <= instantNow(core.clock)) return 'The trial is over.'
  const offer = await core.store.db
    .selectFrom('subscription_packages')
    .selectAll()
    .where('id', '=', subscription.package_id)
    .executeTakeFirstOrThrow()
  const named = { ...subscription, customer_name: subscription.customer_name && oneLine(subscription.customer_name) }
  return trialEnding(sender, named, { ...offer, name: oneLine(offer.name) })
}

async function switchedOffLetter(core: Core, mail: MailRow, sender: Sender): Promise<Letter | string> {
  const endpoint = await core.store.db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', mail.subject_id)
    .executeTakeFirst()
  const { disabledAt } = JSON.parse(mail.payload) as MailPayload
  if (endpoint?.disabled_at == null || endpoint.disabled_at !== disabledAt) return 'The webhook is on again.'
  const { name } = (await contactOf(core.store.db, endpoint))!
  return webhookDisabled(sender, { ...endpoint, name: oneLine(name), host: core.config.publicUrl })
}

/** Line breaks would begin a header, and marks that turn the direction of writing would make a text look like another. */
const UNFIT = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** A name or title that somebody chose, as one line. */
export const oneLine = (text: string): string => text.replaceAll(UNFIT, ' ').replaceAll(/ {2,}/g, ' ').trim()
