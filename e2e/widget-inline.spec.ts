import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { type Counting, countLeaks, left } from './leaks.ts'
import { dialogOf, frameOf, inject, inlineOf, leave, openShop, say, seen, seenTypes, tag } from './widget-shop.ts'
import { test } from './widget-sites.ts'

test.describe('in place', () => {
  test('stands where its script does, as high as its page', async ({ page, sites }) => {
    await openShop(page, sites, { body: `<div id="here">${tag(sites, 'p1', 'data-mode="inline"')}<hr></div>` })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    await expect(dialogOf(page)).toHaveCount(0)
    expect(await page.locator('#here > *').evaluateAll((all) => all.map(({ localName }) => localName))).toEqual([
      'script',
      'paylinq-checkout',
      'hr',
    ])
    const frame = await frameOf(page, 'p1')
    const content = () => frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height))
    const box = async () => (await inlineOf(page).boundingBox())!
    for (const room of [20, 900]) {
      await frame.locator('#room').evaluate((element, room) => {
        element.style.height = `${room}px`
      }, room)
      await expect.poll(async () => (await box()).height - (await content())).toBe(0)
    }
    expect((await box()).width).toBe(await page.locator('#here').evaluate((here) => here.clientWidth))
    // The page behind it is not behind anything.
    await expect(page.locator('#buy')).toBeVisible()
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  })

  test('stands in the element that data-target selects, also a later one', async ({ page, sites }) => {
    const early = '<div id="early"></div>'
    const late = '<div id="late"></div>'
    const head = tag(sites, 'p2', 'data-target="#late"')
    await openShop(page, sites, { head, body: early + tag(sites, 'p1', 'data-target="#early"') + late })
    await expect.poll(async () => (await seenTypes(page)).filter((type) => type === 'ready')).toHaveLength(2)
    await expect(page.locator('#early > paylinq-checkout iframe')).toHaveAttribute('src', /\/pay\/p1\?/)
    await expect(page.locator('#late > paylinq-checkout iframe')).toHaveAttribute('src', /\/pay\/p2\?/)
  })

  for (const target of ['#nowhere', '#']) {
    test(`says which target is missing, and shows a link: ${target}`, async ({ page, sites }) => {
      const errors: string[] = []
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      await openShop(page, sites, { body: tag(sites, 'p1', `data-target="${target}"`) })
      const link = page.getByRole('link', { name: 'Open checkout' })
      await expect(link).toBeInViewport()
      await expect(link).toHaveAttribute('href', `${sites.host}/pay/p1`)
      expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'target_not_found' }]])
      expect(errors).toEqual([expect.stringContaining(`paylinq: target_not_found ${target}`)])
    })
  }

  test('tells that the payer wants to leave, and stays', async ({ page, sites }) => {
    await openShop(page, sites, { body: tag(sites, 'p1', 'data-mode="inline"') })
    const frame = await frameOf(page, 'p1')
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await expect(inlineOf(page).getByRole('button')).toHaveCount(0)
    await say(frame, 'busy', true)
    await leave(frame)
    await expect(inlineOf(page).getByRole('status')).toHaveText('Your payment is in progress.')
    await say(frame, 'busy', false)
    await leave(frame)
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close'])
    await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close', 'payment:failed'])
  })

  test('shows a link after 8 seconds', async ({ page, sites }) => {
    await page.clock.install({ time: 0 })
    await openShop(page, sites)
    await page.clock.pauseAt(3_600_000)
    await inject(page, sites, 'silent', { mode: 'inline' })
    // Nobody waits for what nobody may see: the tag stands far below.
    await expect(page.locator('paylinq-checkout')).toBeAttached()
    await page.clock.fastForward(20_000)
    expect(await seen(page)).toEqual([])
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await expect(page.locator('paylinq-checkout section')).toBeVisible()
    await page.clock.fastForward(7_900)
    expect(await seen(page)).toEqual([])
    await page.clock.fastForward(100)
    await expect(page.locator('paylinq-checkout').getByRole('alert')).toHaveText(/^Checkout did not load/)
    expect(await seen(page)).toEqual([['error', { paymentId: 'silent', code: 'timeout' }]])
  })

  test('asks for its page when the visitor comes near, and not if it is gone by then', async ({ page, sites }) => {
    const asked: string[] = []
    page.on('request', (request) => {
      const [, id] = /\/pay\/(\w+)/.exec(request.url()) ?? []
      if (id) asked.push(id)
    })
    const low = (id: string) => `<div id="at-${id}">${tag(sites, id, 'data-mode="inline"')}</div>`
    // The shop may be waiting for it before it shows it.
    const hidden = `<div hidden>${tag(sites, 'p3', 'data-mode="inline"')}</div>`
    await openShop(page, sites, { body: `${hidden}<div style="height:3000px"></div>${low('p1')}${low('p2')}` })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p3' }]])
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => document.querySelector('#at-p2')!.remove())
    expect(asked).toEqual(['p3'])
    await page.evaluate(() => scrollTo(0, 2_000))
    await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p1' }])
    expect(asked).toEqual(['p3', 'p1'])
  })

  test('leaves a link in a browser that is too old to show it', async ({ page, sites }) => {
    await page.addInitScript(() => Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync'))
    await openShop(page, sites, { body: `<div style="height:3000px"></div>${tag(sites, 'p1', 'data-mode="inline"')}` })
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('link', { name: 'Open checkout' })).toHaveCount(0)
    await page.evaluate(() => scrollTo(0, 2_800))
    await expect(page.getByRole('link', { name: 'Open checkout' })).toBeInViewport()
    expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  })

  test('works under a strict content security policy without a violation', async ({ page, sites }) => {
    const csp = `default-src 'none'; script-src ${sites.host}; frame-src ${sites.host}; require-trusted-types-for 'script'`
    await openShop(page, sites, { body: tag(sites, 'p1', 'data-mode="inline" data-theme="dark"'), csp })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    expect(await inlineOf(page).evaluate((box) => getComputedStyle(box).backgroundColor)).toBe('rgb(22, 25, 31)')
  })

  test('is accessible in light and dark', async ({ page, sites }) => {
    for (const theme of ['light', 'dark']) {
      await openShop(page, sites, { body: tag(sites, 'p1', `data-mode="inline" data-theme="${theme}"`) })
      await expect.poll(() => seenTypes(page)).toEqual(['ready'])
      const { violations } = await new AxeBuilder({ page }).include('paylinq-checkout').analyze()
      expect(violations).toEqual([])
    }
  })

  test('goes on when it is moved, and ends when it is taken out', async ({ page, sites }) => {
    await openShop(page, sites, { body: `${tag(sites, 'p1', 'data-mode="inline"')}<div id="other"></div>` })
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await page.evaluate(() => document.querySelector('#other')!.append(document.querySelector('paylinq-checkout')!))
    // A frame that is moved loads again.
    await expect.poll(() => page.frames().length).toBe(2)
    const frame = await frameOf(page, 'p1')
    await frame.waitForFunction(() => 'parentLink' in window)
    await frame.waitForLoadState()
    await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'payment:failed'])

    const host = await page.locator('paylinq-checkout').elementHandle()
    await host!.evaluate((host) => host.remove())
    await expect.poll(() => page.frames().length).toBe(1)
    // Ended is ended: it does not go on where it is put again.
    await host!.evaluate((host) => document.body.append(host))
    expect(await host!.evaluate((host) => host.shadowRoot!.childNodes.length)).toBe(0)
    expect(page.frames()).toHaveLength(1)
    expect(await seenTypes(page)).toEqual(['ready', 'payment:failed'])
  })

  test('opens nothing for a place that was gone before it could', async ({ page, sites }) => {
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/widget/shell*', async (route) => {
      await held
      await route.continue()
    })
    await openShop(page, sites, { body: `<div id="here">${tag(sites, 'p1', 'data-mode="inline"')}</div>` })
    await expect(page.locator('paylinq-checkout')).toHaveCount(1)
    await page.evaluate(() => document.querySelector('#here')!.remove())
    const loaded = page.waitForResponse('**/widget/shell*')
    answer()
    await loaded
    await inject(page, sites, 'p2')
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p2' }]])
    expect(page.frames()).toHaveLength(2)
  })
})

