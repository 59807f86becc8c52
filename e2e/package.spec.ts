import type { Page } from '@playwright/test'
import { checkoutFrame } from './card-form.ts'
import { createPackage, createPayment } from './merchant.ts'
import { countAlive, expectNothingKept, loadNpm, outcome, type ShopWindow, serveNpm, start } from './package-shop.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere } from './provider-pages.ts'
import { expect, type Sandbox, test as withSandbox } from './sandbox.ts'
import { frameOf, leave, openShop, say, seen, seenTypes } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

/** The npm package in a shop of another site, loaded as it is published. */

const PLACES = ['over', 'in place'] as const
const elements = (page: Page) => page.locator('paylinq-checkout')

async function open(page: Page, sites: Sites, query: { csp?: string } = {}) {
  await serveNpm(page, sites.shop)
  await openShop(page, sites, { body: '<div id="till" style="width: 500px"></div>', ...query })
  await loadNpm(page)
}

/** From here on it passes as the test says. */
async function stopTime(page: Page) {
  await page.clock.install({ time: 0 })
  await page.clock.pauseAt(1_000)
}

const close = (page: Page) => page.evaluate(() => (window as unknown as ShopWindow).checkout.close())

for (const where of PLACES) {
  withSandbox(`a card payment, ${where}`, async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    await openSandboxShop(page, sandbox)
    await start(page, where, { host: sandbox.host, paymentId: id })
    await expect.poll(() => outcome(page)).toBe('ready')
    await page.evaluate(() => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      const { checkout } = window as unknown as ShopWindow
      checkout.addEventListener('paylinq:payment:succeeded', ({ detail }) => heard.push(detail))
    })
    await payHere(checkoutFrame(page))
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard))
      .toEqual([{ paymentId: id, status: 'succeeded' }])
    await expectPaidOnce(sandbox, id, { provider: 'stripe' })
    await close(page)
    await expect(elements(page)).toHaveCount(0)
  })
}

withSandbox('a subscription’s page, in its size and theme', async ({ page, sandbox }) => {
  const { id } = await createPackage(sandbox)
  await openSandboxShop(page, sandbox)
  const isReady = await page.evaluate(
    async ([host, packageId]) => {
      const { npm } = window as unknown as ShopWindow
      const options = { host, packageId, width: 380, height: 700, theme: 'dark', locale: 'en' } as const
      const subscription = npm.mountSubscription(document.querySelector('#till')!, options)
      Object.assign(window, { checkout: subscription })
      await subscription.ready
      return true
    },
    [sandbox.host, id] as const,
  )
  expect(isReady).toBe(true)
  const frame = page.locator('paylinkr-subscription iframe')
  await expect(frame.contentFrame().getByText('99.00 USDC every month')).toBeVisible()
  const { width, height } = (await frame.boundingBox())!
  expect(width).toBe(380)
  expect(height).toBeGreaterThanOrEqual(700)
  const scheme = () => frame.evaluate((element) => getComputedStyle(element).colorScheme)
  expect(await scheme()).toBe('dark')
  await page.evaluate(() => (window as unknown as ShopWindow).checkout.update({ theme: 'light' }))
  await expect.poll(scheme).toBe('light')
  await close(page)
  expect(await page.locator('#till').innerHTML()).toBe('')
})

async function openSandboxShop(page: Page, { shop }: Sandbox) {
  await serveNpm(page, shop)
  await page.route(`${shop}/checkout`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><div id="till"></div>' }),
  )
  await page.goto(`${shop}/checkout`)
  await loadNpm(page)
}

