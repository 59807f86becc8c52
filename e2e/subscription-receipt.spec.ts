import type { FrameLocator, Page } from '@playwright/test'
import { createPackage } from './merchant.ts'
import { openSite, siteOf } from './merchant-site.ts'
import { openPackage } from './payer-pages.ts'
import { press } from './provider-pages.ts'
import { expect, test } from './sandbox.ts'

/** A subscriber who has paid finds the receipt of it: the page of the invoice. */

const receiptLink = (page: Page | FrameLocator) => page.getByRole('link', { name: 'View receipt' })

async function subscribe(page: Page | FrameLocator, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await press(page, 'Subscribe')
}

async function pay(page: Page | FrameLocator): Promise<void> {
  await press(page, 'Use the sandbox wallet')
  await expect(page.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
}

async function expectReceipt(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: title })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Print receipt' })).toBeVisible()
}

test('the page leads to the receipt of the first payment, and back', async ({ page, sandbox }) => {
  await openPackage(page, sandbox, { name: 'Priority Care' })
  await subscribe(page, 'receipt@example.com')
  await expect(receiptLink(page)).toHaveCount(0)
  await pay(page)
  await receiptLink(page).click()
  await expect(page).toHaveURL(/\/pay\/[0-9a-z]+\?locale=en-US$/)
  await expectReceipt(page, 'Priority Care')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
})

test('inside a merchant’s page it opens in a tab of its own', async ({ page, context, sandbox }) => {
  const { id } = await createPackage(sandbox, { name: 'Priority Care' })
  const script = `<script src="${sandbox.host}/widget/subscription.js" async></script>`
  await openSite(page, siteOf(sandbox), `<div data-paylinkr-package="${id}"></div>${script}`)
  const frame = page.frameLocator('iframe[src*="/embed/subscription/"]')
  await subscribe(frame, 'framed@example.com')
  await pay(frame)
  const opened = context.waitForEvent('page')
  await receiptLink(frame).click()
  const receipt = await opened
  await expectReceipt(receipt, 'Priority Care')
  expect(await receipt.evaluate(() => opener)).toBeNull()
  await expect(frame.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
})

test('where nothing was paid yet there is none', async ({ page, sandbox }) => {
  await openPackage(page, sandbox, { trialDays: 14 })
  await subscribe(page, 'free@example.com')
  await expect(page.getByRole('heading', { name: 'Your free days have begun' })).toBeVisible()
  await expect(receiptLink(page)).toHaveCount(0)
})
