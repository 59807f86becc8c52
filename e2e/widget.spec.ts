import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { dialogOf, frameOf, inject, leave, openCheckout, openShop, say, seen, seenTypes, tag } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

test.describe('the script', () => {
  const ways: Record<string, (sites: Sites) => { body?: string; head?: string }> = {
    sync: (sites) => ({ body: tag(sites, 'p1') }),
    'sync in the head': (sites) => ({ head: tag(sites, 'p1') }),
    defer: (sites) => ({ head: tag(sites, 'p1', 'defer') }),
    async: (sites) => ({ head: tag(sites, 'p1', 'async') }),
    'type=module': (sites) => ({ head: tag(sites, 'p1', 'type="module"') }),
    'from a host under a path': (sites) => ({ body: tag({ ...sites, host: `${sites.host}/sub` }, 'p1') }),
  }
  for (const [way, query] of Object.entries(ways)) {
    test(`opens: ${way}`, async ({ page, sites }) => {
      await openShop(page, sites, query(sites))
      await expect(dialogOf(page)).toBeVisible()
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    })
  }

  test('opens when it is added late, in the page’s language', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites, 'p1', { theme: 'dark' })
    expect(frame.url()).toBe(`${sites.host}/pay/p1?embed=1&theme=dark&locale=de`)
    const iframe = dialogOf(page).locator('iframe')
    await expect(iframe).toHaveAttribute('title', 'Checkout')
    await expect(iframe).toHaveAttribute('allow', 'payment *; publickey-credentials-get *; clipboard-write')
    await expect(iframe).toHaveAttribute('referrerpolicy', 'strict-origin')
  })

  test('opens for a module tag that is added after another', async ({ page, sites }) => {
    await openShop(page, sites, { head: tag(sites, 'p1', 'type="module"') })
    await expect(dialogOf(page)).toHaveCount(1)
    await page.evaluate((src) => {
      const script = document.createElement('script')
      Object.assign(script, { type: 'module', src })
      script.dataset.paymentId = 'p2'
      document.head.append(script)
    }, `${sites.host}/widget.js`)
    await expect(dialogOf(page)).toHaveCount(2)
  })

  test('opens once a tag, however often it is loaded, and tags do not hear each other', async ({ page, sites }) => {
    const body = tag(sites, 'p1') + tag(sites, 'p2') + tag(sites, 'p3', 'type="module"') + tag(sites, 'p4', 'async')
    await openShop(page, sites, { body })
    await expect.poll(async () => (await seenTypes(page)).filter((type) => type === 'ready')).toHaveLength(4)
    await expect(dialogOf(page)).toHaveCount(4)
    await say(await frameOf(page, 'p2'), 'succeeded', { paymentId: 'p2', status: 'succeeded' })
    await leave(await frameOf(page, 'p1'))
    await expect(dialogOf(page)).toHaveCount(3)
    expect((await seen(page)).slice(4)).toEqual([
      ['payment:succeeded', { paymentId: 'p2', status: 'succeeded' }],
      ['close', { paymentId: 'p1' }],
    ])
  })

  for (const [where, html] of [
    ['the body', (tag: string) => ({ body: `<div style="height:3000px"></div>${tag}` })],
    ['the head', (tag: string) => ({ head: tag, body: '<div style="height:3000px"></div>' })],
  ] as const) {
    test(`shows a link where the payer is when the rest of it does not load: in ${where}`, async ({ page, sites }) => {
      await page.route(`${sites.host}/widget/**`, (route) => route.abort())
      await openShop(page, sites, html(tag(sites, 'p1')))
      const link = page.getByRole('link', { name: 'Open checkout' })
      await expect(link).toBeInViewport()
      await expect(link).toHaveAttribute('href', `${sites.host}/pay/p1`)
      // A shop's own footer, fixed at the same place, is below it.
      await page.evaluate(() => {
        const footer = document.body.appendChild(document.createElement('footer'))
        footer.style.cssText = 'position:fixed;inset:auto 0 0;height:200px;z-index:9999'
      })
      await link.click({ trial: true })
      expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
    })
  }

  test('shows a link after 8 seconds in which the rest of it neither came nor failed', async ({ page, sites }) => {
    await page.clock.install({ time: 0 })
    await page.route(`${sites.host}/widget/**`, () => {})
    const asked = page.waitForRequest(`${sites.host}/widget/shell-*.js`)
    await openShop(page, sites)
    await page.clock.pauseAt(3_600_000)
    await inject(page, sites, 'p1')
    await asked
    await page.clock.fastForward(7_900)
    expect(await seen(page)).toEqual([])
    await page.clock.fastForward(200)
    await expect(page.getByRole('link', { name: 'Open checkout' })).toBeInViewport()
    expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  })

  test('opens with a newer rest when a deployment has taken its own away', async ({ page, sites }) => {
    await page.route(`${sites.host}/widget/shell-*.js`, (route) => route.fulfill({ status: 404 }))
    await openShop(page, sites, { body: tag(sites, 'p1') })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
  })

  test('leaves a link in a browser that is too old to show it', async ({ page, sites }) => {
    await page.addInitScript(() => Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync'))
    await openShop(page, sites, { body: tag(sites, 'p1') })
    await expect(page.getByRole('link', { name: 'Open checkout' })).toBeInViewport()
    expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  })

  test('believes no element of the page that it is its script', async ({ page, sites }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const planted = '<img name="currentScript" src="https://evil.example/x.png" data-payment-id="p9">'
    await openShop(page, sites, { body: planted + tag(sites, 'p1') })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    expect(asked.filter((url) => url.startsWith('https://evil.example'))).toEqual(['https://evil.example/x.png'])
  })

  const evil = 'https://evil.example/widget'
  const planted: Record<string, (sites: Sites) => string> = {
    'beside a tag that opens nothing': ({ host }) =>
      `<script src="${evil}.js" data-payment-id="p9"></script><script src="${host}/widget.js" nonce="own"></script>`,
    'before a module': ({ host }) =>
      `<script src="${evil}.js" data-payment-id="p9"></script>
       <script type="module" src="${host}/widget.js" nonce="own"></script>`,
    'before a module for containers': ({ host }) =>
      `<script type="module" src="${evil}/payment.js"></script>
       <script type="module" src="${host}/widget/payment.js" nonce="own"></script>`,
  }
  for (const [where, bodyOf] of Object.entries(planted)) {
    test(`runs no code of a host whose tag the page’s policy refused: ${where}`, async ({ page, sites }) => {
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      const body = bodyOf(sites)
      await openShop(page, sites, { body, csp: "script-src 'nonce-own' 'strict-dynamic'" })
      await page.waitForLoadState('networkidle')
      // What did run, does its work.
      const link = `<a id="pay" href="${sites.host}/pay/p1" data-paylinq-checkout>Pay</a>`
      const html = where.endsWith('containers') ? '<div data-paylinq-payment="p1"></div>' : link
      await page.evaluate((html) => document.querySelector('#buy')!.insertAdjacentHTML('afterend', html), html)
      if (html === link) await page.locator('#pay').click()
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p1' }])
      // Only what stands in the page, which is refused.
      const ofEvil = asked.filter((url) => url.startsWith('https://evil.example'))
      expect(ofEvil.filter((url) => !body.includes(`"${url}"`))).toEqual([])
    })
  }

  test('opens for a tag with a relative address, and for one that was gone before it ran', async ({ page, sites }) => {
    await openShop(page, sites)
    await page.route(`${sites.shop}/widget.js`, (route) => route.continue({ url: `${sites.host}/widget.js` }))
    await page.route(`${sites.shop}/widget/*`, (route) =>
      route.continue({ url: route.request().url().replace(sites.shop, sites.host) }),
    )
    const add = (src: string, id: string, isGone: boolean) =>
      page.evaluate(
        ([src, id, isGone]) => {
          const script = document.createElement('script')
          script.src = src
          script.setAttribute('data-payment-id', id)
          document.head.append(script)
          if (isGone) script.remove()
        },
        [src, id, isGone] as const,
      )
    await add(`${sites.host}/widget.js`, 'p1', true)
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p1' }])
    const asked = page.waitForRequest(`${sites.shop}/pay/p2?*`)
    await add('widget.js', 'p2', false)
    await asked
  })

  test('works under a strict content security policy without a violation', async ({ page, sites }) => {
    const csp = `default-src 'none'; script-src ${sites.host}; frame-src ${sites.host}; require-trusted-types-for 'script'`
    await openShop(page, sites, { body: tag(sites, 'p1', 'data-theme="dark"'), csp })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    const style = await dialogOf(page).evaluate((dialog) => {
      const { backgroundColor, width, borderRadius } = getComputedStyle(dialog)
      return { backgroundColor, width, borderRadius }
    })
    expect(style).toEqual({ backgroundColor: 'rgb(22, 25, 31)', width: '448px', borderRadius: '16px' })
  })
})