for (const where of PLACES) {
  test.describe(where, () => {
    test('asks its host for nothing before it is opened', async ({ page, sites }) => {
      const asked: string[] = []
      page.on('request', (request) => {
        const { origin, pathname } = new URL(request.url())
        if (origin === sites.host || pathname === '/npm/checkout.js') asked.push(pathname)
      })
      await open(page, sites)
      await page.waitForLoadState('networkidle')
      expect(asked).toEqual([])
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await expect.poll(() => outcome(page)).toBe('ready')
      // The page loads a script of its own.
      expect(asked).toEqual(['/npm/checkout.js', '/pay/p1', '/parent.js'])
    })

    test('is ready also for whoever asks late, and tells each event once', async ({ page, sites }) => {
      await open(page, sites)
      await start(page, where, { host: `${sites.host}/sub`, paymentId: 'p1' })
      await expect.poll(() => outcome(page)).toBe('ready')
      await page.evaluate(() => (window as unknown as ShopWindow).checkout.ready)
      const frame = await frameOf(page, 'p1')
      expect(new URL(frame.url()).pathname).toBe('/sub/pay/p1')
      expect(new URL(frame.url()).searchParams.get('locale')).toBe('de')
      const payload = { paymentId: 'p1', status: 'succeeded' }
      await say(frame, 'succeeded', payload)
      await expect
        .poll(() => seen(page))
        .toEqual([
          ['ready', { paymentId: 'p1' }],
          ['payment:succeeded', payload],
        ])
      await close(page)
      await expect(elements(page)).toHaveCount(0)
    })

    test('tells how the payment stands also whoever listens once it is ready', async ({ page, sites }) => {
      await open(page, sites)
      const told = await page.evaluate(
        async ([where, host]) => {
          const { npm } = window as unknown as ShopWindow
          const options = { host, paymentId: 'acting' }
          const checkout =
            where === 'over' ? npm.openCheckout(options) : npm.mountCheckout(document.querySelector('#till')!, options)
          await checkout.ready
          return new Promise((resolve) =>
            checkout.addEventListener('paylinq:payment:requires_action', () => resolve(true)),
          )
        },
        [where, sites.host] as const,
      )
      expect(told).toBe(true)
    })

    test('changes its theme while it is open, without a reload', async ({ page, sites }) => {
      await open(page, sites)
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await expect.poll(() => outcome(page)).toBe('ready')
      const frame = await frameOf(page, 'p1')
      await frame.evaluate(() => Object.assign(window, { mark: 'the same page' }))
      const scheme = () => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
      for (const theme of ['dark', 'light'] as const) {
        await page.evaluate((theme) => (window as unknown as ShopWindow).checkout.update({ theme }), theme)
        await expect.poll(scheme).toBe(theme)
      }
      expect(await frame.evaluate(() => (window as unknown as { mark: string }).mark)).toBe('the same page')
      await expect(
        page.evaluate(() => (window as unknown as ShopWindow).checkout.update({ theme: 'auto' as 'dark' })),
      ).rejects.toThrow('paylink-checkout: theme must be light, dark or system.')
    })

    test('is ended at once, before it was ready too, and however often', async ({ page, sites }) => {
      await open(page, sites)
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await close(page)
      await close(page)
      await expect.poll(() => outcome(page)).toBe('closed')
      await expect(elements(page)).toHaveCount(0)
      // Nobody reads this one's rejection.
      await page.evaluate((host) => {
        const { npm } = window as unknown as ShopWindow
        npm.openCheckout({ host, paymentId: 'p2' }).close()
      }, sites.host)
      // What was on its way has arrived by the time that another one is ready.
      await start(page, where, { host: sites.host, paymentId: 'p3' })
      await expect.poll(() => outcome(page)).toBe('ready')
      await expect(elements(page)).toHaveCount(1)
      expect(await seen(page)).toEqual([['ready', { paymentId: 'p3' }]])
    })

    test('a host that does not answer: within 8 seconds it is said, and there is a link', async ({ page, sites }) => {
      await open(page, sites)
      await stopTime(page)
      await start(page, where, { host: 'http://localhost:1', paymentId: 'p1' })
      await expect(elements(page).locator('iframe')).toBeAttached()
      await page.clock.runFor(7_900)
      expect(await outcome(page)).toBe('pending')
      await page.clock.runFor(200)
      await expect.poll(() => outcome(page)).toBe('timeout')
      await page.clock.runFor(8_000)
      const link = page.getByRole('link', { name: 'Open checkout' })
      await expect(link).toBeVisible()
      await expect(link).toHaveAttribute('href', 'http://localhost:1/pay/p1')
      expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'timeout' }]])
    })

    test('a part that cannot be loaded: a link, and the next one tries again', async ({ page, sites }) => {
      await open(page, sites)
      await page.route(`${sites.shop}/npm/checkout.js`, (route) => route.fulfill({ status: 503 }), { times: 1 })
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await expect.poll(() => outcome(page)).toBe('widget_failed')
      const link = page.getByRole('link', { name: 'Open checkout' })
      await expect(link).toBeInViewport()
      await expect(link).toHaveAttribute('href', `${sites.host}/pay/p1`)
      if (where === 'in place') await close(page)
      await start(page, where, { host: sites.host, paymentId: 'p2' })
      await expect.poll(() => outcome(page)).toBe('ready')
      await expect(link).toHaveCount(0)
      expect(await seen(page)).toEqual([
        ['error', { paymentId: 'p1', code: 'widget_failed' }],
        ['ready', { paymentId: 'p2' }],
      ])
    })

    test('a part that does not arrive: the link, and nothing opens after it', async ({ page, sites }) => {
      await open(page, sites)
      let arrive!: () => void
      const asked = new Promise<void>((resolve) => {
        void page.route(
          `${sites.shop}/npm/checkout.js`,
          async (route) => {
            resolve()
            await new Promise<void>((resolve) => {
              arrive = resolve
            })
            await route.fallback()
          },
          { times: 1 },
        )
      })
      await stopTime(page)
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await asked
      await page.clock.runFor(8_100)
      await expect.poll(() => outcome(page)).toBe('timeout')
      await expect(page.getByRole('link', { name: 'Open checkout' })).toBeInViewport()
      arrive()
      await page.evaluate((path) => import(path), '/npm/checkout.js')
      await expect(elements(page)).toHaveCount(0)
      expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'timeout' }]])
      await close(page)
      await expect(page.getByRole('link')).toHaveCount(0)
    })

    test('a hundred of them leave nothing behind', async ({ page, sites }) => {
      await countAlive(page)
      await open(page, sites)
      /** Every tenth is ready before it is closed, every other one open; the rest are closed at once. */
      const cycle = (times: number) =>
        page.evaluate(
          async ([where, host, times]) => {
            const { npm } = window as unknown as ShopWindow
            const till = document.querySelector('#till')!
            for (let i = 0; i < times; i++) {
              const options = { host, paymentId: `p${i}` }
              const checkout = where === 'over' ? npm.openCheckout(options) : npm.mountCheckout(till, options)
              if (i % 10 === 0) await checkout.ready
              const isOpen = () => document.querySelector('paylinq-checkout')?.shadowRoot?.querySelector('iframe')
              while (i % 2 === 0 && !isOpen()) await new Promise(requestAnimationFrame)
              checkout.close()
            }
          },
          [where, sites.host, times] as const,
        )
      await expectNothingKept(page, cycle)
      await expect(elements(page)).toHaveCount(0)
    })

    test('a strict policy has nothing against it', async ({ page, sites }) => {
      const csp = `default-src 'none'; script-src 'self'; frame-src ${sites.host}`
      // The page's own style attributes would be violations of their own.
      await serveNpm(page, sites.shop)
      await openShop(page, sites, { body: '<div id="till"></div>', csp })
      await loadNpm(page)
      await start(page, where, { host: sites.host, paymentId: 'p1' })
      await expect.poll(() => outcome(page)).toBe('ready')
      await close(page)
      await page.route(`${sites.shop}/npm/subscription.js`, (route) => route.fulfill({ status: 503 }))
      await page.evaluate(async (host) => {
        const { npm } = window as unknown as ShopWindow
        await npm.mountSubscription(document.querySelector('#till')!, { host, packageId: 's' }).ready.catch(() => {})
      }, sites.host)
      expect((await seenTypes(page)).filter((type) => type !== 'ready')).toEqual([])
    })
  })
}

