import { CARDS } from './card-form.ts'
import { advanceClock, callPaylinq, createPayment, getPayment, type Payment, webhooksAbout } from './merchant.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** What a merchant does with payments that are paid: refunds, disputes, settlements, customers. */

interface Listed<T> {
  data: T[]
}

interface Refund {
  id: string
  status: string
  amount: number
}

interface SettlementLine {
  provider: string
  currency: string
  payments: number
  gross: number
  refunds: number
  fees: number
  net: number
}

const read = async <T>(sandbox: Sandbox, path: string): Promise<T> =>
  (await callPaylinq<T>(sandbox, `GET /${path}`)).body

test('a refund through the API is on the receipt when that is looked at again', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await payHere(page)
  const refund = (amount?: number) =>
    callPaylinq<Refund>(sandbox, 'POST /refunds', {
      payment_id: id,
      reason: 'Customer request',
      ...(amount && { amount }),
    })

  const part = await refund(500)
  expect(part).toMatchObject({ status: 201, body: { status: 'succeeded', amount: 500 } })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Payment partly refunded' })).toBeVisible()
  expect(await getPayment(sandbox, id)).toMatchObject({ status: 'partially_refunded', refunded_amount: 500 })

  expect(await refund(2001)).toMatchObject({ status: 400 })
  const rest = await refund()
  expect(rest).toMatchObject({ status: 201, body: { status: 'succeeded', amount: 2000 } })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Payment refunded' })).toBeVisible()
  expect(await getPayment(sandbox, id)).toMatchObject({ status: 'refunded', refunded_amount: 2500 })
  expect(await refund()).toMatchObject({ status: 409 })

  const told = async () =>
    (await webhooksAbout(sandbox, id))
      .filter(({ event, verified }) => event === 'payment.refunded' && verified)
      .map(({ body }) => JSON.parse(body).data)
      .sort((a, b) => a.amount - b.amount)
  await expect.poll(async () => (await told()).length).toBe(2)
  expect(await told()).toEqual([
    expect.objectContaining({ payment_id: id, refund_id: part.body.id, amount: 500, currency: 'EUR' }),
    expect.objectContaining({ payment_id: id, refund_id: rest.body.id, amount: 2000, currency: 'EUR' }),
  ])
})

test('a card that disputes: it is recorded and told, and nothing can be refunded', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await payHere(page, CARDS.disputes)
  const disputes = async () => (await read<Listed<object>>(sandbox, `disputes?payment_id=${id}`)).data
  await expect
    .poll(disputes)
    .toEqual([
      expect.objectContaining({ payment_id: id, amount: 2500, currency: 'EUR', status: 'open', reason: 'fraudulent' }),
    ])
  await expectPaidOnce(sandbox, id, { provider: 'stripe', besides: ['payment.disputed'] })
  expect(await callPaylinq(sandbox, 'POST /refunds', { payment_id: id })).toMatchObject({ status: 409 })
  expect(await getPayment(sandbox, id)).toMatchObject({ status: 'succeeded', refunded_amount: 0 })
})

test('the week is settled once a Monday has passed', async ({ page, sandbox }) => {
  const payment = await createPayment(sandbox, { amount: 7300, currency: 'CHF' })
  await page.goto(payment.payment_url)
  await payHere(page)
  await callPaylinq(sandbox, 'POST /refunds', { payment_id: payment.id, amount: 300 })
  await advanceClock(sandbox, 'P8D')

  const settled = async () => {
    const { data } = await read<Listed<{ lines: SettlementLine[] }>>(sandbox, 'settlements')
    return data.flatMap(({ lines }) => lines).filter(({ currency }) => currency === 'CHF')
  }
  await expect
    .poll(settled)
    .toEqual([expect.objectContaining({ provider: 'stripe', payments: 1, gross: 7300, refunds: 300 })])
  const [line] = await settled()
  expect(line!.net).toBe(line!.gross - line!.refunds - line!.fees)
  const again = { week_of: (payment as Payment & { created_at: string }).created_at }
  expect(await callPaylinq(sandbox, 'POST /settlements', again)).toMatchObject({ status: 409 })
})

test('customers are made from the payments they make, and listed', async ({ sandbox }) => {
  const first = await createPayment(sandbox, { customer_email: 'Ada@example.com', customer_name: 'Ada Lovelace' })
  const second = await createPayment(sandbox, { customer_email: 'ada@EXAMPLE.com' })
  expect(second.customer_id).toBe(first.customer_id)
  const { data } = await read<Listed<{ id: string; name: string }>>(sandbox, 'customers')
  expect(data.filter(({ id }) => id === first.customer_id)).toMatchObject([{ name: 'Ada Lovelace' }])
  const payments = await read<Listed<Payment>>(sandbox, `payments?customer_id=${first.customer_id}`)
  expect(payments.data.map(({ id }) => id)).toEqual([second.id, first.id])
})