test.describe('the overlay', () => {
  test('hands the focus to the page in it and gives it back', async ({ page, sites }) => {
    await openShop(page, sites)
    await page.locator('#buy').focus()
    const frame = await openCheckout(page, sites)
    await expect.poll(() => frame.evaluate(() => document.hasFocus())).toBe(true)
    await page.keyboard.press('Tab')
    await expect(frame.locator('input').first()).toBeFocused()
    await leave(frame)
    await expect(dialogOf(page)).toHaveCount(0)
    await expect(page.locator('#buy')).toBeFocused()
  })

  test('closes by Escape, by its button and by a press on the backdrop', async ({ page, sites }) => {
    await openShop(page, sites)
    const dialog = dialogOf(page)
    const ways = [
      async () => {
        await dialog.getByRole('button').focus()
        await page.keyboard.press('Escape')
      },
      () => dialog.getByRole('button', { name: 'Close' }).click(),
      () => page.mouse.click(20, 20),
    ]
    for (const [index, close] of ways.entries()) {
      await inject(page, sites, `p${index}`)
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: `p${index}` }])
      await close()
      await expect(dialog).toHaveCount(0)
      expect((await seen(page)).at(-1)).toEqual(['close', { paymentId: `p${index}` }])
    }
  })

  test('stays open for a listener that prevents closing', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    await page.evaluate(() => document.addEventListener('paylinq:close', (event) => event.preventDefault()))
    await leave(frame)
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close'])
    await expect(dialogOf(page)).toBeVisible()
  })

  test('cannot be left while money moves, and says why', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    const dialog = dialogOf(page)
    const close = dialog.getByRole('button', { name: 'Close' })
    await say(frame, 'busy', true)
    await expect(close).toHaveAttribute('aria-disabled', 'true')
    await expect(dialog.getByRole('status')).toBeEmpty()
    await close.focus()
    for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
    await page.mouse.click(20, 20)
    await close.click({ force: true })
    await expect(dialog.getByRole('status')).toHaveText('Your payment is in progress.')
    await say(frame, 'close')
    // Told after it, and so heard after it.
    await say(frame, 'busy', false)
    await expect(dialog.getByRole('status')).toBeEmpty()
    expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true)
    expect(await seenTypes(page)).toEqual(['ready'])
    await leave(frame)
    await expect(dialog).toHaveCount(0)
  })

  test('grows and shrinks with its page', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    const height = () => page.locator('iframe').evaluate((iframe) => iframe.clientHeight)
    const content = () => frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height))
    for (const room of [20, 300]) {
      await frame.locator('#room').evaluate((element, room) => {
        element.style.height = `${room}px`
      }, room)
      await expect.poll(async () => (await height()) - (await content())).toBe(0)
      const card = await dialogOf(page).boundingBox()
      expect(card).toMatchObject({ width: 450, height: (await height()) + 50 })
      expect(card!.y).toBe((720 - card!.height) / 2)
    }
  })

  test('fills a phone’s screen', async ({ page, sites }) => {
    await page.setViewportSize({ width: 360, height: 640 })
    await openShop(page, sites)
    await openCheckout(page, sites)
    expect(await dialogOf(page).boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 })
    expect(await page.locator('iframe').boundingBox()).toEqual({ x: 0, y: 48, width: 360, height: 592 })
  })

  test('locks the page behind it and leaves its styles and its place alone', async ({ page, sites }) => {
    const pages = [
      { head: '', style: 'overflow: auto;' },
      { head: '<style>html { overflow-y: scroll }</style>', style: 'scroll-padding: 8px;' },
      // Here it is the body's overflow that the viewport scrolls by.
      { head: '<style>html, body { height: 100% } body { overflow-x: hidden }</style>', style: 'overflow: visible;' },
    ]
    for (const { head, style } of pages) {
      await openShop(page, sites, { head })
      await page.evaluate((style) => {
        document.documentElement.style.cssText = style
        scrollTo(0, 400)
      }, style)
      const first = await openCheckout(page, sites)
      await inject(page, sites, 'p2')
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
      await page.mouse.move(20, 300)
      await page.mouse.wheel(0, 300)
      await leave(await frameOf(page, 'p2'))
      await expect(dialogOf(page)).toHaveCount(1)
      await page.mouse.wheel(0, 300)
      expect(await page.evaluate(() => scrollY)).toBe(400)
      await leave(first)
      await expect(dialogOf(page)).toHaveCount(0)
      expect(await page.evaluate(() => document.documentElement.style.cssText)).toBe(style)
      expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
      expect(await page.evaluate(() => scrollY)).toBe(400)
      await page.mouse.wheel(0, 300)
      await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
    }
  })

  test('leaves nothing behind, however often it is opened', async ({ page, sites }) => {
    await openShop(page, sites)
    const count = () => page.evaluate(() => [document.querySelectorAll('*').length, history.length])
    const [nodes, entries] = await count()
    for (let cycle = 0; cycle < 20; cycle++) {
      await inject(page, sites, `c${cycle}`)
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: `c${cycle}` }])
      await leave(await frameOf(page, `c${cycle}`))
      await expect(dialogOf(page)).toHaveCount(0)
      await page.evaluate(() => document.querySelector('script[data-payment-id]')!.remove())
    }
    expect(await count()).toEqual([nodes, entries])
    expect(page.frames()).toHaveLength(1)
  })

  test('follows the tag’s theme, also while it is open', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites, 'p1', { theme: 'light' })
    const schemes = async () => [
      await page.locator('iframe').evaluate((iframe) => getComputedStyle(iframe).colorScheme),
      await frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme),
    ]
    await expect.poll(schemes).toEqual(['light', 'light'])
    await page.evaluate(() => document.querySelector('script')!.setAttribute('data-theme', 'dark'))
    await expect.poll(schemes).toEqual(['dark', 'dark'])
  })

  test('is accessible in light and dark, and moves nothing for those who ask for that', async ({ page, sites }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await openShop(page, sites)
    await inject(page, sites, 'silent')
    await expect(page.locator('paylinq-checkout section')).toBeVisible()
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    for (const theme of ['light', 'dark']) {
      await openShop(page, sites)
      await openCheckout(page, sites, 'p1', { theme })
      const { violations } = await new AxeBuilder({ page }).include('paylinq-checkout').analyze()
      expect(violations).toEqual([])
    }
  })
})
