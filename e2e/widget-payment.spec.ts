import { expect, type Page } from '@playwright/test'
import { countLeaks, expectContainersLeaveNothing } from './leaks.ts'
import { frameOf, inlineOf, openShop, say, seen, seenTypes, tag } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

const script = ({ host }: Sites, attributes = '') => `<script src="${host}/widget/payment.js" ${attributes}></script>`
const container = (id: string, attributes = '') => `<div data-paylinq-payment="${id}" ${attributes}></div>`

/** Puts it in as a single-page app would: in the middle of nothing that reloads. */
const add = (page: Page, html: string) =>
  page.evaluate((html) => document.querySelector('#buy')!.insertAdjacentHTML('afterend', html), html)

test.describe('a container', () => {
  for (const how of ['', 'defer', 'async', 'type="module"']) {
    test(`shows its payment, whenever it is added: ${how || 'sync'}`, async ({ page, sites }) => {
      const head = script(sites, how) + script(sites, how)
      await openShop(page, sites, { head, body: container('p1', 'data-theme="dark" data-locale="fr"') })
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
      const frame = await frameOf(page, 'p1')
      expect(frame.url()).toBe(`${sites.host}/pay/p1?embed=1&theme=dark&locale=fr`)
      await add(page, container('p2'))
      await expect.poll(() => seenTypes(page)).toEqual(['ready', 'ready'])
      await say(frame, 'succeeded', { paymentId: 'p1', status: 'succeeded' })
      const succeeded = ['payment:succeeded', { paymentId: 'p1', status: 'succeeded' }]
      await expect.poll(async () => (await seen(page)).slice(2)).toEqual([succeeded])
      await expect(inlineOf(page)).toHaveCount(2)
      await expect(page.locator('[data-paylinq-payment=p1] > paylinq-checkout')).toHaveCount(1)
    })
  }

  test('tells it all on itself, and follows its theme', async ({ page, sites }) => {
    await openShop(page, sites, { head: script(sites), body: container('p1') })
    const frame = await frameOf(page, 'p1')
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await page.evaluate(() => {
      const box = document.querySelector<HTMLElement>('[data-paylinq-payment]')!
      box.addEventListener('paylinq:payment:failed', (event) => Object.assign(window, { on: event.target === box }))
      box.dataset.theme = 'dark'
    })
    await expect
      .poll(() => frame.evaluate(() => (window as unknown as { themes: string[] }).themes.at(-1)))
      .toBe('dark')
    await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
    await expect.poll(() => page.evaluate(() => (window as unknown as { on?: boolean }).on)).toBe(true)
  })

  test('goes on when it is moved, shows another when it names one, and ends with its container', async ({
    page,
    sites,
  }) => {
    await openShop(page, sites, { head: script(sites), body: `${container('p1')}<div id="other"></div>` })
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await page.evaluate(() => {
      const box = document.querySelector('[data-paylinq-payment]')!
      document.querySelector('#other')!.append(box)
    })
    await expect(page.locator('#other paylinq-checkout')).toHaveCount(1)
    await page.locator('[data-paylinq-payment]').evaluate((box) => box.setAttribute('data-paylinq-payment', 'p2'))
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
    await expect(inlineOf(page)).toHaveCount(1)
    await page.locator('[data-paylinq-payment]').evaluate((box) => box.removeAttribute('data-paylinq-payment'))
    await expect(page.locator('paylinq-checkout')).toHaveCount(0)
    await page.locator('#other > div').evaluate((box) => box.setAttribute('data-paylinq-payment', 'p3'))
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p3' }])
    await page.evaluate(() => document.querySelector('#other')!.remove())
    await expect.poll(() => page.frames().length).toBe(1)
    expect(await page.evaluate(() => document.querySelectorAll('paylinq-checkout').length)).toBe(0)
  })

  test('asks for its page when the visitor comes near, and not if it is gone by then', async ({ page, sites }) => {
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/pay/') && asked.push(request.url()))
    const body = `<div style="height:3000px"></div>${container('p1')}${container('p2')}`
    await openShop(page, sites, { head: script(sites), body })
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => document.querySelector('[data-paylinq-payment=p2]')!.remove())
    expect(asked).toEqual([])
    await page.evaluate(() => scrollTo(0, 2_000))
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    expect(asked).toEqual([`${sites.host}/pay/p1?embed=1&theme=system&locale=de`])
  })

  test('stands beside a tag and a link of the other script', async ({ page, sites }) => {
    const link = `<a id="pay" href="${sites.host}/pay/p3" data-paylinq-checkout>Pay</a>`
    const body = link + container('p1') + tag(sites, 'p2', 'data-mode="inline"')
    await openShop(page, sites, { head: script(sites), body })
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'ready'])
    await page.locator('#pay').click()
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p3' }])
    expect(page.frames()).toHaveLength(4)
  })

  test('holds a link to the hosted page where the rest does not load', async ({ page, sites }) => {
    await page.route('**/widget/shell*', (route) => route.abort())
    await openShop(page, sites, { head: script(sites), body: container('p1') })
    const link = page.locator('[data-paylinq-payment]').getByRole('link', { name: 'Open checkout' })
    await expect(link).toHaveAttribute('href', `${sites.host}/pay/p1`)
    expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  })

  test('leaves nothing of what was gone before the rest could not be loaded', async ({ page, sites }) => {
    let fail = () => {}
    const held = new Promise<void>((resolve) => {
      fail = resolve
    })
    let failures = 0
    await page.route('**/widget/shell*', async (route) => {
      await held
      await route.abort()
      failures++
    })
    const asked = page.waitForRequest('**/widget/shell*')
    await openShop(page, sites, { head: script(sites), body: container('p1') })
    await asked
    await page.locator('[data-paylinq-payment]').evaluate((box) => box.remove())
    fail()
    await expect.poll(() => failures).toBe(2)
    // By then it has been told, if it is.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    await expect(page.locator('paylinq-checkout')).toHaveCount(0)
    expect(await seen(page)).toEqual([])
  })

  test('minds no attribute that is another script’s', async ({ page, sites }) => {
    await openShop(page, sites, { head: script(sites), body: container('p1', 'data-target="till.box" data-mode="x"') })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    await expect(page.locator('[data-paylinq-payment] > paylinq-checkout')).toHaveCount(1)
  })

  test('works under a strict content security policy, and makes nothing global', async ({ page, sites }) => {
    const csp = `default-src 'none'; script-src ${sites.host}; frame-src ${sites.host}; require-trusted-types-for 'script'`
    const body = container('p1') + script(sites)
    await openShop(page, sites, { body, csp })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    const added = await page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow))
      return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name))
    })
    // What is left is the test's own, and a number for each frame.
    expect(added.filter((name) => !/^(seen|__playwright.*|\d+)$/.test(name))).toEqual([])
  })

  for (const way of ['', 'type="module"']) {
    test(`is shown by a script that a page adds once it has loaded, there before it and after: ${way || 'sync'}`, async ({
      page,
      sites,
    }) => {
      await openShop(page, sites, { body: container('p1') })
      await page.waitForLoadState()
      await page.evaluate(
        ([src, isModule]) => {
          const script = document.createElement('script')
          if (isModule) script.type = 'module'
          script.src = src
          document.head.append(script)
        },
        [`${sites.host}/widget/payment.js`, way !== ''] as const,
      )
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
      await add(page, container('p2'))
      await expect
        .poll(() => seen(page))
        .toEqual([
          ['ready', { paymentId: 'p1' }],
          ['ready', { paymentId: 'p2' }],
        ])
      await expect(inlineOf(page)).toHaveCount(2)
      await page.locator('[data-paylinq-payment=p1]').evaluate((box) => box.remove())
      await expect.poll(() => page.frames().length).toBe(2)
    })
  }

  test('leaves nothing behind, a hundred times', async ({ page, sites }) => {
    test.slow()
    await countLeaks(page)
    await openShop(page, sites, { head: script(sites) })
    await expectContainersLeaveNothing(page, 'data-paylinq-payment', 'paylinq:ready')
  })
})
