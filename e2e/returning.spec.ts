import { checkoutFrame } from './card-form.ts'
import { createPayment, getAttempts } from './merchant.ts'
import { openSite, siteOf } from './merchant-site.ts'
import { approveAtPayPal, choose, isAt, pay } from './provider-pages.ts'
import { expect, test } from './sandbox.ts'

/** The payer comes back from a provider's page, and the address of ours does not say so for ever. */

test('to the hosted page: loaded again it is a payment that was paid before', async ({ page, sandbox }) => {
  const { payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await choose(page, 'PayPal')
  await pay(page)
  await isAt(page, 'PayPal')
  const entries = await page.evaluate(() => history.length)
  await approveAtPayPal(page)
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await expect(page).toHaveURL(payment_url)
  // The entry of the return itself, and none for its address.
  expect(await page.evaluate(() => history.length)).toBe(entries + 1)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Already paid' })).toBeVisible()
})

test('to a page in a frame: it keeps what the frame asked for', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await choose(page, 'PayPal')
  await pay(page)
  await isAt(page, 'PayPal')
  const [, attempt] = (await getAttempts(sandbox, id)).data
  const wishes = 'embed=1&theme=dark&locale=de'
  const src = `${payment_url}?${wishes}&returned=${attempt!.id}&token=8X`
  await openSite(page, siteOf(sandbox), `<iframe src="${src}"></iframe>`)
  await expect(checkoutFrame(page).getByRole('heading', { level: 1 })).toBeVisible()
  const framed = () =>
    page
      .frames()
      .find((frame) => frame.url().startsWith(payment_url))
      ?.url()
  await expect.poll(framed).toBe(`${payment_url}?${wishes}`)
})
