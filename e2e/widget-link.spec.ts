import { expect } from '@playwright/test'
import { dialogOf, frameOf, leave, openShop, seen, seenTypes, tag } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

const script = ({ host }: Sites, attributes = '') => `<script src="${host}/widget.js" ${attributes}></script>`
const link = (href: string, attributes = '') => `<a id="pay" href="${href}" data-paylinq-checkout ${attributes}>Pay</a>`
const linkTo = ({ host }: Sites, id = 'p1', attributes = '') => link(`${host}/pay/${id}`, attributes)

test.describe('a link', () => {
  test('opens the checkout over the page, and has the focus again afterwards', async ({ page, sites }) => {
    await openShop(page, sites, { body: script(sites) + linkTo(sites, 'p1', 'data-theme="dark" data-locale="fr"') })
    await page.locator('#pay').click()
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    const frame = await frameOf(page, 'p1')
    expect(frame.url()).toBe(`${sites.host}/pay/p1?embed=1&theme=dark&locale=fr`)
    await leave(frame)
    await expect(dialogOf(page)).toHaveCount(0)
    await expect(page.locator('#pay')).toBeFocused()
    expect(await seenTypes(page)).toEqual(['ready', 'close'])
    await page.keyboard.press('Enter')
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close', 'ready'])
    expect(page.url()).toContain(sites.shop)
  })

  for (const way of ['', 'async', 'type="module"']) {
    test(`asks for nothing but its script before it is pressed: ${way || 'sync'}`, async ({ page, sites }) => {
      const asked: string[] = []
      page.on('request', (request) => {
        const { origin, pathname } = new URL(request.url())
        if (origin === sites.host) asked.push(pathname.replace(/shell-.*/, 'shell'))
      })
      await openShop(page, sites, { body: script(sites, way) + linkTo(sites) })
      await page.waitForLoadState('networkidle')
      await page.locator('#pay').hover()
      await page.locator('#pay').focus()
      await page.waitForLoadState('networkidle')
      expect(asked).toEqual(['/widget.js'])
      await page.locator('#pay').click()
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
      // The page loads a script of its own.
      expect(asked).toEqual(['/widget.js', '/widget/shell', '/pay/p1', '/parent.js'])
    })
  }

  for (const way of ['async', 'type="module"']) {
    test(`opens when it is added later, with a script that only serves links: ${way}`, async ({ page, sites }) => {
      const errors: string[] = []
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      await openShop(page, sites, { head: script(sites, way) })
      await page.waitForLoadState()
      await page.evaluate((html) => document.body.insertAdjacentHTML('afterbegin', html), linkTo(sites, 'p1'))
      await page.locator('#pay').click()
      await expect(dialogOf(page)).toHaveCount(1)
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
      expect(errors).toEqual([])
    })
  }

  test('opens one, however often it is pressed and the script is loaded', async ({ page, sites }) => {
    // A second version, whose file is another.
    await page.route('**/widget.js?second', (route) => route.continue({ url: `${sites.host}/widget.js` }))
    const second = `<script src="${sites.host}/widget.js?second"></script>`
    await openShop(page, sites, { body: script(sites) + script(sites) + second + tag(sites, '') + linkTo(sites) })
    await page.evaluate(() => {
      const link = document.querySelector<HTMLElement>('#pay')!
      for (let press = 0; press < 3; press++) link.click()
    })
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await page.evaluate(() => document.querySelector<HTMLElement>('#pay')!.click())
    await expect(dialogOf(page)).toHaveCount(1)
    expect(page.frames()).toHaveLength(2)
    await leave(await frameOf(page, 'p1'))
    await expect(dialogOf(page)).toHaveCount(0)
  })

  test('opens though what was pressed in it is gone by then, and from a shadow tree', async ({ page, sites }) => {
    await openShop(page, sites, { body: script(sites) + linkTo(sites) })
    await page.evaluate(() => {
      const link = document.querySelector<HTMLElement>('#pay')!
      link.innerHTML = '<span>Pay</span>'
      link.addEventListener('click', () => link.replaceChildren('One moment'))
    })
    await page.locator('#pay span').click()
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await leave(await frameOf(page, 'p1'))
    await page.evaluate(
      (html) => {
        const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' })
        root.innerHTML = html
      },
      linkTo(sites, 'p2').replace('id="pay"', 'id="inside"'),
    )
    await page.locator('#inside').click()
    await expect(dialogOf(page)).toHaveCount(1)
    await frameOf(page, 'p2')
    // On the document, too, whoever listens hears of it.
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
  })

  test('opens in the language that its own address wishes for', async ({ page, sites }) => {
    await openShop(page, sites, { body: script(sites) + linkTo(sites, 'p1?locale=fr') })
    await page.locator('#pay').click()
    const asked = new URL((await frameOf(page, 'p1')).url()).searchParams
    expect(asked.get('locale')).toBe('fr')
    expect(asked.get('embed')).toBe('1')
  })

  test('is followed to another tab where the payer or the shop wants that', async ({ page, sites, context }) => {
    const presses = [
      { attributes: '', options: { modifiers: ['Control'] as 'Control'[] } },
      { attributes: '', options: { button: 'middle' as const } },
      { attributes: 'target="_blank"', options: {} },
    ]
    for (const { attributes, options } of presses) {
      await openShop(page, sites, { body: script(sites) + linkTo(sites, 'p1', attributes) })
      const opened = context.waitForEvent('page')
      await page.locator('#pay').click(options)
      const tab = await opened
      await expect(tab).toHaveURL(`${sites.host}/pay/p1`)
      await tab.close()
      await expect(page.locator('paylinq-checkout')).toHaveCount(0)
    }
  })

  test('opens in its own tab, and not at all where the shop prevents it', async ({ page, sites }) => {
    await openShop(page, sites, { body: script(sites) + linkTo(sites, 'p1', 'target="_self"') })
    await page.evaluate(() => {
      document.querySelector('#pay')!.addEventListener('click', (event) => event.preventDefault(), { once: true })
    })
    await page.locator('#pay').click()
    await page.locator('#pay').click()
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await expect(dialogOf(page)).toHaveCount(1)
  })

  test('opens where the script’s own tag was taken away when it had run', async ({ page, sites }) => {
    await openShop(page, sites, { body: linkTo(sites) })
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const script = Object.assign(document.createElement('script'), { src })
          script.onload = () => resolve(script.remove())
          document.head.append(script)
        }),
      `${sites.host}/widget.js`,
    )
    await page.locator('#pay').click()
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
  })

  for (const way of ['', 'type="module"']) {
    test(`is left alone if all that speaks for its host is a tag that never ran: ${way || 'sync'}`, async ({
      page,
      sites,
    }) => {
      const inert = '<script type="text/plain" src="https://evil.example/widget.js"></script>'
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.route('https://evil.example/**', (route) => route.fulfill({ body: 'There.' }))
      const to = 'https://evil.example/pay/p1'
      await openShop(page, sites, { body: inert + script(sites, way) + link(to) })
      // Also where it is the only tag that is left.
      await page.evaluate(() => document.querySelector('script:not([type="text/plain"])')!.remove())
      await page.locator('#pay').click()
      await expect(page).toHaveURL(to)
      expect(asked.filter((url) => url.startsWith('https://evil.example'))).toEqual([to])
    })
  }

  test('leaves presses on everything else alone', async ({ page, sites }) => {
    const odd = '<svg width="40" height="40"><a id="odd" data-paylinq-checkout><rect width="40" height="40"/></a></svg>'
    await openShop(page, sites, { body: `${script(sites)}<p id="text">Text</p>${odd}${linkTo(sites)}` })
    await page.evaluate(() => document.querySelector('script')!.removeAttribute('src'))
    await page.locator('#text').click()
    await page.locator('#odd').click()
    expect(await seen(page)).toEqual([])
    await page.locator('#pay').click()
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
  })

  test('opens in a place that is hidden or far below, without a wait', async ({ page, sites }) => {
    const body = `${script(sites)}<div id="hidden" hidden></div>${link(`${sites.host}/pay/p1`, 'data-target="#hidden"')}
      <a id="far" href="${sites.host}/pay/p2" data-paylinq-checkout data-target="#below">Pay</a>
      <div style="height:3000px"></div><div id="below"></div>`
    await openShop(page, sites, { body })
    await page.locator('#pay').click()
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    await page.locator('#far').click()
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
  })

  const foreign: Record<string, (sites: Sites) => string> = {
    'of another host': ({ shop }) => `${shop}/pay/p1`,
    'of the host outside its path': ({ host }) => `${host}/pay/p1`,
    'of a host that reads like it': ({ host }) => `${host.replace('localhost', 'www.localhost')}/sub/pay/p1`,
    'that only holds one': ({ shop, host }) => `${shop}/${host}/sub/pay/p1`,
    'that holds one in its query': ({ shop, host }) => `${shop}/?to=${host}/sub/pay/p1`,
    'below a payment’s page': ({ host }) => `${host}/sub/pay/p1/receipt`,
  }
  for (const [which, to] of Object.entries(foreign)) {
    test(`is left alone: ${which}`, async ({ page, sites }) => {
      await openShop(page, sites, { body: script({ ...sites, host: `${sites.host}/sub` }) + link(to(sites)) })
      await page.locator('#pay').click()
      await expect(page).toHaveURL(to(sites))
    })
  }

  test('is a link to the hosted page without a script', async ({ browser, sites }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${sites.shop}/?${new URLSearchParams({ body: script(sites) + linkTo(sites) })}`)
    await page.locator('#pay').click()
    await expect(page).toHaveURL(`${sites.host}/pay/p1`)
    await context.close()
  })

  test('shows another where the rest does not load, and tries again', async ({ page, sites }) => {
    let isDown = true
    await page.route('**/widget/shell*', (route) => (isDown ? route.abort() : route.continue()))
    await openShop(page, sites, { body: script(sites) + linkTo(sites) })
    const fallback = page.locator('paylinq-checkout a')
    for (let failures = 1; failures <= 2; failures++) {
      await page.locator('#pay').click()
      await expect
        .poll(() => seen(page))
        .toEqual(Array(failures).fill(['error', { paymentId: 'p1', code: 'widget_failed' }]))
      await expect(fallback).toHaveCount(1)
      await expect(fallback).toBeInViewport()
      await expect(fallback).toHaveAttribute('href', `${sites.host}/pay/p1`)
    }
    isDown = false
    await page.locator('#pay').click()
    await expect.poll(() => seenTypes(page)).toEqual(['error', 'error', 'ready'])
    await expect(fallback).toHaveCount(0)
    await leave(await frameOf(page, 'p1'))
    await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  })
})

test('a tag whose payment id is empty is told so', async ({ page, sites }) => {
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await openShop(page, sites, { body: tag(sites, '') })
  await expect.poll(() => errors).toEqual([expect.stringContaining('data-payment-id')])
  expect(await seen(page)).toEqual([])
})
