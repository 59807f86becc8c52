import { describe, expect, it } from 'vitest'
import { clientOf, HOUR, MINUTE, payer, startReceiver } from '../../../demo/networks/mollie/testing.ts'
import type { ProviderAccount } from '../provider.ts'
import { accountAt, certaintyOf, connect, order } from './test-account.ts'

const read = (account: ProviderAccount, body: string) => account.readWebhook(body, new Headers(), 0)

describe('a webhook of Mollie’s', () => {
  it('tells what is true now, in the form that Mollie sends', async () => {
    const { account } = await connect()
    const receiver = await startReceiver()
    const { reference, handover } = await account.create({ ...order, webhookUrl: receiver.url })
    await payer.card(handover, '4000000000009995')
    const [webhook] = await receiver.until(1)
    expect(await read(account, webhook!.body)).toEqual({
      eventId: expect.stringMatching(new RegExp(`^${reference}:[0-9a-f]{32}$`)),
      type: 'payment.failed',
      news: [
        {
          about: 'attempt',
          reference,
          outcome: { state: 'declined', reason: 'insufficient_funds', message: 'The card has insufficient funds.' },
        },
      ],
    })
  })

  it('is the same event until something changes', async () => {
    const { account, clock } = await connect()
    const { reference } = await account.create(order)
    const open = await read(account, `id=${reference}`)
    expect(open!.news).toEqual([{ about: 'attempt', reference, outcome: { state: 'open' } }])
    clock.advance(MINUTE)
    expect(await read(account, `id=${reference}`)).toEqual(open)
    clock.advance(15 * MINUTE)
    const expired = await read(account, `id=${reference}`)
    expect(expired!.eventId).not.toBe(open!.eventId)
    expect(expired!.news).toEqual([{ about: 'attempt', reference, outcome: { state: 'closed' } }])
    expect(await read(account, `id=${reference}`)).toEqual(expired)
  })

  it('tells our refunds, captures given back among them, and no others', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    const refund = { key: 'refund-1', reference: paid, amount: 400n, currency: 'EUR', reason: null, again: false }
    const { reference } = await account.refund(refund)
    const amount = { currency: 'EUR', value: '1.00' }
    await clientOf(mollie).paymentRefunds.create({ paymentId: paid, amount, metadata: { theirs: true } })
    await clientOf(mollie).paymentRefunds.create({ paymentId: paid, amount, metadata: 'text' })
    const capture = { reference: paid, key: 'attempt-1-return', amount: 1000n, currency: 'EUR' }
    const { reference: given } = await account.returnCapture(capture)
    const told = async () => (await read(account, `id=${paid}`))!.news
    const attempt = { about: 'attempt', reference: paid, outcome: { state: 'succeeded', fee: null } }
    const pending = { about: 'refund', outcome: { state: 'pending', reference, message: null } }
    const back = { about: 'refund', outcome: { state: 'pending', reference: given, message: null } }
    expect(await told()).toEqual([attempt, pending, back])
    clock.advance(24 * HOUR)
    const arrived = [pending, back].map(({ outcome }) => ({
      about: 'refund',
      outcome: { ...outcome, state: 'succeeded' },
    }))
    expect(await told()).toEqual([attempt, ...arrived])
  })

  it('tells a refund that was cancelled, though no amount shows it', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    const refund = { key: 'refund-1', reference: paid, amount: 400n, currency: 'EUR', reason: null, again: false }
    const { reference } = await account.refund(refund)
    await clientOf(mollie).paymentRefunds.cancel(reference, { paymentId: paid })
    expect((await read(account, `id=${paid}`))!.news).toMatchObject([
      { about: 'attempt' },
      { about: 'refund', outcome: { state: 'failed', reference } },
    ])
  })

  it('tells a chargeback as lost, and as won when it is reversed', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    const reference = mollie.service.chargeBack(paid, 700n)
    const dispute = { reference, paymentReference: paid, amount: 700n, currency: 'EUR', reason: null, state: 'lost' }
    const lost = await read(account, `id=${paid}`)
    expect(lost!.news[1]).toEqual({ about: 'dispute', dispute })
    mollie.service.reverseChargeback(paid, reference)
    const won = await read(account, `id=${paid}`)
    expect(won!.news[1]).toEqual({ about: 'dispute', dispute: { ...dispute, state: 'won' } })
    expect(won!.eventId).not.toBe(lost!.eventId)
  })

  it.each([
    '',
    'id=',
    'id=tr_',
    'id=ord_abcdefgh',
    'id=tr_abc/../../methods',
    'id=tr_abcdefgh%2Frefunds',
    'id=tr_abcdefgh&id=tr_ijklmnop',
    'id=tr_abcdefgh&status=paid',
    'ID=tr_abcdefgh',
    '{"id":"tr_abcdefgh"}',
    `id=tr_${'a'.repeat(65)}`,
    '\0',
  ])('%j is none, and Mollie is not even asked', async (body) => {
    const { account, sent } = await connect()
    expect(await read(account, body)).toBeNull()
    expect(sent()).toEqual([])
  })

  it('of a payment that is not the account’s is none of ours', async () => {
    const { account } = await connect()
    const other = await connect()
    const { reference } = await other.account.create(order)
    expect(await read(account, `id=${reference}`)).toBeNull()
  })

  it('cannot be forged: who says that it is paid is told what Mollie says', async () => {
    const { account } = await connect()
    const { reference } = await account.create(order)
    expect((await read(account, `id=${reference}`))!.news).toMatchObject([{ outcome: { state: 'open' } }])
  })

  it('fails while Mollie cannot be asked, so that it comes again', async () => {
    const { account, mollie } = await connect()
    const { reference } = await account.create(order)
    await mollie.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(read(account, `id=${reference}`))).toBe('unknown')
    expect(await certaintyOf(read(accountAt(mollie.url, { apiKey: 'test_other' }), `id=${reference}`))).toBe('refused')
    expect(await read(account, `id=${reference}`)).not.toBeNull()
  })
})
