import type { DemoFile } from '../demo/demo-file.ts'
import { advanceClock, createInvoice, getInvoice, type Invoice, webhooksAbout } from './merchant.ts'
import { expect, test } from './sandbox.ts'
import { payOnStellar } from './stellar-payer.ts'

const FETCH = `const res = await fetch('https://your-paylinkr-domain.com/api/v1/invoices', {
  method: 'POST',
  headers: {
    'Authorization': 'Bearer plr_live_xxxx',
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    title: 'Consulting Deposit',
    amount: '250.00',
    asset: 'USDC',
    orderId: 'ORD-9001',
    expiresIn: '24h',
  }),
})

const invoice = await res.json()
console.log(invoice.payUrl) // https://your-domain.com/pay/a1b2c3d4`
const WIDGET = `<script src="https://your-paylinkr-domain.com/widget/subscription.js" async></script>
<div
  data-paylinkr-package="subpkg_xxxxxxxxxxxx"
  data-paylinkr-width="420"
  data-paylinkr-height="520"
></div>`
const IFRAME = `<iframe
  src="https://your-paylinkr-domain.com/embed/subscription/subpkg_xxxxxxxxxxxx"
  width="420"
  height="520"
  frameborder="0"
  style="border:none;border-radius:16px;overflow:hidden;"
  title="Subscribe with PayLinkr"
></iframe>`

/** The reference's own examples for a page, with nothing replaced but address, key and id. */
const forSandbox = (text: string, { host, paylinkr }: DemoFile, packageId = '') =>
  text
    .replaceAll('https://your-paylinkr-domain.com', host)
    .replaceAll('plr_live_xxxx', paylinkr.apiKey)
    .replaceAll('subpkg_xxxxxxxxxxxx', packageId)

