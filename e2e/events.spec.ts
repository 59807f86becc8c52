import { CARDS, checkoutFrame, payButton, typeCard } from './card-form.ts'
import {
  callPaylinq,
  cancelSubscription,
  createInvoice,
  createPackage,
  createPayment,
  expireInvoice,
  getAttempts,
} from './merchant.ts'
import { openSite, seen, siteOf, tag } from './merchant-site.ts'
import { press } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** What a merchant's page hears of a payment or subscription that comes to nothing while its page is open. */

const countDeclined = async (sandbox: Sandbox, id: string) =>
  (await getAttempts(sandbox, id)).data.filter(({ status }) => status === 'declined').length

for (const mode of ['overlay', 'inline']) {
  test(`a payment that the merchant cancels, ${mode}`, async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    await openSite(page, siteOf(sandbox), tag(sandbox, id, `data-mode="${mode}"`))
    const ready = ['ready', { paymentId: id }]
    await expect(payButton(checkoutFrame(page))).toHaveAttribute('aria-disabled', 'false')
    expect(await seen(page)).toEqual([ready])
    expect(await callPaylinq(sandbox, `POST /payments/${id}/cancel`)).toMatchObject({ status: 200 })
    await expect.poll(() => seen(page)).toEqual([ready, ['payment:failed', { paymentId: id, status: 'cancelled' }]])
  })
}

test('a payment for which five cards were declined', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), tag(sandbox, id))
  const checkout = checkoutFrame(page)
  for (let declined = 1; declined <= 5; declined++) {
    await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
    await typeCard(checkout, CARDS.declined)
    await payButton(checkout).click()
    await expect.poll(() => countDeclined(sandbox, id)).toBe(declined)
  }
  const ready = ['ready', { paymentId: id }]
  const failed = ['payment:failed', { paymentId: id, status: 'failed' }]
  await expect.poll(() => seen(page)).toEqual([ready, failed])
  // It can be tried again, and what comes of that is told.
  await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
  await typeCard(checkout, CARDS.pays)
  await payButton(checkout).click()
  const succeeded = ['payment:succeeded', { paymentId: id, status: 'succeeded' }]
  await expect.poll(() => seen(page)).toEqual([ready, failed, succeeded])
})

test('an invoice that the merchant expires', async ({ page, sandbox }) => {
  const { id, publicId } = await createInvoice(sandbox)
  await openSite(page, siteOf(sandbox), tag(sandbox, publicId))
  const ready = ['ready', { paymentId: publicId }]
  await expect(checkoutFrame(page).getByText('Waiting for your transfer')).toBeVisible()
  expect(await seen(page)).toEqual([ready])
  await expireInvoice(sandbox, id)
  await expect.poll(() => seen(page)).toEqual([ready, ['payment:failed', { paymentId: publicId, status: 'expired' }]])
})

test('a subscription that the merchant cancels before its first payment', async ({ page, sandbox }) => {
  const { id } = await createPackage(sandbox)
  const body = `<div data-paylinkr-package="${id}"></div><script src="${sandbox.host}/widget/subscription.js"></script>`
  await openSite(page, siteOf(sandbox), body)
  const frame = page.frameLocator('paylinkr-subscription iframe')
  await frame.getByLabel('E-mail').fill('gone@example.com')
  await press(frame, /subscri/i)
  await expect(frame.getByText('Waiting for your transfer')).toBeVisible()
  const created = async () => (await seen(page)).find(([name]) => name === 'paylinkr:subscription:created')
  await expect.poll(created).toBeTruthy()
  const { subscriptionId } = (await created())![1] as { subscriptionId: string }
  await cancelSubscription(sandbox, subscriptionId)
  const payload = { subscriptionId, packageId: id }
  await expect
    .poll(() => seen(page))
    .toEqual([
      ['paylinkr:ready', { packageId: id }],
      ['paylinkr:subscription:created', { ...payload, status: 'incomplete' }],
      ['paylinkr:subscription:cancelled', { ...payload, status: 'cancelled' }],
    ])
})
