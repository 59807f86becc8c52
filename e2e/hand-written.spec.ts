import type { FrameLocator, Page } from '@playwright/test'
import { checkoutFrame, payWithThreeDSecure } from './card-form.ts'
import { createInvoice, createPayment } from './merchant.ts'
import { openSite, posted, siteOf } from './merchant-site.ts'
import { expectPaidOnce } from './paid.ts'
import { approveAtPayPal, choose, isAt, pay } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Frames written by hand as the documentation says, in a site that lets them do no more than it must. */

const ALLOW = 'payment *; publickey-credentials-get *; clipboard-write'
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox ' +
  'allow-top-navigation-by-user-activation allow-modals'

async function openFrame(page: Page, sandbox: Sandbox, id: string): Promise<FrameLocator> {
  const src = `${sandbox.host}/pay/${id}?embed=1`
  const body = `<iframe src="${src}" title="Checkout" allow="${ALLOW}" sandbox="${SANDBOX}" height="900"></iframe>`
  await openSite(page, siteOf(sandbox), body)
  return checkoutFrame(page)
}

const succeeded = ({ host }: Sandbox) => [host, 'paylinq:payment:succeeded']

test('a card is paid with, and its bank asked; the receipt is printed', async ({ page, context, sandbox }) => {
  await context.addInitScript(() => {
    addEventListener('beforeprint', () => Object.assign(window, { isPrinted: true }))
  })
  const { id } = await createPayment(sandbox)
  const checkout = await openFrame(page, sandbox, id)
  await payWithThreeDSecure(checkout)
  expect((await posted(page)).at(-1)).toEqual(succeeded(sandbox))
  await checkout.getByRole('button', { name: 'Print receipt' }).click()
  await expect
    .poll(() => checkout.locator('html').evaluate(() => (window as unknown as { isPrinted?: boolean }).isPrinted))
    .toBe(true)
  await expectPaidOnce(sandbox, id, { provider: 'stripe', besides: ['payment.requires_action'] })
})

test('PayPal opens in a window, which comes back and closes itself', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  const checkout = await openFrame(page, sandbox, id)
  await choose(checkout, 'PayPal')
  const [window] = await Promise.all([page.waitForEvent('popup'), pay(checkout)])
  await isAt(window, 'PayPal')
  await Promise.all([window.waitForEvent('close'), approveAtPayPal(window)])
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  expect(await posted(page)).toEqual([succeeded(sandbox)])
  await expectPaidOnce(sandbox, id, { provider: 'paypal' })
})

test('PayPal takes the whole page where windows are blocked', async ({ page, context, sandbox }) => {
  await context.addInitScript(() => {
    window.open = () => null
  })
  const { id } = await createPayment(sandbox)
  const checkout = await openFrame(page, sandbox, id)
  await choose(checkout, 'PayPal')
  await pay(checkout)
  await isAt(page, 'PayPal')
  await approveAtPayPal(page)
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await expectPaidOnce(sandbox, id, { provider: 'paypal' })
})

test('what an invoice says is copied', async ({ page, context, sandbox }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { publicId, memo } = await createInvoice(sandbox)
  const checkout = await openFrame(page, sandbox, publicId)
  await checkout.getByRole('button', { name: 'Copy memo' }).click()
  await expect(checkout.getByText('Memo copied')).toBeAttached()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(memo)
})
