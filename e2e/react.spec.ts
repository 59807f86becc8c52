import type { Page } from '@playwright/test'
import { checkoutFrame, payButton } from './card-form.ts'
import { callPaylinq, createPackage, createPayment } from './merchant.ts'
import { bundleReactShop, countAlive, expectNothingKept, REACTS, serveReactShop } from './package-shop.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere } from './provider-pages.ts'
import type { ReactShop } from './react-shop.tsx'
import { expect, type Sandbox, test as withSandbox } from './sandbox.ts'
import { frameOf, leave, openShop, say } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

/** The package's React components in a shop of another site, under StrictMode, in each version of React. */

const bundles = new Map<string, Promise<Map<string, string>>>()
const bundleOf = (react: (typeof REACTS)[number]) => {
  if (!bundles.has(react)) bundles.set(react, bundleReactShop(react))
  return bundles.get(react)!
}

const hosts = (page: Page) => page.locator('paylinq-checkout')
const show = (page: Page, ...values: Parameters<ReactShop['show']>) =>
  page.evaluate((values) => (window as unknown as ReactShop).show(...values), values)
const told = (page: Page) => page.evaluate(() => (window as unknown as ReactShop).told)
const toldTypes = async (page: Page) => (await told(page)).map(([render, name]) => `${render} ${name}`)

const shopPage = (root: string) => `<div id="root">${root}</div><script type="module" src="/react/shop.js"></script>`

