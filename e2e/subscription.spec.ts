import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { DemoFile } from '../demo/demo-file.ts'
import { countLeaks, expectContainersLeaveNothing } from './leaks.ts'
import { closePackage, createPackage } from './merchant.ts'
import { expect, test } from './sandbox.ts'
import { openShop } from './widget-shop.ts'
import { test as onSites } from './widget-sites.ts'

/** With a word of its own on its button. */
const createLabelled = (sandbox: DemoFile, change: object = {}) =>
  createPackage(sandbox, { widgetButtonLabel: 'Start subscription', ...change })

/** A page of the shop's site with this in it, which keeps what it hears. */
async function openSite(page: Page, { shop }: DemoFile, body: string) {
  await page.addInitScript(() => {
    const heard: [string, unknown][] = []
    Object.assign(window, { heard })
    for (const type of ['ready', 'error', 'subscription:created', 'subscription:active']) {
      addEventListener(`paylinkr:${type}`, (event) => heard.push([type, (event as CustomEvent).detail]))
    }
    addEventListener('message', ({ data }) => {
      if (String(data?.type).startsWith('paylinkr:')) heard.push([`posted ${data.type}`, data.payload])
    })
  })
  await page.route(`${shop}/site`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`${shop}/site`)
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: [string, object][] }).heard)
const script = ({ host }: DemoFile, how = 'async') => `<script src="${host}/widget/subscription.js" ${how}></script>`
const container = (id: string) => `<div data-paylinkr-package="${id}"></div>`
const frames = (page: Page) => page.locator('paylinkr-subscription iframe')

