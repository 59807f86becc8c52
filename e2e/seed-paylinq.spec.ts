import type { Page } from '@playwright/test'
import { CARDS, checkoutFrame, typeCard } from './card-form.ts'
import { callPaylinq, createPayment, getPayment, type Payment } from './merchant.ts'
import { expectPaidOnce } from './paid.ts'
import { pay, payHere } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'
import { bundleReactPage, IFRAME, REACT_COMPONENT, SCRIPT_TAG } from './seed-embeds.ts'
import {
  CURL_CREATE,
  CURL_LIST,
  CURL_REFUND,
  forSandbox,
  inShell,
  pythonMissing,
  retryingPost,
  withLostAnswer,
  withReceiver,
} from './seed-server.ts'

/** The reference's own examples, with nothing replaced but addresses, ids and secrets. */

interface Delivery {
  event: string
  payment_id: string
  state: string
  attempts: number
  last_status_code: number | null
}

test('its curl calls: created once however often, listed, paid and refunded once', async ({ page, sandbox }) => {
  const created = await inShell<Payment>(forSandbox(CURL_CREATE, sandbox))
  expect(created).toMatchObject({ amount: 2500, currency: 'EUR', description: 'Order #1234', status: 'pending' })
  expect(await inShell(forSandbox(CURL_CREATE, sandbox))).toEqual(created)
  const { data } = await inShell<{ data: Payment[] }>(forSandbox(CURL_LIST, sandbox))
  expect(data.filter(({ id }) => id === created.id)).toHaveLength(1)

  await page.goto(created.payment_url)
  await payHere(page)
  const refund = forSandbox(CURL_REFUND, sandbox).replace('a1b2c3d4-...', created.id)
  const refunded = await inShell(refund)
  expect(refunded).toMatchObject({ payment_id: created.id, amount: 2500, reason: 'Customer request' })
  expect(await inShell(refund)).toEqual(refunded)
  expect(await getPayment(sandbox, created.id)).toMatchObject({ status: 'refunded', refunded_amount: 2500 })
})

test.describe('its Python', () => {
  const missing = pythonMissing()
  test.skip(missing !== null, missing ?? '')

  test('takes the webhooks in Flask, and believes no other', async ({ page, sandbox }) => {
    const { body: app } = await callPaylinq<{ webhook_url: string }>(sandbox, 'GET /app')
    try {
      await withReceiver(sandbox.paylinq.webhookSecret, async (webhook_url) => {
        expect(await callPaylinq(sandbox, 'PATCH /app', { webhook_url })).toMatchObject({ status: 200 })
        const { id, payment_url } = await createPayment(sandbox, { external_ref: 'order_1234' })
        await page.goto(payment_url)
        await payHere(page)
        await callPaylinq(sandbox, 'POST /refunds', { payment_id: id, amount: 500 })
        const deliveries = async () => {
          const { body } = await callPaylinq<{ data: Delivery[] }>(sandbox, 'GET /webhook-deliveries')
          return body.data
            .filter(({ payment_id }) => payment_id === id)
            .map(({ event, attempts, last_status_code }) => `${event} ${attempts} ${last_status_code}`)
            .sort()
        }
        await expect.poll(deliveries).toEqual(['payment.refunded 1 200', 'payment.succeeded 1 200'])

        const body = '{"event": "payment.succeeded", "data": {"payment_id": "p", "external_ref": "r"}}'
        const forged = { method: 'POST', body, headers: { 'X-Paylinq-Signature': '0'.repeat(64) } }
        expect((await fetch(webhook_url, forged)).status).toBe(401)
      })
    } finally {
      await callPaylinq(sandbox, 'PATCH /app', { webhook_url: app.webhook_url })
    }
  })

  test('retries a lost answer, and gets the payment that it made', async ({ sandbox }) => {
    const external_ref = 'order_retried'
    const body = { amount: 2500, currency: 'EUR', external_ref }
    await withLostAnswer(sandbox.host, async (api) => {
      const { id, said } = await retryingPost(sandbox, { api, path: '/v1/payments', body })
      expect(said).toEqual(['Server error, retrying in 1s...'])
      const { data } = (await callPaylinq<{ data: Payment[] }>(sandbox, `GET /payments?external_ref=${external_ref}`))
        .body
      expect(data.map((payment) => payment.id)).toEqual([id])
    })
  })
})

test.describe('its ways to embed, on a site of another origin', () => {
  /** Shows `body` on a page of the shop's. */
  async function show(page: Page, { shop }: Sandbox, body: string) {
    await page.route(`${shop}/checkout`, (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html>${body}` }),
    )
    await page.goto(`${shop}/checkout`)
  }

  const told = (page: Page) => page.evaluate(() => (window as unknown as { told: unknown[] }).told)

  test('option 1: the script tag opens an overlay', async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    await show(page, sandbox, forSandbox(SCRIPT_TAG, sandbox).replace('PAYMENT_ID', id))
    await expect(page.locator('paylinq-checkout dialog')).toBeVisible()
    await payHere(checkoutFrame(page))
    await expectPaidOnce(sandbox, id, { provider: 'stripe' })
  })

  test('option 2: the iframe tells its listener', async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    const functions = `<script>
      window.told = []
      const showSuccessPage = (id) => told.push(['success', id])
      const showRetryMessage = () => told.push(['retry'])
    </script>`
    await show(page, sandbox, functions + forSandbox(IFRAME, sandbox).replace('PAYMENT_ID', id))
    const checkout = page.frameLocator('#paylinq-checkout')
    await typeCard(checkout, CARDS.pays)
    await pay(checkout)
    await expect.poll(() => told(page)).toEqual([['success', id]])
    await expect(page.locator('#paylinq-checkout')).toBeHidden()
    await expectPaidOnce(sandbox, id, { provider: 'stripe' })
  })

  test('option 3: the React component calls back', async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    const script = await bundleReactPage(forSandbox(REACT_COMPONENT, sandbox))
    const root = `<body data-payment="${id}"><div id="root"></div><script>window.told = []</script>`
    await show(page, sandbox, `${root}<script type="module">${script.replaceAll('</script', '<\\/script')}</script>`)
    await payHere(checkoutFrame(page))
    await expect.poll(() => told(page)).toEqual([['success', { paymentId: id, status: 'succeeded' }]])
    await expectPaidOnce(sandbox, id, { provider: 'stripe' })
  })
})
