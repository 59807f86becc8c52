import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  CHALLENGED,
  clientOf,
  DECLINED,
  GOOD,
  movableClock,
  nameOf,
  payOnPage,
  type ReceivedWebhook,
  startAirwallex,
  startReceiver,
  type TestStandIn,
} from '../../../demo/networks/airwallex/testing.ts'
import { accountAt, certaintyOf, intentOf, orderOf, requestsTo } from './testing.ts'

async function listening() {
  const clock = movableClock()
  const standIn = await startAirwallex({ clock })
  const receiver = await startReceiver()
  const { webhookSecret = '' } = await accountAt(standIn.url).registerWebhook(receiver.url)
  const account = accountAt(standIn.url, { webhookSecret })
  const read = ({ body, headers }: ReceivedWebhook) => account.readWebhook(body, headers, clock.now())
  /** Waits for the event of that name. */
  const told = async (name: string) => {
    for (let count = 1; ; count++) {
      const found = (await receiver.until(count)).find((webhook) => nameOf(webhook) === name)
      if (found) return found
    }
  }
  const sign = (event: object, { secret = webhookSecret, at = clock.now() } = {}): ReceivedWebhook => {
    const body = JSON.stringify(event)
    const signature = createHmac('sha256', secret).update(`${at}${body}`).digest('hex')
    return { body, headers: new Headers({ 'x-timestamp': String(at), 'x-signature': signature }) }
  }
  return { clock, standIn, receiver, account, webhookSecret, read, told, sign }
}

const listed = (standIn: TestStandIn) => clientOf(standIn).get('/api/v1/webhooks')

test('is registered once for an address', async () => {
  const { standIn, account, receiver, webhookSecret } = await listening()
  expect(webhookSecret).not.toBe('')
  expect(await account.registerWebhook(receiver.url)).toEqual({ webhookSecret })
  expect((await listed(standIn)).items).toHaveLength(1)
  await account.registerWebhook(`${receiver.url}/other`)
  expect((await listed(standIn)).items).toHaveLength(2)
})

test('tells a payment without asking for it, the same every time it comes', async () => {
  const { standIn, account, read, told } = await listening()
  const made = await account.create(orderOf())
  await payOnPage(standIn, intentOf(made), GOOD)
  const webhook = await told('payment_intent.succeeded')
  const notice = await read(webhook)
  expect(notice).toEqual({
    eventId: JSON.parse(webhook.body).id,
    type: 'payment_intent.succeeded',
    news: [{ about: 'attempt', reference: made.reference, outcome: { state: 'succeeded', fee: null } }],
  })
  expect(await read(webhook)).toEqual(notice)
  expect(requestsTo(standIn, new RegExp(`${made.reference}$`))).toEqual([])
})

test('tells a decline, an authentication and a cancellation', async () => {
  const { standIn, account, read, told } = await listening()
  const outcomeOf = async (name: string) => (await read(await told(name)))!.news
  const first = await account.create(orderOf())
  await payOnPage(standIn, intentOf(first), DECLINED)
  expect(await outcomeOf('payment_intent.requires_payment_method')).toMatchObject([
    { reference: first.reference, outcome: { state: 'declined', reason: 'declined' } },
  ])
  const second = await account.create(orderOf())
  await payOnPage(standIn, intentOf(second), CHALLENGED)
  expect(await outcomeOf('payment_intent.requires_customer_action')).toMatchObject([
    { reference: second.reference, outcome: { state: 'requires_action' } },
  ])
  await account.close(second.reference)
  expect(await outcomeOf('payment_intent.cancelled')).toMatchObject([
    { reference: second.reference, outcome: { state: 'closed' } },
  ])
})

test('tells what is now true when it comes late', async () => {
  const { standIn, account, read, told } = await listening()
  const made = await account.create(orderOf())
  await payOnPage(standIn, intentOf(made), DECLINED)
  const late = await told('payment_intent.requires_payment_method')
  await payOnPage(standIn, intentOf(made), GOOD)
  expect((await read(late))!.news).toEqual([
    { about: 'attempt', reference: made.reference, outcome: { state: 'succeeded', fee: null } },
  ])
})

