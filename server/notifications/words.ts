import { type Instant, toInstant, toMillis } from '../clock.ts'
import { formatAmount, remainingOf } from '../invoices/asset.ts'
import { REFERENCE_LABELS } from '../invoices/reference.ts'
import { currencyExponent } from '../money/currency.ts'
import { formatDecimal } from '../money/decimal.ts'
import type {
  BillingInterval,
  Dialect,
  InvoiceRow,
  SubscriptionPackageRow,
  SubscriptionRow,
  WebhookEndpointRow,
} from '../store/schema.ts'
import type { Letter } from './letter.ts'
import type { MailPayload } from './mails.ts'

/** What each kind of mail says. Every English sentence of the mails stands here. */

export interface Sender {
  /** The merchant's name. */
  name: string
  testMode: boolean
}

export interface InvoiceLetter {
  sender: Sender
  invoice: InvoiceRow
  payUrl: string
}

const EVERY: Record<BillingInterval, string> = {
  DAILY: 'every day',
  WEEKLY: 'every week',
  MONTHLY: 'every month',
  QUARTERLY: 'every three months',
  YEARLY: 'every year',
}

export function paymentRequest({ sender, invoice, payUrl }: InvoiceLetter): Letter {
  const due = dueOf(invoice)
  return letterOf(sender, {
    subject: due ? `${sender.name} asks you to pay ${due}` : `${sender.name} asks you for a payment`,
    heading: invoice.title,
    paragraphs: [greeting(invoice.client_name), `${sender.name} has sent you an invoice.`],
    facts: factsOf(invoice),
    button: { label: 'View and pay', url: payUrl },
  })
}

export function reminder(
  { sender, invoice, payUrl }: InvoiceLetter,
  { last }: MailPayload,
  stop: Letter['stop'],
): Letter {
  const due = dueOf(invoice)
  return letterOf(
    sender,
    {
      subject: due ? `Reminder: ${due} to ${sender.name}` : `Reminder: a payment to ${sender.name}`,
      heading: invoice.title,
      paragraphs: [
        greeting(invoice.client_name),
        invoice.received_amount > 0n
          ? `Part of this invoice of ${sender.name} is still to be paid.`
          : `This invoice of ${sender.name} is still to be paid.`,
        ...(last ? ['This is the last reminder.'] : []),
        'If you have just paid, there is nothing left to do.',
      ],
      facts: factsOf(invoice),
      button: { label: 'View and pay', url: payUrl },
    },
    stop,
  )
}

export function receipt({ sender, invoice, payUrl }: InvoiceLetter): Letter {
  const received = invoice.received_amount > 0n ? amountOf(invoice, invoice.received_amount) : null
  return letterOf(sender, {
    subject: received ? `Receipt: ${received} to ${sender.name}` : `Receipt of ${sender.name}`,
    heading: 'Invoice paid',
    paragraphs: [greeting(invoice.client_name), `Thank you. ${sender.name} has marked this invoice as paid.`],
    facts: [
      { label: 'For', value: invoice.title },
      ...(received ? [{ label: 'Received', value: received }] : []),
      ...(invoice.paid_at === null ? [] : [{ label: 'Paid', value: dateOf(invoice.paid_at) }]),
      ...orderOf(invoice),
      { label: REFERENCE_LABELS[invoice.network], value: invoice.reference },
    ],
    button: { label: 'View receipt', url: payUrl },
  })
}

export function trialEnding(sender: Sender, subscription: SubscriptionRow, offer: SubscriptionPackageRow): Letter {
  const ends = dateOf(subscription.trial_ends_at!)
  const price = `${amountOf(offer, offer.amount)} ${EVERY[offer.billing_interval]}`
  return letterOf(sender, {
    subject: `Your trial of ${offer.name} ends soon`,
    heading: 'Your trial ends soon',
    paragraphs: [
      greeting(subscription.customer_name),
      `Your free trial of ${offer.name} ends on ${ends}. From then on it costs ${price}: you will get an invoice for ` +
        'each period. Nothing is taken from you by itself.',
      `If you do not want to go on, tell ${sender.name} before that day.`,
    ],
    facts: [
      { label: 'Subscription', value: offer.name },
      { label: 'Trial ends', value: ends },
      { label: 'Price', value: price },
    ],
    button: null,
  })
}

export interface SwitchedOffWebhook extends WebhookEndpointRow {
  /** Of the app or merchant whose it is. */
  name: string
  /** Where this server is. */
  host: string
}