for (const react of REACTS) {
  test.describe(react, () => {
    async function open(page: Page, sites: Sites, root = '') {
      await serveReactShop(page, sites.shop, await bundleOf(react))
      await openShop(page, sites, { body: shopPage(root) })
      await page.waitForFunction(() => 'told' in window)
    }

    async function openCheckout(page: Page, sandbox: Sandbox) {
      await serveReactShop(page, sandbox.shop, await bundleOf(react))
      await page.route(`${sandbox.shop}/checkout`, (route) =>
        route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en">${shopPage('')}` }),
      )
      await page.goto(`${sandbox.shop}/checkout`)
      await page.waitForFunction(() => 'told' in window)
    }

    for (const mode of ['inline', 'overlay'] as const) {
      withSandbox(`a card payment, ${mode}`, async ({ page, sandbox }) => {
        const { id } = await createPayment(sandbox)
        await openCheckout(page, sandbox)
        const props = { host: sandbox.host, paymentId: id, mode }
        await show(page, 'PaylinqCheckout', props, 'first')
        await expect.poll(() => toldTypes(page)).toEqual(['first onReady'])
        await show(page, 'PaylinqCheckout', { ...props, theme: 'dark' }, 'second')
        await payHere(checkoutFrame(page))
        await expect
          .poll(() => told(page))
          .toEqual([
            ['first', 'onReady', { paymentId: id }],
            ['second', 'onSuccess', { paymentId: id, status: 'succeeded' }],
          ])
        await expectPaidOnce(sandbox, id, { provider: 'stripe' })
        await show(page, null)
        await expect(hosts(page)).toHaveCount(0)
      })

      withSandbox(`a payment that the merchant cancels, ${mode}`, async ({ page, sandbox }) => {
        const { id } = await createPayment(sandbox)
        await openCheckout(page, sandbox)
        await show(page, 'PaylinqCheckout', { host: sandbox.host, paymentId: id, mode })
        await expect(payButton(checkoutFrame(page))).toHaveAttribute('aria-disabled', 'false')
        await expect.poll(() => toldTypes(page)).toEqual([' onReady'])
        expect(await callPaylinq(sandbox, `POST /payments/${id}/cancel`)).toMatchObject({ status: 200 })
        await expect
          .poll(() => told(page))
          .toEqual([
            ['', 'onReady', { paymentId: id }],
            ['', 'onFailure', { paymentId: id, status: 'cancelled' }],
          ])
      })

      test(`${mode}: one is open, whose callbacks and theme may change without a reload`, async ({ page, sites }) => {
        await open(page, sites)
        const props = { host: sites.host, paymentId: 'p1', mode }
        await show(page, 'PaylinqCheckout', props, 'first')
        await expect.poll(() => toldTypes(page)).toEqual(['first onReady'])
        await expect(hosts(page)).toHaveCount(1)
        const frame = await frameOf(page, 'p1')
        await show(page, 'PaylinqCheckout', { ...props, theme: 'dark' }, 'second')
        const scheme = () => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
        await expect.poll(scheme).toBe('dark')
        await show(page, 'PaylinqCheckout', props, 'third')
        await expect.poll(scheme).toBe('light dark')
        await say(frame, 'requiresAction', { paymentId: 'p1' })
        await expect.poll(() => toldTypes(page)).toEqual(['first onReady', 'third onRequiresAction'])
        await show(page, 'PaylinqCheckout', { ...props, style: { maxWidth: 400 }, className: 'till' }, 'fourth')
        await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
        await expect
          .poll(() => toldTypes(page))
          .toEqual(['first onReady', 'third onRequiresAction', 'fourth onFailure'])
      })

      test(`${mode}: another payment, host or locale opens anew`, async ({ page, sites }) => {
        await open(page, sites)
        const props = { host: sites.host, paymentId: 'p1', mode }
        const changes = [{}, { paymentId: 'p2' }, { host: `${sites.host}/sub` }, { locale: 'fr' }]
        let now = props
        for (const [index, change] of changes.entries()) {
          now = { ...now, ...change }
          await show(page, 'PaylinqCheckout', now, `${index}`)
          await expect.poll(() => toldTypes(page)).toContain(`${index} onReady`)
          await expect(hosts(page)).toHaveCount(1)
        }
        const src = await page.locator('paylinq-checkout iframe').getAttribute('src')
        expect(src).toBe(`${sites.host}/sub/pay/p2?embed=1&theme=system&locale=fr`)
        expect(await toldTypes(page)).toEqual(['0 onReady', '1 onReady', '2 onReady', '3 onReady'])
      })

      test(`${mode}: taken away at once or later, a hundred leave nothing behind`, async ({ page, sites }) => {
        await countAlive(page)
        await open(page, sites)
        const cycle = (times: number) =>
          page.evaluate(
            async ([host, mode, times]) => {
              const shop = window as unknown as ReactShop
              for (let i = 0; i < times; i++) {
                shop.show('PaylinqCheckout', { host, mode, paymentId: `p${i}` })
                const isOpen = () => document.querySelector('paylinq-checkout')?.shadowRoot?.querySelector('iframe')
                while (i % 2 === 0 && !isOpen()) await new Promise(requestAnimationFrame)
                shop.show(null)
              }
              // React tidies up behind itself in turns of its own.
              await new Promise((resolve) => setTimeout(resolve))
            },
            [sites.host, mode, times] as const,
          )
        await expectNothingKept(page, cycle)
        await expect(hosts(page)).toHaveCount(0)
        // Of those that were open for a moment, one or another was ready.
        expect((await toldTypes(page)).filter((type) => !type.endsWith('onReady'))).toEqual([])
      })
    }

    test('overlay: a callback that prevents it keeps the payer there; else it goes', async ({ page, sites }) => {
      await open(page, sites)
      const props = { host: sites.host, paymentId: 'p1', mode: 'overlay' }
      await show(page, 'PaylinqCheckout', props, 'stay')
      await expect.poll(() => toldTypes(page)).toEqual(['stay onReady'])
      const frame = await frameOf(page, 'p1')
      await leave(frame)
      await expect.poll(() => toldTypes(page)).toEqual(['stay onReady', 'stay onClose'])
      await expect(hosts(page)).toHaveCount(1)
      await show(page, 'PaylinqCheckout', props, 'go')
      await leave(frame)
      await expect(hosts(page)).toHaveCount(0)
      expect(await toldTypes(page)).toEqual(['stay onReady', 'stay onClose', 'go onClose'])
      await show(page, null)
    })

    test('in a place that comes into the document a moment later, as a portal’s', async ({ page, sites }) => {
      await open(page, sites)
      await page.evaluate((host) => {
        const place = document.getElementById('root')!
        place.remove()
        ;(window as unknown as ReactShop).show('PaylinqCheckout', { host, paymentId: 'p1' }, 'first')
        document.body.append(place)
      }, sites.host)
      await expect.poll(() => toldTypes(page)).toEqual(['first onReady'])
      await expect(hosts(page)).toHaveCount(1)
    })

    test('what a server has rendered is taken over as it is', async ({ page, sites }) => {
      const errors: string[] = []
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      await open(page, sites, '<div class="till"><svg width="1" height="480" aria-hidden="true"></svg></div>')
      const before = await page.locator('.till').elementHandle()
      await page.evaluate((props) => (window as unknown as ReactShop).hydrate('PaylinqCheckout', props), {
        host: sites.host,
        paymentId: 'p1',
        className: 'till',
      })
      await expect.poll(() => toldTypes(page)).toEqual([' onReady'])
      expect(await page.locator('.till').evaluate((till, before) => till === before, before)).toBe(true)
      expect(await page.locator('.till').evaluate(({ style }: HTMLElement) => style.minHeight)).toBe('')
      await expect(page.locator('.till > svg')).toHaveCount(0)
      expect(errors).toEqual([])
    })

    test('a part that cannot be loaded: the callback is told, and the link goes with the component', async ({
      page,
      sites,
    }) => {
      await open(page, sites)
      await page.route(/\/react\/checkout\w*\.js/, (route) => route.fulfill({ status: 503 }))
      await show(page, 'PaylinqCheckout', { host: sites.host, paymentId: 'p1' })
      await expect.poll(() => told(page)).toEqual([['', 'onError', { paymentId: 'p1', code: 'widget_failed' }]])
      await expect(page.getByRole('link', { name: 'Open checkout' })).toBeVisible()
      await show(page, null)
      await expect(page.getByRole('link')).toHaveCount(0)
    })

    withSandbox('a subscription’s page', async ({ page, sandbox }) => {
      const { id } = await createPackage(sandbox)
      await serveReactShop(page, sandbox.shop, await bundleOf(react))
      await page.route(`${sandbox.shop}/club`, (route) =>
        route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en">${shopPage('')}` }),
      )
      await page.goto(`${sandbox.shop}/club`)
      await page.waitForFunction(() => 'told' in window)
      await show(page, 'PaylinkrSubscription', { host: sandbox.host, packageId: id, width: 380 })
      await expect.poll(() => toldTypes(page)).toEqual([' onReady'])
      const frame = page.locator('paylinkr-subscription iframe')
      await expect(frame).toHaveCount(1)
      await expect(frame.contentFrame().getByText('99.00 USDC every month')).toBeVisible()
      await show(page, null)
      await expect(frame).toHaveCount(0)
    })
  })
}
