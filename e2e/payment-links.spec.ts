import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { advanceClock, callPaylinq, type Payment } from './merchant.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere, press } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

interface Link {
  id: string
  url: string
  qr_code_url: string
  visits: number
  payments: number
  payments_succeeded: number
}

async function createLink(sandbox: Sandbox, body: object): Promise<Link> {
  const answer = await callPaylinq<Link>(sandbox, 'POST /payment-links', { title: 'A bag of beans', ...body })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}

const PRICE = { amount: 1450, currency: 'EUR' }

const details = async (sandbox: Sandbox, { id }: Link) =>
  (await callPaylinq<Link>(sandbox, `GET /payment-links/${id}`)).body

const paymentsOf = async (sandbox: Sandbox, { id }: Link) =>
  (await callPaylinq<{ data: Payment[] }>(sandbox, `GET /payments?link_id=${id}`)).body.data

test('a visitor pays through a link, and each visit that pays is a payment', async ({ page, sandbox, payer }) => {
  const link = await createLink(sandbox, { ...PRICE, success_url: `${sandbox.shop}/?from=link` })
  for (let visit = 1; visit <= 2; visit++) {
    await page.goto(link.url)
    await expect(page.getByRole('heading', { name: 'A bag of beans' })).toBeVisible()
    await press(page, 'Continue to payment')
    await payHere(page)
    const payments = await paymentsOf(sandbox, link)
    expect(payments).toHaveLength(visit)
    await expectPaidOnce(sandbox, payments[0]!.id, { provider: 'stripe', amount: 1450 })
    expect(addressOf(sandbox, payments[0]!.id)).toBe(payer)
  }
  await page.getByRole('link', { name: 'Return to Birch & Ember' }).click()
  await expect(page).toHaveURL(/\?from=link&payment_id=.*&status=succeeded$/)
  expect(await details(sandbox, link)).toMatchObject({ visits: 2, payments: 2, payments_succeeded: 2 })
})

/** Whose the visit was; kept to look into fraud, and told to nobody. */
function addressOf({ dataDir }: Sandbox, paymentId: string): unknown {
  const db = new DatabaseSync(join(dataDir, 'paylink.db'), { readOnly: true })
  try {
    return db.prepare('select payer_address from payments where id = ?').get(paymentId)?.payer_address
  } finally {
    db.close()
  }
}

test('looking makes no payment: loading again, HEAD, previews, the QR code', async ({ page, sandbox }) => {
  const link = await createLink(sandbox, PRICE)
  await page.goto(link.url)
  for (let again = 0; again < 3; again++) await page.reload()
  expect((await fetch(link.url, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(link.url, { headers: { 'User-Agent': 'Twitterbot/1.0' } })).status).toBe(200)
  const qr = await fetch(link.qr_code_url)
  expect(qr.headers.get('content-type')).toBe('image/svg+xml')
  expect(await qr.text()).toMatch(/^<svg [\s\S]*<\/svg>$/)
  expect(await details(sandbox, link)).toMatchObject({ visits: 4, payments: 0 })

  // One visit, however often its form is sent, is one payment; loading that again makes no other.
  const visit = (await page.locator('input[name=visit]').getAttribute('value'))!
  const send = () =>
    page.request.post(`${link.url}/pay`, { form: { visit }, headers: { Origin: sandbox.host }, maxRedirects: 0 })
  const [first, second] = [await send(), await send()]
  expect([first.status(), second.status()]).toEqual([303, 303])
  expect(second.headers().location).toBe(first.headers().location)
  await page.goto(sandbox.host + first.headers().location!)
  await page.reload()
  expect(await details(sandbox, link)).toMatchObject({ visits: 4, payments: 1 })
})

test('a link of several products lists them, and each has a page of its own', async ({ page, sandbox }) => {
  const product = async (name: string, amount: number) =>
    (await callPaylinq<{ id: string }>(sandbox, 'POST /products', { name, amount, currency: 'EUR' })).body.id
  const ids = [await product('Ridgeline', 1450), await product('Slow Sunday', 1600)]
  const link = await createLink(sandbox, { title: 'Our coffees', product_ids: ids })
  await page.goto(link.url)
  await expect(page.getByRole('listitem')).toHaveText([/^Ridgeline.*€14\.50$/, /^Slow Sunday.*€16\.00$/])
  await page.getByRole('link', { name: /Slow Sunday/ }).click()
  await expect(page).toHaveURL(`${link.url}/product/${ids[1]}`)
  await press(page, 'Continue to payment')
  await payHere(page)
  const [payment] = await paymentsOf(sandbox, link)
  await expectPaidOnce(sandbox, payment!.id, { provider: 'stripe', amount: 1600 })
  expect((await page.request.get(`${link.url}/product/prod_of_nobody`)).status()).toBe(404)
})

test('an expired link says so with 410 and sells nothing, also to who had it open', async ({ page, sandbox }) => {
  const { now } = await advanceClock(sandbox, 'PT0S')
  const expires_at = new Date(Date.parse(now) + 60_000).toISOString()
  const link = await createLink(sandbox, { ...PRICE, expires_at })
  await page.goto(link.url)
  await advanceClock(sandbox, 'PT2M')
  await press(page, 'Continue to payment')
  await expect(page.getByRole('heading', { name: 'This link has expired' })).toBeVisible()
  expect((await page.goto(link.url))!.status()).toBe(410)
  await expect(page.getByRole('heading', { name: 'This link has expired' })).toBeVisible()
  expect(await details(sandbox, link)).toMatchObject({ payments: 0 })
  expect((await page.goto(`${sandbox.host}/shop/plink_of_nobody`))!.status()).toBe(404)
})