test('the widget takes a subscriber from the form to the first payment, and the shop hears of it', async ({
  page,
  sandbox,
}) => {
  const { id } = await createLabelled(sandbox)
  await openSite(page, sandbox, `<!doctype html><html lang="en">${container(id)}${script(sandbox)}`)
  const frame = frames(page).contentFrame()
  await expect(frame.getByText('99.00 USDC every month')).toBeVisible()
  await frame.getByRole('button', { name: 'Start subscription' }).click()
  await expect(frame.getByRole('alert').first()).toHaveText(/Enter your e-mail address/)
  await frame.getByLabel('E-mail').fill('buyer@example.com')
  await frame.getByRole('button', { name: 'Start subscription' }).click()
  await frame.getByRole('button', { name: 'Use the sandbox wallet' }).click()
  await expect(frame.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
  const payload = { subscriptionId: expect.stringMatching(/^cusub_/), packageId: id }
  const sorted = async () => (await heard(page)).sort(([a], [b]) => a.localeCompare(b))
  await expect.poll(async () => (await heard(page)).length).toBe(5)
  expect(await sorted()).toEqual([
    ['posted paylinkr:subscription:active', { ...payload, status: 'active' }],
    ['posted paylinkr:subscription:created', { ...payload, status: 'incomplete' }],
    ['ready', { packageId: id }],
    ['subscription:active', { ...payload, status: 'active' }],
    ['subscription:created', { ...payload, status: 'incomplete' }],
  ])
})

test('a trial begins without a payment, and a page that is loaded again keeps its invoice', async ({
  page,
  sandbox,
}) => {
  const trial = await createLabelled(sandbox, { trialDays: 14 })
  await page.goto(`${sandbox.host}/subscribe/${trial.id}`)
  await expect(page.getByText('14 days free, then 99.00 USDC every month')).toBeVisible()
  await page.getByLabel('E-mail').fill('trial@example.com')
  await page.getByRole('button', { name: 'Start subscription' }).click()
  await expect(page.getByRole('heading', { name: 'Your free days have begun' })).toBeVisible()

  const paid = await createLabelled(sandbox)
  await page.goto(`${sandbox.host}/subscribe/${paid.id}`)
  await page.getByLabel('E-mail').fill('again@example.com')
  await page.getByRole('button', { name: 'Start subscription' }).click()
  await expect(page.getByText('Waiting for your transfer')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Waiting for your transfer')).toBeVisible()
})

test('a package that is closed answers 410, and one that is none 404', async ({ page, sandbox }) => {
  const { id } = await createLabelled(sandbox)
  await closePackage(sandbox, id)
  for (const path of [`/subscribe/${id}`, `/embed/subscription/${id}`]) {
    expect((await page.goto(sandbox.host + path))?.status()).toBe(410)
    await expect(page.getByRole('heading', { name: 'No longer offered' })).toBeVisible()
  }
  expect((await page.goto(`${sandbox.host}/subscribe/subpkg_none`))?.status()).toBe(404)
})

for (const how of ['', 'defer', 'async', 'type="module"']) {
  test(`the widget mounts each container once: ${how || 'sync'}`, async ({ page, sandbox }) => {
    const [first, second] = [await createLabelled(sandbox), await createLabelled(sandbox)]
    const body = `<!doctype html><html lang="en"><head>${script(sandbox, how)}${script(sandbox, how)}</head>
      <body>${container(first.id)}${container(second.id)}</body>`
    await openSite(page, sandbox, body)
    await expect(frames(page)).toHaveCount(2)
    await expect.poll(async () => (await heard(page)).map(([type]) => type)).toEqual(['ready', 'ready'])
    await page.evaluate((id) => {
      document.querySelector('[data-paylinkr-package]')!.remove()
      const late = document.createElement('div')
      Object.assign(late.dataset, { paylinkrPackage: id, paylinkrWidth: '300' })
      document.body.append(late)
    }, first.id)
    await expect.poll(async () => (await heard(page)).length).toBe(3)
    await expect(frames(page)).toHaveCount(2)
    expect((await frames(page).last().boundingBox())?.width).toBe(300)
  })
}

for (const how of ['', 'type="module"']) {
  test(`the widget is added once the page has loaded, to containers before it and after: ${how || 'sync'}`, async ({
    page,
    sandbox,
  }) => {
    const [before, after] = [await createLabelled(sandbox), await createLabelled(sandbox)]
    await openSite(page, sandbox, `<!doctype html><html lang="en"><body>${container(before.id)}</body>`)
    await page.waitForLoadState()
    await page.evaluate(
      ([src, isModule]) => {
        const script = document.createElement('script')
        if (isModule) script.type = 'module'
        script.src = src
        document.head.append(script)
      },
      [`${sandbox.host}/widget/subscription.js`, how !== ''] as const,
    )
    await expect.poll(() => heard(page)).toEqual([['ready', { packageId: before.id }]])
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), container(after.id))
    await expect
      .poll(() => heard(page))
      .toEqual([
        ['ready', { packageId: before.id }],
        ['ready', { packageId: after.id }],
      ])
    await expect(frames(page)).toHaveCount(2)
    await page.evaluate(() => document.querySelector('[data-paylinkr-package]')!.remove())
    await expect(frames(page)).toHaveCount(1)
  })
}

test('the widget is at least as high as its container says, and as its page is', async ({ page, sandbox }) => {
  const [high, low] = [await createLabelled(sandbox), await createLabelled(sandbox)]
  const containerOf = (id: string, height: number) =>
    `<div data-paylinkr-package="${id}" data-paylinkr-height="${height}"></div>`
  const body = containerOf(high.id, 1_700) + containerOf(low.id, 10)
  await openSite(page, sandbox, `<!doctype html><html lang="en"><body>${body}${script(sandbox)}</body>`)
  const heightOf = async (index: number) => (await frames(page).nth(index).boundingBox())?.height
  // Also before the page has told its own.
  await expect.poll(() => heightOf(0)).toBe(1_700)
  await page.evaluate(() => document.querySelectorAll('[data-paylinkr-package]')[1]!.scrollIntoView())
  await expect.poll(async () => (await heard(page)).map(([type]) => type)).toEqual(['ready', 'ready'])
  expect(await heightOf(0)).toBe(1_700)
  const content = () =>
    frames(page)
      .nth(1)
      .contentFrame()
      .locator('html')
      .evaluate((html) => Math.ceil(html.getBoundingClientRect().height))
  await expect.poll(async () => (await heightOf(1))! - (await content())).toBe(0)
  expect(await content()).toBeGreaterThan(100)
})

onSites('a hundred containers leave no node, listener, timer, observer or port', async ({ page, sites }) => {
  onSites.slow()
  await countLeaks(page)
  await openShop(page, sites, { head: `<script src="${sites.host}/widget/subscription.js"></script>` })
  await expectContainersLeaveNothing(page, 'data-paylinkr-package', 'paylinkr:ready')
})