test('fails, to be sent again, when what it tells cannot be read', async () => {
  const { standIn, account, read, told } = await listening()
  const made = await account.create(orderOf())
  await payOnPage(standIn, intentOf(made), DECLINED)
  const webhook = await told('payment_intent.requires_payment_method')
  await standIn.setFault({ mode: 'error', times: 1 })
  expect(await certaintyOf(read(webhook))).toBe('unknown')
  expect((await read(webhook))!.news).toHaveLength(1)
})

test('tells a refund once it is settled or failed', async () => {
  const { standIn, account, read, told, sign } = await listening()
  const made = await account.create(orderOf())
  await payOnPage(standIn, intentOf(made), GOOD)
  const { reference } = await account.refund({
    key: 'ref_1',
    reference: made.reference,
    amount: 1000n,
    currency: 'EUR',
    reason: null,
    again: false,
  })
  const settled = await told('refund.settled')
  expect((await read(settled))!.news).toEqual([
    { about: 'refund', outcome: { state: 'succeeded', reference, message: null } },
  ])
  const event = JSON.parse(settled.body)
  event.name = 'refund.failed'
  event.data.object.status = 'FAILED'
  expect((await read(sign(event)))!.news).toMatchObject([{ outcome: { state: 'failed', reference } }])
})

test.each([
  ['payment_dispute.requires_response', 'REQUIRES_RESPONSE', 'open'],
  ['payment_dispute.challenged', 'CHALLENGED', 'open'],
  ['payment_dispute.won', 'WON', 'won'],
  ['payment_dispute.reversed', 'REVERSED', 'won'],
  ['payment_dispute.accepted', 'ACCEPTED', 'lost'],
  ['payment_dispute.lost', 'LOST', 'lost'],
])('tells a dispute: %s', async (name, status, state) => {
  const { read, sign } = await listening()
  const object = {
    id: 'dis_1',
    payment_intent_id: 'int_1',
    amount: 1.234,
    currency: 'KWD',
    status,
    stage: 'CHARGEBACK',
    reason: { type: 'FRAUD', description: 'Not theirs' },
  }
  expect((await read(sign({ id: 'evt_1', name, data: { object } })))!.news).toEqual([
    {
      about: 'dispute',
      dispute: {
        reference: 'dis_1',
        paymentReference: 'int_1',
        amount: 1234n,
        currency: 'KWD',
        reason: 'Not theirs',
        state,
      },
    },
  ])
  const question = { id: 'evt_2', name, data: { object: { ...object, stage: 'RFI' } } }
  expect((await read(sign(question)))!.news).toEqual([])
})

test('is not believed without a signature, with another, or out of its time', async () => {
  const { clock, read, sign, account } = await listening()
  const event = { id: 'evt_1', name: 'payment_intent.succeeded', data: { object: {} } }
  const genuine = sign(event)
  expect(await read(genuine)).toMatchObject({ eventId: 'evt_1' })
  const forged: ReceivedWebhook[] = [
    { body: genuine.body, headers: new Headers() },
    { body: genuine.body.replace('evt_1', 'evt_2'), headers: genuine.headers },
    { body: genuine.body, headers: new Headers({ 'x-timestamp': '', 'x-signature': 'zz' }) },
    sign(event, { secret: 'other' }),
    sign(event, { secret: ' ' }),
    sign(event, { at: clock.now() - 5 * 60_000 - 1 }),
    sign(event, { at: clock.now() + 5 * 60_000 + 1 }),
  ]
  for (const webhook of forged) expect(await read(webhook)).toBeNull()
  const unregistered = accountAt('http://127.0.0.1:1')
  expect(await unregistered.readWebhook(genuine.body, genuine.headers, clock.now())).toBeNull()
  expect(await account.readWebhook(genuine.body, genuine.headers, clock.now() + 5 * 60_000)).not.toBeNull()
})

test('what is of no use changes nothing, and what is no event is none', async () => {
  const { read, sign } = await listening()
  const object = { id: 'int_1', status: 'SUCCEEDED', amount: 1, currency: 'EUR' }
  expect(await read(sign({ id: 'evt_1', name: 'payout.transfer.paid', data: { object } }))).toEqual({
    eventId: 'evt_1',
    type: 'payout.transfer.paid',
    news: [],
  })
  expect(await read(sign({ id: 'evt_2', name: 'payment_intent.succeeded' }))).toMatchObject({ news: [] })
  expect(await read(sign({ hello: 'world' }))).toBeNull()
  expect(await read(sign([]))).toBeNull()
})
