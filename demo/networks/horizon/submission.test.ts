import { Memo } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { balance, build, merchant, pay, payer, startTestNetwork } from './test-network.ts'

let network: Awaited<ReturnType<typeof startTestNetwork>>

beforeEach(async () => {
  network = await startTestNetwork()
})
afterEach(() => network.standIn.stop())

describe('submissions', () => {
  test('the same transaction twice is one transaction, with one answer', async () => {
    const { server } = network
    const transaction = build(await server.loadAccount(payer.publicKey()), [pay('1')], { signers: [payer] })
    const [first, second] = await Promise.all([
      server.submitTransaction(transaction),
      server.submitTransaction(transaction),
    ])
    const third = await server.submitTransaction(transaction)
    expect([second.hash, third.hash]).toEqual([first.hash, first.hash])
    expect(third.ledger).toBe(first.ledger)
    expect(await balance(server, merchant)).toBe('1.0000000')
  })

  test('many of one account go into ledgers in the order of their numbers', async () => {
    const { server } = network
    const source = await server.loadAccount(payer.publicKey())
    const transactions = Array.from({ length: 10 }, () => build(source, [pay('1')], { signers: [payer] }))
    for (const transaction of transactions.slice(0, -1)) void server.submitTransaction(transaction)
    await server.submitTransaction(transactions.at(-1)!)
    expect(await balance(server, merchant)).toBe('10.0000000')
  })

  test.each([
    ['nothing', ''],
    ['no base64', 'hello'],
    ['bytes that are no envelope', Buffer.alloc(300, 7).toString('base64')],
  ])('%s is malformed', async (_, tx) => {
    const response = await post(new URLSearchParams({ tx }))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'https://stellar.org/horizon-errors/transaction_malformed',
      status: 400,
      extras: { envelope_xdr: tx },
    })
  })

  test('an envelope with more behind it is malformed', async () => {
    const source = await network.server.loadAccount(payer.publicKey())
    const whole = build(source, [pay('1')], { signers: [payer] })
      .toEnvelope()
      .toXdr()
    const response = await post(new URLSearchParams({ tx: Buffer.concat([whole, Buffer.alloc(4)]).toString('base64') }))
    expect(await response.json()).toMatchObject({ title: 'Transaction Malformed' })
  })

  test('a text memo of 29 bytes is malformed', async () => {
    const source = await network.server.loadAccount(payer.publicKey())
    const memo = Memo.text('twenty-eight bytes are fine.')
    const fine = build(source, [pay('1')], { memo, signers: [payer] })
      .toEnvelope()
      .toXdr()
    const text = Buffer.from('twenty-eight bytes are fine.')
    const at = Buffer.from(fine).indexOf(text)
    const longer = Buffer.concat([
      Buffer.from(fine).subarray(0, at - 4),
      Buffer.from([0, 0, 0, 29]),
      text,
      Buffer.from('!\0\0\0'),
      Buffer.from(fine).subarray(at + text.length),
    ])
    const response = await post(new URLSearchParams({ tx: longer.toString('base64') }))
    expect(await response.json()).toMatchObject({ title: 'Transaction Malformed' })
    const same = await post(new URLSearchParams({ tx: Buffer.from(fine).toString('base64') }))
    expect(same.status).toBe(200)
  })

  test('only a form is read', async () => {
    const response = await post('{"tx":"AAAA"}', { 'content-type': 'application/json' })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ type: 'https://stellar.org/horizon-errors/unsupported_media_type' })
  })

  test('a multipart form is read too', async () => {
    const source = await network.server.loadAccount(payer.publicKey())
    const form = new FormData()
    form.set('tx', build(source, [pay('1')], { signers: [payer] }).toXdr())
    expect((await post(form)).status).toBe(200)
  })

  test('the error fault answers 500 and does not submit; the timeout fault submits and does not answer', async () => {
    const { server, standIn } = network
    const source = await server.loadAccount(payer.publicKey())
    const transaction = build(source, [pay('1')], { signers: [payer] })
    await standIn.setFault({ mode: 'error', times: 1 })
    const body = new URLSearchParams({ tx: transaction.toXdr() })
    const failed = await post(body)
    expect(failed.status).toBe(500)
    expect(await failed.json()).toMatchObject({ status: 500, type: 'https://stellar.org/horizon-errors/server_error' })
    expect(await balance(server, merchant)).toBe('0.0000000')

    await standIn.setFault({ mode: 'timeout', times: 1 })
    const unanswered = post(body)
    unanswered.catch(() => {})
    const hash = Buffer.from(transaction.hash()).toString('hex')
    await expect.poll(async () => (await network.get(`/transactions/${hash}`)).status).toBe(200)
    await standIn.setFault({ mode: 'none' })
    await expect(unanswered).rejects.toThrow()
    expect(await balance(server, merchant)).toBe('1.0000000')
  })

  const post = (body: BodyInit, headers: HeadersInit = {}) =>
    network.get('/transactions', { method: 'POST', body, headers })
})