test('nothing is asked for before the visitor comes near, or the shop shows it', async ({ page, sandbox }) => {
  const [below, hidden] = [await createLabelled(sandbox), await createLabelled(sandbox)]
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/embed/') && asked.push(request.url().split('/').at(-1)!))
  await openSite(
    page,
    sandbox,
    `<!doctype html><html lang="en"><div id="tab" hidden>${container(hidden.id)}</div>
      <div style="height:3000px"></div>${container(below.id)}${script(sandbox)}`,
  )
  await page.waitForLoadState('networkidle')
  expect(asked).toEqual([])
  await page.evaluate(() => scrollTo(0, 2000))
  await expect.poll(async () => (await heard(page)).map(([, detail]) => detail)).toEqual([{ packageId: below.id }])
  await page.evaluate(() => {
    document.querySelector('#tab')!.removeAttribute('hidden')
    scrollTo(0, 0)
  })
  await expect.poll(async () => (await heard(page)).length).toBe(2)
  expect(asked.map((page) => page.split('?')[0])).toEqual([below.id, hidden.id])
})

test('a container that names another package shows that, once, however often the script is loaded', async ({
  page,
  sandbox,
}) => {
  const [first, second] = [await createLabelled(sandbox), await createLabelled(sandbox)]
  const scripts = script(sandbox, '') + script(sandbox, '')
  await openSite(page, sandbox, `<!doctype html><html lang="en">${container(first.id)}${scripts}`)
  await expect.poll(async () => (await heard(page)).length).toBe(1)
  await page.evaluate((id) => {
    document.querySelector('[data-paylinkr-package]')!.setAttribute('data-paylinkr-package', id)
  }, second.id)
  await expect
    .poll(() => heard(page))
    .toEqual([
      ['ready', { packageId: first.id }],
      ['ready', { packageId: second.id }],
    ])
  await expect(frames(page)).toHaveCount(1)
})

test('a page that cannot be framed leaves a link to the hosted page', async ({ page, sandbox }) => {
  const { id } = await createLabelled(sandbox)
  await page.route(`${sandbox.host}/embed/**`, (route) => route.abort())
  await openSite(page, sandbox, `<!doctype html><html lang="en">${container(id)}${script(sandbox)}`)
  const link = page.getByRole('link', { name: 'Open the subscription page' })
  await expect(link).toHaveAttribute('href', `${sandbox.host}/subscribe/${id}`)
  expect(await heard(page)).toEqual([['error', { packageId: id, code: 'timeout' }]])
})

test('the page and the reference have no accessibility problem', async ({ page, sandbox }) => {
  const { id } = await createLabelled(sandbox)
  for (const path of [`/subscribe/${id}`, '/docs']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(sandbox.host + path)
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    }
  }
})

test('the widget has no accessibility problem: while it loads, where it does not, and with its page', async ({
  page,
  sandbox,
}) => {
  const { id } = await createLabelled(sandbox)
  const problems = async () =>
    (await new AxeBuilder({ page }).include('paylinkr-subscription').analyze()).violations.map(({ id }) => id)
  for (const theme of ['light', 'dark']) {
    const { promise: hasComeLate, resolve: comeLate } = Promise.withResolvers<void>()
    await page.route(`${sandbox.host}/embed/**`, async (route) => {
      await hasComeLate
      await route.continue()
    })
    await page.clock.install()
    const body = `<div data-paylinkr-package="${id}" data-theme="${theme}"></div>${script(sandbox)}`
    await openSite(page, sandbox, `<!doctype html><html lang="en"><title>Shop</title>${body}`)
    await expect(page.locator('paylinkr-subscription section')).toBeVisible()
    expect(await problems()).toEqual([])
    await page.clock.runFor(8_500)
    await expect(page.getByRole('link', { name: 'Open the subscription page' })).toBeVisible()
    expect(await problems()).toEqual([])
    comeLate()
    await expect(frames(page).contentFrame().getByText('99.00 USDC every month')).toBeVisible()
    expect(await problems()).toEqual([])
    await page.unrouteAll()
  }
})