test('whoever comes back from the hosted page is told once, and the address keeps nothing of it', async ({
  page,
  sites,
}) => {
  await serveNpm(page, sites.shop)
  await page.goto(`${sites.shop}/?order=7&payment_id=p1&status=succeeded#thanks`)
  const ask = () =>
    page.evaluate(async (path) => {
      history.replaceState({ router: 1 }, '')
      const { getRedirectResult } = (await import(path)) as typeof import('../widget/package/redirect.ts')
      const entries = history.length
      return [getRedirectResult(), getRedirectResult(), history.length - entries, history.state]
    }, '/npm/redirect.js')
  const result = { paymentId: 'p1', status: 'succeeded' }
  expect(await ask()).toEqual([result, result, 0, { router: 1 }])
  expect(page.url()).toBe(`${sites.shop}/?order=7#thanks`)
  await page.reload()
  expect(await ask()).toEqual([null, null, 0, { router: 1 }])
  await page.goto(`${sites.shop}/?status=open`)
  expect((await ask())[0]).toBe(null)
  expect(page.url()).toBe(`${sites.shop}/?status=open`)
})

test('in place, it keeps room until the page has its own height', async ({ page, sites }) => {
  await open(page, sites)
  const height = () => page.locator('#till').evaluate((till) => till.getBoundingClientRect().height)
  const reserved = await page.evaluate((host) => {
    const { npm } = window as unknown as ShopWindow
    const till = document.querySelector('#till')!
    Object.assign(window, { checkout: npm.mountCheckout(till, { host, paymentId: 'p1' }) })
    return till.getBoundingClientRect().height
  }, sites.host)
  expect(reserved).toBe(480)
  const frame = await frameOf(page, 'p1')
  await expect.poll(() => seenTypes(page)).toContain('ready')
  const content = () => frame.evaluate(() => document.documentElement.getBoundingClientRect().height)
  await expect.poll(async () => Math.abs((await height()) - (await content()))).toBeLessThan(20)
})

