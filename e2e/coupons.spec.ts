import type { Page } from '@playwright/test'
import { capturesOf } from './books.ts'
import { payButton } from './card-form.ts'
import { callPaylinq, createPayment, getAttempts, getPayment, webhooksAbout } from './merchant.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere, press } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Coupons that payers enter on the pay page. */

interface Coupon {
  id: string
  code: string
  times_redeemed: number
}

let coupons = 0

/** Under a code that no other test uses. */
async function createCoupon(sandbox: Sandbox, body: object): Promise<Coupon> {
  const code = `TEST${++coupons}`
  const answer = await callPaylinq<Coupon>(sandbox, 'POST /coupons', { code, type: 'percentage', ...body })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}

async function enter(page: Page, code: string): Promise<void> {
  await press(page, 'Add coupon code')
  await page.getByLabel('Coupon code').fill(code)
  await press(page, 'Apply')
}

const redeemed = async (sandbox: Sandbox, { id }: Coupon) =>
  (await callPaylinq<Coupon>(sandbox, `GET /coupons/${id}`)).body.times_redeemed

const paysButton = (page: Page) => expect(payButton(page))

test('a percentage comes off, can be taken back, and is charged without', async ({ page, sandbox }) => {
  const coupon = await createCoupon(sandbox, { percent_off: 20 })
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await enter(page, coupon.code.toLowerCase())
  await expect(page.getByText('-€5.00')).toBeVisible()
  await paysButton(page).toHaveText('Pay €20.00')
  expect(await getPayment(sandbox, id)).toMatchObject({ discount_amount: 500, coupon_code: coupon.code })

  await press(page, `Remove coupon ${coupon.code}`)
  await paysButton(page).toHaveText('Pay €25.00')
  expect(await getPayment(sandbox, id)).toMatchObject({ discount_amount: 0, coupon_code: null })

  await enter(page, coupon.code)
  await paysButton(page).toHaveText('Pay €20.00')
  await payHere(page)
  await expectPaidOnce(sandbox, id, { provider: 'stripe', amount: 2000 })
  const [webhook] = await webhooksAbout(sandbox, id)
  expect(JSON.parse(webhook!.body).data).toMatchObject({ amount: 2500, discount_amount: 500 })
  expect(await redeemed(sandbox, coupon)).toBe(1)
})

test('a code that nobody knows, or that is used up, says so', async ({ page, sandbox }) => {
  const { payment_url } = await createPayment(sandbox)
  const coupon = await createCoupon(sandbox, { percent_off: 10, max_redemptions: 1 })
  await page.goto(payment_url)
  await enter(page, 'nobody-knows-it')
  await expect(page.getByRole('alert').filter({ hasText: 'There is no such code' })).toBeVisible()
  await page.getByLabel('Coupon code').fill(coupon.code)
  await press(page, 'Apply')
  await paysButton(page).toHaveText('Pay €22.50')

  const other = await createPayment(sandbox)
  const elsewhere = await page.context().newPage()
  await elsewhere.goto(other.payment_url)
  await enter(elsewhere, coupon.code)
  await paysButton(elsewhere).toHaveText('Pay €22.50')
  await payHere(elsewhere)

  // Nobody is charged more than was on the button.
  await page.bringToFront()
  await payHere(page, undefined, /it was taken off. Nothing was charged/)
  await paysButton(page).toHaveText('Pay €25.00')
  await enter(page, coupon.code)
  await expect(page.getByRole('alert').filter({ hasText: 'used as often as it may be' })).toBeVisible()
  expect(await redeemed(sandbox, coupon)).toBe(1)
})

test('all of it off: the order is complete without a provider', async ({ page, sandbox }) => {
  const coupon = await createCoupon(sandbox, { percent_off: 100 })
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await enter(page, coupon.code)
  await expect(page.getByText('There is nothing left to pay.')).toBeVisible()
  await expect(payButton(page)).toHaveCount(0)
  await press(page, 'Complete order')
  await expect(page.getByRole('heading', { name: 'Order complete' })).toBeVisible()
  expect(await getPayment(sandbox, id)).toMatchObject({ status: 'succeeded', provider: null, discount_amount: 2500 })
  expect(await capturesOf(sandbox, id)).toEqual([])
  const { data } = await getAttempts(sandbox, id)
  expect(data.filter(({ status }) => status === 'succeeded')).toEqual([])
  await expect
    .poll(async () => (await webhooksAbout(sandbox, id)).map(({ event, verified }) => [event, verified]))
    .toEqual([['payment.succeeded', true]])
  expect(await redeemed(sandbox, coupon)).toBe(1)
})
