import { createHmac } from 'node:crypto'
import { answerBank, CARDS, checkoutFrame, payButton, typeCard } from './card-form.ts'
import { createPayment, getAttempts, getPayment, requestsTo, setFault, webhooksAbout } from './merchant.ts'
import { expect, test } from './sandbox.ts'

test('a shop takes a card through the overlay, and believes its webhook', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  await page
    .getByRole('button', { name: /^Buy .* by card/ })
    .first()
    .click()
  const id = await page.locator('script[data-payment-id]').getAttribute('data-payment-id')
  const checkout = checkoutFrame(page)
  await typeCard(checkout, CARDS.pays)
  await payButton(checkout).click()
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await expect(page.locator('[data-state=paid]')).toBeAttached()

  expect((await getPayment(sandbox, id!)).status).toBe('succeeded')
  const webhooks = await webhooksAbout(sandbox, id!)
  expect(webhooks.map(({ event, verified }) => [event, verified])).toEqual([['payment.succeeded', true]])
  const [{ headers, body }] = webhooks as [(typeof webhooks)[0]]
  expect(headers['x-paylinq-event']).toBe('payment.succeeded')
  expect(headers['content-type']).toBe('application/json')
  expect(headers['x-paylinq-signature']).toBe(
    createHmac('sha256', sandbox.paylinq.webhookSecret).update(body).digest('hex'),
  )
  expect(JSON.parse(body)).toMatchObject({ event: 'payment.succeeded', data: { payment_id: id, status: 'succeeded' } })
})

test('the embedding page hears of it, once', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    for (const type of ['paylinq:payment:succeeded', 'paylinq:payment:failed']) {
      document.addEventListener(type, (event) => heard.push([type, (event as CustomEvent).detail]))
    }
  })
  const { id } = await createPayment(sandbox)
  await page.evaluate(
    ([host, payment]) => {
      const script = document.createElement('script')
      script.src = `${host}/widget.js`
      script.dataset.paymentId = payment
      document.body.append(script)
    },
    [sandbox.host, id] as const,
  )
  await typeCard(checkoutFrame(page), CARDS.pays)
  await payButton(checkoutFrame(page)).click()
  const heard = () => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)
  await expect.poll(heard).toEqual([['paylinq:payment:succeeded', { paymentId: id, status: 'succeeded' }]])
})

test('a page whose language comes late is connected all the same', async ({ page, sandbox }) => {
  const { promise: loaded, resolve: frameHasLoaded } = Promise.withResolvers<void>()
  await page.route(/\/assets\/en-[^/]+\.js$/, async (route) => {
    await loaded
    await route.continue()
  })
  await page.goto(sandbox.shop)
  await page
    .getByRole('button', { name: /^Buy .* by card/ })
    .first()
    .click()
  const isReady = page.evaluate(() => new Promise((resolve) => document.addEventListener('paylinq:ready', resolve)))
  await expect(checkoutFrame(page).getByRole('heading', { name: 'Amount due' })).toBeAttached()
  await page.frames().at(-1)!.waitForLoadState('load')
  frameHasLoaded()
  await isReady
  await expect(payButton(checkoutFrame(page))).toBeEnabled()
})

test('a declined payer sees why, and pays with another card', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await typeCard(page, CARDS.poor)
  await payButton(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'not enough money' })).toBeVisible()
  expect((await webhooksAbout(sandbox, id)).map(({ event }) => event)).toEqual([])
  await typeCard(page, CARDS.pays)
  await payButton(page).click()
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  const { data } = await getAttempts(sandbox, id)
  expect(data.map(({ status, decline_reason }) => [status, decline_reason])).toEqual([
    ['declined', 'insufficient_funds'],
    ['succeeded', null],
  ])
})

