import type { Page } from '@playwright/test'
import { CARDS, checkoutFrame, payButton, payWithThreeDSecure, typeCard } from './card-form.ts'
import { createPayment } from './merchant.ts'
import { addTag, openSite, seen, siteOf, tag } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The checkout where the browser, the merchant's page or the way to the host makes it hard. */

test('on a machine that is six times slower each event is told once', async ({ page, context, sandbox }) => {
  const slowDown = async (target: Parameters<typeof context.newCDPSession>[0]) => {
    const session = await context.newCDPSession(target)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  }
  await slowDown(page)
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), tag(sandbox, id))
  const hosted = () => page.frames().find((frame) => frame.url().includes(`/pay/${id}`))
  await expect.poll(hosted).toBeTruthy()
  await slowDown(hosted()!)
  const checkout = checkoutFrame(page)
  await typeCard(checkout, CARDS.pays)
  await payButton(checkout).click()
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  const succeeded = { paymentId: id, status: 'succeeded' }
  expect(await seen(page)).toEqual([
    ['ready', { paymentId: id }],
    ['payment:succeeded', succeeded],
    ['close', { paymentId: id }],
  ])
})

test.describe('a script that is added after the page has loaded is not in the way of a strict policy', () => {
  const policies: Record<string, (host: string) => string> = {
    "a nonce and 'strict-dynamic'": () => "'nonce-r4nd0m' 'strict-dynamic'",
    'a list of hosts': (host) => `${host} 'nonce-r4nd0m'`,
  }
  for (const [name, scripts] of Object.entries(policies)) {
    test(name, async ({ page, sandbox }) => {
      const { host } = sandbox
      const { id } = await createPayment(sandbox)
      const late = `<script nonce="r4nd0m">
        addEventListener('load', () => {
          const script = document.createElement('script')
          script.src = '${host}/widget.js'
          script.dataset.paymentId = '${id}'
          document.body.append(script)
        })
      </script>`
      const policy = `default-src 'none'; base-uri 'none'; script-src ${scripts(host)}; frame-src ${host}`
      await openSite(page, siteOf(sandbox), late, { 'content-security-policy': policy })
      const checkout = checkoutFrame(page)
      await typeCard(checkout, CARDS.pays)
      await payButton(checkout).click()
      const succeeded = { paymentId: id, status: 'succeeded' }
      await expect
        .poll(() => seen(page))
        .toEqual([
          ['ready', { paymentId: id }],
          ['payment:succeeded', succeeded],
        ])
    })
  }
})

test.describe('where the host’s page does not come there is a link to it, and one error', () => {
  const hosts: Record<string, (page: Page, sandbox: Sandbox) => Promise<string>> = {
    'it is down': async (page, sandbox) => {
      await page.route(`${sandbox.host}/pay/**`, (route) => route.abort('connectionrefused'))
      return siteOf(sandbox)
    },
    'it answers 500': async (page, sandbox) => {
      await page.route(`${sandbox.host}/pay/**`, (route) => route.fulfill({ status: 500, body: 'Broken' }))
      return siteOf(sandbox)
    },
    'the site is not allowed to embed it': async () => 'http://not-allowed.example/site',
  }
  for (const [what, prepare] of Object.entries(hosts)) {
    for (const mode of ['overlay', 'inline']) {
      test(`${what}, ${mode}`, async ({ page, sandbox }) => {
        const { id } = await createPayment(sandbox)
        const address = await prepare(page, sandbox)
        await page.clock.install({ time: 0 })
        await openSite(page, address, '')
        await page.clock.pauseAt(3_600_000)
        await addTag(page, sandbox, id, mode)
        await expect(page.locator('paylinq-checkout iframe')).toBeAttached()
        await page.clock.fastForward(8_000)
        const link = page.getByRole('link', { name: 'Open checkout' })
        await expect(link).toBeVisible()
        expect(await seen(page)).toEqual([['error', { paymentId: id, code: 'timeout' }]])
        await page.unroute(`${sandbox.host}/pay/**`)
        await page.clock.resume()
        await link.click()
        await expect(page).toHaveURL(`${sandbox.host}/pay/${id}`)
        await expect(payButton(page)).toBeVisible()
      })
    }
  }
})

test('the way back leads past a checkout that was opened, paid in and closed', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), '')
  const entries = await page.evaluate(() => history.length)
  const checkout = checkoutFrame(page)
  const close = async () => {
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  }
  await addTag(page, sandbox, id)
  await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
  await close()
  await addTag(page, sandbox, id)
  await payWithThreeDSecure(checkout)
  await close()
  expect(await page.evaluate(() => history.length)).toBe(entries)
  await page.goBack()
  await expect(page).toHaveURL(`${sandbox.shop}/`)
})
