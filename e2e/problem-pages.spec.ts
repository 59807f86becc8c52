import AxeBuilder from '@axe-core/playwright'
import type { FrameLocator, Page } from '@playwright/test'
import { breakPages } from './broken-host.ts'
import { checkoutFrame, payButton } from './card-form.ts'
import { closePackage, createPackage, createPayment } from './merchant.ts'
import { openSite, pressEscape, seen, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Pages that say what is wrong, where a merchant's page embeds them: the payer reads them, and the page is told. */

/** Much less than the 8 seconds after which the widget gives up. */
const AT_ONCE = { timeout: 4_000 }
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

interface Problem {
  /** In which it is embedded. */
  open(page: Page, sandbox: Sandbox, attributes?: string): Promise<FrameLocator>
  heading: string
  event: [type: string, detail: object]
}

const openTag = async (page: Page, sandbox: Sandbox, id: string, attributes = '') => {
  await openSite(page, siteOf(sandbox), tag(sandbox, id, attributes))
  return checkoutFrame(page)
}

const openContainer = async (page: Page, sandbox: Sandbox, id: string, attributes = '') => {
  const script = `<script src="${sandbox.host}/widget/subscription.js" async></script>`
  await openSite(page, siteOf(sandbox), `<div data-paylinkr-package="${id}" ${attributes}></div>${script}`)
  return page.frameLocator('iframe[src*="/embed/subscription/"]')
}

const PROBLEMS: Record<string, Problem> = {
  'an unknown payment': {
    open: (page, sandbox, attributes) => openTag(page, sandbox, UNKNOWN, attributes),
    heading: 'Link not found',
    event: ['error', { paymentId: UNKNOWN, code: 'not_found' }],
  },
  'an unknown payment, in place': {
    open: (page, sandbox, attributes = '') => openTag(page, sandbox, UNKNOWN, `data-mode="inline" ${attributes}`),
    heading: 'Link not found',
    event: ['error', { paymentId: UNKNOWN, code: 'not_found' }],
  },
  'a page that could not be made': {
    async open(page, sandbox, attributes) {
      await breakPages(page, `${sandbox.host}/pay/**`, 500)
      return openTag(page, sandbox, UNKNOWN, attributes)
    },
    heading: 'Something went wrong',
    event: ['error', { paymentId: UNKNOWN, code: 'failed' }],
  },
  'too many tries': {
    async open(page, sandbox, attributes) {
      await breakPages(page, `${sandbox.host}/pay/**`, 429)
      return openTag(page, sandbox, UNKNOWN, attributes)
    },
    heading: 'Too many tries',
    event: ['error', { paymentId: UNKNOWN, code: 'rate_limited' }],
  },
  'an unknown package': {
    open: (page, sandbox, attributes) => openContainer(page, sandbox, 'subpkg_none', attributes),
    heading: 'Link not found',
    event: ['paylinkr:error', { packageId: 'subpkg_none', code: 'not_found' }],
  },
  'a package that is closed': {
    async open(page, sandbox, attributes) {
      const { id } = await createPackage(sandbox)
      await closePackage(sandbox, id)
      return openContainer(page, sandbox, id, attributes)
    },
    heading: 'No longer offered',
    event: ['paylinkr:error', { packageId: expect.stringMatching(/^subpkg_/), code: 'not_offered' }],
  },
}

for (const [name, { open, heading, event }] of Object.entries(PROBLEMS)) {
  test(`${name}: what is wrong is read at once, and told`, async ({ page, sandbox }) => {
    const frame = await open(page, sandbox)
    await expect(frame.getByRole('heading', { name: heading })).toBeVisible(AT_ONCE)
    await expect.poll(() => seen(page)).toEqual([event])
  })

  test(`${name}: accessible, in the theme of the page around it, and whole on a phone`, async ({ page, sandbox }) => {
    for (const theme of ['light', 'dark']) {
      const frame = await open(page, sandbox, `data-theme="${theme}"`)
      await expect(frame.getByRole('heading', { name: heading })).toBeVisible()
      const scheme = () => frame.locator('html').evaluate((root) => getComputedStyle(root).colorScheme)
      await expect.poll(scheme).toBe(theme)
      const widget = new AxeBuilder({ page }).include('paylinq-checkout, paylinkr-subscription')
      expect((await widget.analyze()).violations).toEqual([])
    }
    await page.setViewportSize({ width: 360, height: 640 })
    const frame = await open(page, sandbox)
    await expect(frame.getByRole('heading', { name: heading })).toBeInViewport()
    const wide = () => frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
    expect(await wide()).toBe(0)
  })
}

test('it is written, and the dialog named, in the language of the page around it', async ({ page, sandbox }) => {
  const frame = await openTag(page, sandbox, UNKNOWN, 'data-locale="de"')
  await expect(frame.getByRole('heading', { name: 'Link nicht gefunden' })).toBeVisible()
  const dialog = page.getByRole('dialog', { name: 'Link nicht gefunden' })
  await expect(dialog.getByRole('button', { name: 'Schließen' })).toBeVisible()
})

test('Escape leaves it', async ({ page, sandbox }) => {
  const frame = await openTag(page, sandbox, UNKNOWN)
  await expect(frame.getByRole('heading')).toBeVisible()
  await expect.poll(() => frame.locator('html').evaluate(() => document.hasFocus())).toBe(true)
  pressEscape(page)
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  expect(await seenTypes(page)).toEqual(['error', 'close'])
})

test('a page that could be made the next time is the checkout', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  await breakPages(page, `${sandbox.host}/pay/**`, 500)
  const frame = await openTag(page, sandbox, id)
  const again = frame.getByRole('link', { name: 'Load again' })
  await again.click()
  await expect(again).toBeVisible()
  await page.unroute(`${sandbox.host}/pay/**`)
  await again.click()
  await expect(payButton(frame)).toHaveAttribute('aria-disabled', 'false')
  await expect.poll(() => seenTypes(page)).toEqual(['error', 'ready'])
  expect(await seenTypes(page)).toEqual(['error', 'ready'])
})

test('a hand-written frame shows it too, and hears nothing', async ({ page, sandbox }) => {
  await openSite(page, siteOf(sandbox), `<iframe src="${sandbox.host}/pay/${UNKNOWN}?embed=1"></iframe>`)
  await expect(checkoutFrame(page).getByRole('heading', { name: 'Link not found' })).toBeVisible()
  expect(await seen(page)).toEqual([])
})