test('a tag that was removed goes on telling, on the document', async ({ page, sites }) => {
  await openShop(page, sites)
  await inject(page, sites, 'p1')
  await expect.poll(() => seenTypes(page)).toEqual(['ready'])
  await page.evaluate(() => document.querySelector('script[data-payment-id]')!.remove())
  const frame = await frameOf(page, 'p1')
  await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
  await leave(frame)
  await expect(dialogOf(page)).toHaveCount(0)
  expect(await seen(page)).toEqual([
    ['ready', { paymentId: 'p1' }],
    ['payment:failed', { paymentId: 'p1', status: 'failed' }],
    ['close', { paymentId: 'p1' }],
  ])
})

test('a tag tries again where another could not load the rest', async ({ page, sites }) => {
  let isDown = true
  await page.route('**/widget/shell*', (route) => (isDown ? route.abort() : route.continue()))
  await openShop(page, sites)
  await inject(page, sites, 'p1')
  await expect.poll(() => seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  isDown = false
  await inject(page, sites, 'p2')
  await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
})

test('a hundred mounts of each kind leave no node, listener, timer, observer or port', async ({ page, sites }) => {
  test.slow()
  await countLeaks(page)
  await openShop(page, sites, { body: '<div id="target"></div>' })

  const mount = (count: number) =>
    page.evaluate(
      async ([src, count]) => {
        const { inUse } = window as unknown as Counting
        const used: number[][] = []
        for (let index = 0; index < count; index++) {
          for (const target of ['#target', '']) {
            const script = document.createElement('script')
            script.src = src
            Object.assign(script.dataset, { paymentId: `m${index}`, ...(target && { target }) })
            const ready = new Promise((resolve) => script.addEventListener('paylinq:ready', resolve, { once: true }))
            const idle = inUse()
            document.body.append(script)
            await ready
            used.push(inUse().map((count, index) => count - idle[index]!))
            const host = document.querySelector('paylinq-checkout')!
            if (target) host.remove()
            else host.shadowRoot!.querySelector('button')!.click()
            script.remove()
            // What was taken out may have been moved only: that is seen once the script that did it is through.
            await Promise.resolve()
          }
        }
        return used
      },
      [`${sites.host}/widget.js`, count] as const,
    )

  // The first leaves what is there once for all: the listener for links.
  await mount(1)
  const before = await left(page)
  const used = await mount(100)
  // Once it is open no timer runs any more; the test runner has observers of its own.
  expect(used).toEqual(Array(200).fill([0, 1, 1]))
  expect(await left(page)).toEqual(before)
  expect(before).toMatchObject({ timers: 0, ports: 0, sheets: 0 })
  expect(page.frames()).toHaveLength(1)
})