test('in place, what is taken out while it loads is not opened', async ({ page, sites }) => {
  await open(page, sites)
  const code = await page.evaluate((host) => {
    const { npm } = window as unknown as ShopWindow
    const till = document.querySelector('#till')!
    const { ready } = npm.mountCheckout(till, { host, paymentId: 'p1' })
    till.replaceChildren()
    return ready.then(
      () => 'ready',
      ({ code }) => code,
    )
  }, sites.host)
  expect(code).toBe('closed')
  await expect(elements(page)).toHaveCount(0)
})

test('the payer’s wish to leave can be refused; then it goes, and is ended', async ({ page, sites }) => {
  await open(page, sites)
  await start(page, 'over', { host: sites.host, paymentId: 'p1' })
  await expect.poll(() => outcome(page)).toBe('ready')
  await page.evaluate(() => {
    const { checkout } = window as unknown as ShopWindow
    checkout.addEventListener('paylinq:close', (event) => event.preventDefault(), { once: true })
  })
  const frame = await frameOf(page, 'p1')
  await leave(frame)
  await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close'])
  await expect(elements(page)).toHaveCount(1)
  await leave(frame)
  await expect(elements(page)).toHaveCount(0)
  expect(await seenTypes(page)).toEqual(['ready', 'close', 'close'])
})

test('the payer leaves before it was ready: that is said', async ({ page, sites }) => {
  await open(page, sites)
  await start(page, 'over', { host: sites.host, paymentId: 'silent' })
  await elements(page).locator('button').click()
  await expect.poll(() => outcome(page)).toBe('closed')
  await expect(elements(page)).toHaveCount(0)
})