/** How a webhook is switched on again, and asked for what it missed. */
const SWITCH_ON: Record<Dialect, { change: string; body: string; replay: string; option: string }> = {
  paylinq: {
    change: 'PATCH /v1/app',
    body: '{"webhook_enabled": true}',
    replay: 'POST /v1/webhook-deliveries/replay',
    option: '--app',
  },
  paylinkr: {
    change: 'PATCH /api/v1/webhooks',
    body: '{"enabled": true}',
    replay: 'POST /api/v1/webhooks/replay',
    option: '--merchant',
  },
}

/** What failed happened before it failed. From too early on does no harm: what was taken is not sent again. */
const MISSED_BEFORE = 24 * 60 * 60_000

export function webhookDisabled({ testMode }: Sender, webhook: SwitchedOffWebhook): Letter {
  const { name, host, dialect, owner_id, mode, url, disabled_reason, disabled_at, failing_since } = webhook
  const { change, body, replay, option } = SWITCH_ON[dialect]
  const from = toInstant(toMillis(failing_since ?? disabled_at!) - MISSED_BEFORE)
  const subject = `Webhook of ${name} switched off`
  return {
    subject: testMode ? `[Test] ${subject}` : subject,
    heading: `The webhook of ${name} was switched off`,
    paragraphs: [
      `It gets no events any more, until it is switched on again. ${disabled_reason}`,
      `Once it answers with 2xx, switch it on: ${change} with ${body}, or ` +
        `"paylink webhook set ${option} ${owner_id} --mode ${mode} --enable" on the server.`,
      `Then ask for what it missed: ${replay} with {"from": "${from}"}. Each event is sent once, with the webhook-id that it ` +
        'had if it was sent before.',
    ],
    facts: [
      { label: 'Webhook', value: url },
      { label: 'Of', value: `${name} (${owner_id}), ${mode}` },
      { label: 'Switched off', value: dateOf(disabled_at!) },
      ...(failing_since === null ? [] : [{ label: 'Failing since', value: dateOf(failing_since) }]),
    ],
    button: null,
    footer: [`Sent by Paylink at ${host}, because this address is the contact of ${name} there.`],
    stop: null,
  }
}

export const stopLabel = (sender: Sender): string => `Get no more reminders of ${sender.name}`

type Said = Omit<Letter, 'footer' | 'stop'>

function letterOf(sender: Sender, said: Said, stop: Letter['stop'] = null): Letter {
  return {
    ...said,
    subject: sender.testMode ? `[Test] ${said.subject}` : said.subject,
    footer: [
      ...(sender.testMode ? ['This is a test. No real money moves.'] : []),
      `Sent for ${sender.name}. If you do not know them, you need not do anything: nothing is taken from you by itself.`,
    ],
    stop,
  }
}

const greeting = (name: string | null): string => (name?.trim() ? `Hello ${name.trim()},` : 'Hello,')

const factsOf = (invoice: InvoiceRow): Letter['facts'] => [
  { label: 'Amount', value: dueOf(invoice) ?? `Any amount of ${invoice.asset}` },
  ...(invoice.received_amount > 0n ? [{ label: 'Received', value: amountOf(invoice, invoice.received_amount) }] : []),
  ...orderOf(invoice),
  ...(invoice.expires_at === null ? [] : [{ label: 'Pay by', value: dateOf(invoice.expires_at) }]),
]

const orderOf = ({ order_id }: InvoiceRow): Letter['facts'] =>
  order_id === null ? [] : [{ label: 'Order', value: order_id }]

/** What is still to be paid: of a fiat price, in its currency. Null where the payer chooses. */
function dueOf(invoice: InvoiceRow): string | null {
  const { pricing_currency: currency, pricing_amount: price, pricing_received: paid } = invoice
  if (currency !== null && price !== null) {
    const rest = price - (paid ?? 0n)
    const digits = currencyExponent(currency)
    return `${formatDecimal(rest > 0n ? rest : 0n, digits, digits)} ${currency}, in ${invoice.asset}`
  }
  const rest = remainingOf(invoice)
  return rest === null ? null : amountOf(invoice, rest)
}

const amountOf = (of: Pick<InvoiceRow, 'asset' | 'scale'>, amount: bigint): string =>
  `${formatAmount(amount, of)} ${of.asset}`

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** In UTC: nobody told us where the reader is. */
const dateOf = (instant: Instant): string => `${dates.format(new Date(instant))} UTC`