/** Any call under `/api/v1`. @throws for what is refused. */
async function call<T>({ host, paylinkr }: DemoFile, line: string, body?: object): Promise<T> {
  const [method, path] = line.split(' ') as [string, string]
  const answer = await fetch(`${host}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${paylinkr.apiKey}`,
      'X-Api-Origin': paylinkr.origin,
      'Content-Type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${line}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

type Mail = { to: string[]; subject: string; text: string }
const mailsTo = async ({ control }: DemoFile, recipient: string) =>
  ((await (await fetch(`${control}/mail`)).json()) as Mail[]).filter(({ to }) => to.includes(recipient))
const subjectsTo = async (sandbox: DemoFile, recipient: string) =>
  (await mailsTo(sandbox, recipient)).map(({ subject }) => subject)

type BilledInvoice = Invoice & { periodStart: string; periodEnd: string }

/** The oldest period first. */
async function billed(sandbox: DemoFile, query: string): Promise<BilledInvoice[]> {
  const { data } = await call<{ data: BilledInvoice[] }>(sandbox, `GET /invoices?limit=100&${query}`)
  return data.sort((a, b) => a.periodStart.localeCompare(b.periodStart))
}

const now = async ({ control }: DemoFile) =>
  new Date(((await (await fetch(`${control}/clock`)).json()) as { now: string }).now)

async function advanceTo(sandbox: DemoFile, to: Date) {
  const seconds = Math.ceil((to.getTime() - (await now(sandbox)).getTime()) / 1000)
  await advanceClock(sandbox, `PT${seconds}S`)
}

type Subscription = { id: string; status: string; trialEndsAt: string | null; latestInvoice: Invoice | null }

const getSubscription = (sandbox: DemoFile, id: string) => call<Subscription>(sandbox, `GET /subscriptions/${id}`)

/** To a package of its own, by the month. */
async function subscribe(sandbox: DemoFile, offer: object, customer: object): Promise<Subscription> {
  const terms = { name: 'Coffee club', asset: 'USDC', amount: '99.00', interval: 'MONTHLY', ...offer }
  const { id: packageId } = await call<{ id: string }>(sandbox, 'POST /subscription-packages', terms)
  return call(sandbox, 'POST /subscriptions', { packageId, ...customer })
}

const pay = (sandbox: DemoFile, { destinationAddress, memo }: Invoice, amount: string) =>
  payOnStellar(sandbox, { to: destinationAddress, amount, memo })

const eventsOf = async (sandbox: DemoFile, id: string) =>
  (await webhooksAbout(sandbox, id)).map(({ event }) => event).filter((event) => event.startsWith('subscription.'))

test('a client is sent the invoice, what the merchant asks for, and the receipt', async ({ sandbox }) => {
  const clientEmail = 'alex@example.com'
  const invoice = await createInvoice(sandbox, { clientEmail, clientName: 'Alex Buyer' })
  const asks = expect.stringMatching(/asks you to pay 250\.00 USDC$/)
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toEqual([asks])
  const [request] = await mailsTo(sandbox, clientEmail)
  for (const part of [invoice.payUrl, 'Alex Buyer', 'Consulting Deposit']) expect(request!.text).toContain(part)

  await call(sandbox, `POST /invoices/${invoice.id}/notify`, { channel: 'EMAIL' })
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toEqual([asks, asks])
  await call(sandbox, `POST /invoices/${invoice.id}/remind`)
  const reminds = expect.stringMatching(/Reminder: 250\.00 USDC to /)
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toEqual([asks, asks, reminds])

  await pay(sandbox, invoice, '250')
  await expect.poll(async () => (await getInvoice(sandbox, invoice.id)).status).toBe('paid')
  const receipt = expect.stringMatching(/Receipt: 250\.00 USDC to /)
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toEqual([asks, asks, reminds, receipt])
  await expect(call(sandbox, `POST /invoices/${invoice.id}/remind`)).rejects.toThrow(/: 409 /)
  const unwritten = await createInvoice(sandbox)
  await expect(call(sandbox, `POST /invoices/${unwritten.id}/notify`, {})).rejects.toThrow(/: 422 /)
})

test('a trial is billed when it ends', async ({ sandbox }) => {
  const customerEmail = 'trial@example.com'
  const { id, trialEndsAt } = await subscribe(sandbox, { trialDays: 14 }, { customerEmail })
  await advanceClock(sandbox, 'P13D')
  expect(await getSubscription(sandbox, id)).toMatchObject({ status: 'trialing', latestInvoice: null })
  await advanceClock(sandbox, 'P1DT1M')
  const [invoice, ...more] = await billed(sandbox, `subscriptionId=${id}`)
  expect(more).toEqual([])
  expect(invoice).toMatchObject({ status: 'unpaid', expectedAmount: '99.00', periodStart: trialEndsAt })
  const asked = async () => (await mailsTo(sandbox, customerEmail)).filter(({ text }) => text.includes(invoice!.payUrl))
  await expect.poll(asked).toHaveLength(1)
  await pay(sandbox, invoice!, '99')
  await expect.poll(async () => (await getSubscription(sandbox, id)).status).toBe('active')
  await expect.poll(() => eventsOf(sandbox, id)).toEqual(['subscription.created', 'subscription.activated'])
})

test('what begins on Jan 31 is billed on the last days of shorter months, and on the 31st again', async ({
  sandbox,
}) => {
  const year = (await now(sandbox)).getUTCFullYear() + 1
  const noon = (month: number, day: number) => new Date(Date.UTC(year, month, day, 12))
  // Day 0 is the last one of the month before.
  const starts = [noon(0, 31), noon(2, 0), noon(2, 31), noon(4, 0)]
  const terms = { title: 'Retainer', asset: 'USDC', expectedAmount: '250.00', interval: 'MONTHLY' }
  const plan = await call<{ id: string }>(sandbox, 'POST /recurring-plans', { ...terms, startsAt: starts[0] })
  for (const [index, start] of starts.entries()) {
    await advanceTo(sandbox, new Date(start.getTime() - 60_000))
    expect(await billed(sandbox, `recurringPlanId=${plan.id}`)).toHaveLength(index)
    await advanceTo(sandbox, start)
    const periods = (await billed(sandbox, `recurringPlanId=${plan.id}`)).map(({ periodStart }) => periodStart)
    expect(periods).toEqual(starts.slice(0, index + 1).map((each) => each.toISOString()))
  }
})

test('ninety days missed are ninety invoices and one mail', async ({ sandbox }) => {
  const clientEmail = 'patient@example.com'
  const terms = { title: 'Daily report', asset: 'USDC', expectedAmount: '1.50', interval: 'DAILY', clientEmail }
  const { id } = await call<{ id: string }>(sandbox, 'POST /recurring-plans', terms)
  await advanceClock(sandbox, 'PT1M')
  expect(await billed(sandbox, `recurringPlanId=${id}`)).toHaveLength(1)
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toHaveLength(1)
  await advanceClock(sandbox, 'P90D')
  const invoices = await billed(sandbox, `recurringPlanId=${id}`)
  expect(invoices).toHaveLength(91)
  const [starts, ends] = [invoices.map(({ periodStart }) => periodStart), invoices.map(({ periodEnd }) => periodEnd)]
  expect(starts.slice(1)).toEqual(ends.slice(0, -1))
  await advanceClock(sandbox, 'PT1M')
  await expect.poll(() => subjectsTo(sandbox, clientEmail)).toHaveLength(2)
  expect((await mailsTo(sandbox, clientEmail))[1]!.text).toContain(invoices.at(-1)!.payUrl)
  await call(sandbox, `PATCH /recurring-plans/${id}`, { active: false })
})

test('a renewal that nobody pays is past due, and ends the subscription 30 days later', async ({ sandbox }) => {
  const customer = { customerEmail: 'gone@example.com', startImmediately: true }
  const { id, latestInvoice } = await subscribe(sandbox, {}, customer)
  await pay(sandbox, await getInvoice(sandbox, latestInvoice!.id), '99')
  await expect.poll(async () => (await getSubscription(sandbox, id)).status).toBe('active')
  await advanceClock(sandbox, 'P1M')
  expect(await billed(sandbox, `subscriptionId=${id}`)).toHaveLength(2)
  await advanceClock(sandbox, 'P7DT1M')
  await expect.poll(async () => (await getSubscription(sandbox, id)).status).toBe('past_due')
  await advanceClock(sandbox, 'P29D')
  expect(await getSubscription(sandbox, id)).toMatchObject({ status: 'past_due' })
  await advanceClock(sandbox, 'P1DT1M')
  await expect.poll(async () => (await getSubscription(sandbox, id)).status).toBe('cancelled')
  await expect
    .poll(() => eventsOf(sandbox, id))
    .toEqual(['subscription.created', 'subscription.activated', 'subscription.past_due', 'subscription.cancelled'])
  const bills = await billed(sandbox, `subscriptionId=${id}`)
  await advanceClock(sandbox, 'P2M')
  expect(await billed(sandbox, `subscriptionId=${id}`)).toHaveLength(bills.length)
})

test('money under a wrong memo is listed, and credited once to the invoice it is attached to', async ({ sandbox }) => {
  const invoice = await createInvoice(sandbox, { amount: '40' })
  const inXlm = await createInvoice(sandbox, { amount: '40', asset: 'XLM' })
  const hash = await payOnStellar(sandbox, { to: invoice.destinationAddress, amount: '40', memo: 'PLR-NOBODYS0' })
  const find = async () => {
    const { data } = await call<{ data: Record<string, string>[] }>(sandbox, 'GET /unmatched-transfers')
    return data.find(({ transactionHash }) => transactionHash === hash)
  }
  await expect.poll(find).toMatchObject({ reason: 'unknown_reference', asset: 'USDC', reference: 'PLR-NOBODYS0' })
  const { id } = (await find())!
  const attach = (invoiceId: string) => call<Invoice>(sandbox, `POST /unmatched-transfers/${id}/attach`, { invoiceId })
  await expect(attach(inXlm.id)).rejects.toThrow(/: 4\d\d /)
  expect(await attach(invoice.id)).toMatchObject({ status: 'paid', receivedAmount: '40' })
  await expect(attach(invoice.id)).rejects.toThrow(/: 4\d\d /)
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'paid', receivedAmount: '40' })
  expect(await find()).toBeUndefined()
})

