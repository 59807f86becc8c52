import { expect, test } from 'vitest'
import { clubPage, shopPage } from './pages.ts'

const HOST = 'http://localhost:4242'

test('the shelf leads to the subscription, with what it costs', async () => {
  expect(String(await shopPage())).toContain('<a class="button" href="/club">Join for 29.00 USDC a month</a>')
})

test('the subscription’s page holds its container, the script tag, and a way without script', async () => {
  const page = String(await clubPage('subpkg_1', HOST))
  expect(page).toContain('<div data-paylinkr-package="subpkg_1"')
  expect(page).toContain(`<script src="${HOST}/widget/subscription.js" async></script>`)
  expect(page).toContain(`href="${HOST}/subscribe/subpkg_1"`)
})