test('3-D Secure completes in the overlay', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  await page
    .getByRole('button', { name: /^Buy .* by card/ })
    .first()
    .click()
  const id = (await page.locator('script[data-payment-id]').getAttribute('data-payment-id'))!
  const checkout = checkoutFrame(page)
  await typeCard(checkout, CARDS.asksForThreeDSecure)
  await payButton(checkout).click()
  await answerBank(checkout, 'Complete authentication')
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await expect
    .poll(async () => (await webhooksAbout(sandbox, id)).map(({ event }) => event).sort())
    .toEqual(['payment.requires_action', 'payment.succeeded'])
})

test('a failed 3-D Secure says so, and leaves the payment open', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await typeCard(page, CARDS.asksForThreeDSecure)
  await payButton(page).click()
  await answerBank(page, 'Fail authentication')
  await expect(page.getByRole('alert').filter({ hasText: 'could not confirm that it was you' })).toBeVisible()
  await expect.poll(async () => (await getPayment(sandbox, id)).status).toBe('pending')
})

test('a hand-written iframe tells the reference’s own listener', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  await page.route(`${sandbox.shop}/by-hand`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe id="paylinq-checkout" src="${sandbox.host}/pay/${id}?embed=1" width="100%" height="620"
          frameborder="0" allow="payment" style="border:none; border-radius:12px;"></iframe>
        <script>
          window.seen = []
          window.addEventListener("message", (event) => {
            if (!event.origin.startsWith("${sandbox.host}")) return;
            switch (event.data.type) {
              case "paylinq:payment:succeeded":
                document.getElementById("paylinq-checkout").style.display = "none";
                seen.push(event.data.payload);
            }
          });
        </script>`,
    }),
  )
  await page.goto(`${sandbox.shop}/by-hand`)
  await typeCard(checkoutFrame(page), CARDS.pays)
  await payButton(checkoutFrame(page)).click()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { seen: unknown[] }).seen))
    .toEqual([{ paymentId: id, status: 'succeeded' }])
  await expect(page.locator('#paylinq-checkout')).toBeHidden()
})

test('a site the merchant did not allow can neither frame the page nor hear it', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  const evil = `http://evil.localhost:${new URL(sandbox.host).port}/frame`
  await page.route(evil, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe src="${sandbox.host}/pay/${id}?embed=1"></iframe>
        <script>window.heard = []; addEventListener('message', (event) => heard.push(event.data))</script>`,
    }),
  )
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(evil)
  await refused
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([])
})

test('an answer that never reaches the browser ends in success all the same, with one charge', async ({
  page,
  sandbox,
}) => {
  const { id, payment_url } = await createPayment(sandbox)
  await page.goto(payment_url)
  await typeCard(page, CARDS.pays)
  await setFault(sandbox, 'stripe', { mode: 'timeout', times: 1 })
  await payButton(page).click()
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  const requests = await requestsTo(sandbox, 'stripe')
  const created = requests.filter(
    ({ method, path, body }) => method === 'POST' && path === '/v1/payment_intents' && body.includes(id),
  )
  expect(created).toHaveLength(1)
  const intent = JSON.parse(created[0]!.response).id
  expect(requests.filter(({ path }) => path.startsWith(`/v1/payment_intents/${intent}/confirm`))).toHaveLength(1)
})

test('with every provider for cards down that is said in plain words, and tried again', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox)
  const cardProviders = ['stripe', 'airwallex', 'mollie']
  for (const provider of cardProviders) await setFault(sandbox, provider, { mode: 'refuse' })
  await page.goto(payment_url)
  await expect(page.getByText('Card payments are not available right now')).toBeVisible()
  const { unrouted } = await getAttempts(sandbox, id)
  expect(unrouted!.map(({ decision }) => decision)).toEqual(['skipped', 'skipped', 'skipped', 'skipped'])
  for (const provider of cardProviders) await setFault(sandbox, provider, { mode: 'none' })
  await page.getByRole('button', { name: 'Try again' }).click()
  await typeCard(page, CARDS.pays)
  await payButton(page).click()
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
})