test('a price in EUR is paid in XLM, at the rate of its quote', async ({ page, sandbox }) => {
  const price = { amount: undefined, asset: 'XLM', pricingCurrency: 'EUR', pricingAmount: '11.00' }
  const invoice = await createInvoice(sandbox, price)
  // The sources say 0.275 EUR for an XLM.
  expect(invoice).toMatchObject({ expectedAmount: '40.00', quote: { rate: '0.275', pricingAmount: '11.00' } })
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Use the sandbox wallet' }).click()
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'paid', receivedAmount: '40.00' })
})

test("the reference's fetch makes an invoice from a page of the approved origin", async ({ page, sandbox }) => {
  await page.route(`${sandbox.shop}/site`, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto(`${sandbox.shop}/site`)
  const said = page.waitForEvent('console')
  await page.addScriptTag({ type: 'module', content: forSandbox(FETCH, sandbox) })
  await page.goto((await said).text())
  await expect(page.getByText('Consulting Deposit').first()).toBeVisible()
})

test("the reference's widget and iframe take subscribers on a page of another origin", async ({ page, sandbox }) => {
  const terms = { name: 'Coffee club', amount: '99.00', interval: 'MONTHLY', trialDays: 14 }
  const { id } = await call<{ id: string }>(sandbox, 'POST /subscription-packages', terms)
  const listen = `<script>heard = []; addEventListener('message', ({ data }) => heard.push(data.type))</script>`
  const body = `<!doctype html>${listen}${forSandbox(WIDGET + IFRAME, sandbox, id)}`
  await page.route(`${sandbox.shop}/site`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`${sandbox.shop}/site`)
  for (const [index, place] of ['paylinkr-subscription iframe', 'iframe[title="Subscribe with PayLinkr"]'].entries()) {
    expect(await page.locator(place).boundingBox()).toMatchObject({ width: 420 })
    const frame = page.frameLocator(place)
    await frame.getByLabel('E-mail').fill(`subscriber${index}@example.com`)
    await frame.getByRole('button', { name: /subscri/i }).click()
    await expect(frame.getByRole('heading', { name: 'Your free days have begun' })).toBeVisible()
    const created = () => page.evaluate('heard.filter((type) => type === "paylinkr:subscription:created").length')
    await expect.poll(created).toBe(index + 1)
  }
})
