import type { Page } from '@playwright/test'
import type { DemoFile } from '../demo/demo-file.ts'
import { breakPages } from './broken-host.ts'
import { CARDS, payButton, typeCard } from './card-form.ts'
import {
  advanceClock,
  callPaylinq,
  createInvoice,
  createPackage,
  createPayment,
  type Invoice,
  setFault,
} from './merchant.ts'
import { choose, press } from './provider-pages.ts'
import { expect } from './sandbox.ts'
import { payOnStellar } from './stellar-payer.ts'

/** Everything that a payer can come to see, each with what it takes to get there. */

export interface PayerPage {
  /** Brings the page there, with a payment or an invoice of its own, and waits until it is as it stays. */
  open(page: Page, sandbox: DemoFile): Promise<void>
  /** Puts right what others would see. */
  after?(sandbox: DemoFile): Promise<unknown>
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { name })).toBeVisible()
const formStands = (page: Page) => page.locator('.form-place[data-state=ready] iframe').waitFor()

async function openPayment(page: Page, sandbox: DemoFile, body: object = {}): Promise<string> {
  const { id, payment_url } = await createPayment(sandbox, body)
  await page.goto(payment_url)
  return id
}

async function payBy(page: Page, sandbox: DemoFile, card: string, body: object = {}): Promise<string> {
  const id = await openPayment(page, sandbox, body)
  await typeCard(page, card)
  await payButton(page).click()
  return id
}

async function paid(page: Page, sandbox: DemoFile, body: object = {}): Promise<string> {
  const id = await payBy(page, sandbox, CARDS.pays, body)
  await heading(page, 'Payment successful')
  return id
}

const CARD_PROVIDERS = ['stripe', 'airwallex', 'mollie']
const setCardFaults = async (sandbox: DemoFile, fault: object) => {
  for (const provider of CARD_PROVIDERS) await setFault(sandbox, provider, fault)
}

async function enable(sandbox: DemoFile, enabled: boolean): Promise<void> {
  for (const name of [...CARD_PROVIDERS, 'paypal']) await callPaylinq(sandbox, `PUT /providers/${name}`, { enabled })
}

let coupons = 0

async function createCoupon(sandbox: DemoFile, percent_off: number): Promise<string> {
  const code = `PAGES${++coupons}`
  await callPaylinq(sandbox, 'POST /coupons', { code, type: 'percentage', percent_off })
  return code
}

/** What is open for a while and then over. */
export async function soon(sandbox: DemoFile): Promise<string> {
  const { now } = await advanceClock(sandbox, 'PT0S')
  return new Date(Date.parse(now) + 60_000).toISOString()
}

export const PAYMENT_PAGES: Record<string, PayerPage> = {
  'a payment that is loading its form': {
    async open(page, sandbox) {
      await page.route(`${sandbox.host}/checkout/payments/*/attempts`, () => {})
      await openPayment(page, sandbox)
      await expect(page.getByRole('status').filter({ hasText: 'Loading the card form' })).toBeAttached()
    },
  },
  'a payment with its card form': {
    async open(page, sandbox) {
      await openPayment(page, sandbox, { cancel_url: `${sandbox.shop}/` })
      await formStands(page)
    },
  },
  'a payment by another method': {
    async open(page, sandbox) {
      await openPayment(page, sandbox)
      await choose(page, 'PayPal')
      await expect(payButton(page)).toHaveAttribute('aria-disabled', 'false')
    },
  },
  'a payment with its coupon field': {
    async open(page, sandbox) {
      // Where there is no coupon there is no field.
      await createCoupon(sandbox, 20)
      await openPayment(page, sandbox)
      await formStands(page)
      await press(page, 'Add coupon code')
      await page.getByLabel('Coupon code').fill('nobody-knows-it')
      await press(page, 'Apply')
      await expect(page.getByRole('alert').filter({ hasText: 'There is no such code' })).toBeVisible()
    },
  },
  'a payment with a coupon': {
    async open(page, sandbox) {
      const code = await createCoupon(sandbox, 20)
      await openPayment(page, sandbox)
      await formStands(page)
      await press(page, 'Add coupon code')
      await page.getByLabel('Coupon code').fill(code)
      await press(page, 'Apply')
      await expect(payButton(page)).toHaveText('Pay €20.00')
    },
  },
  'an order with nothing left to pay': {
    async open(page, sandbox) {
      const code = await createCoupon(sandbox, 100)
      await openPayment(page, sandbox)
      await press(page, 'Add coupon code')
      await page.getByLabel('Coupon code').fill(code)
      await press(page, 'Apply')
      await expect(page.getByRole('button', { name: 'Complete order' })).toBeVisible()
    },
  },
  'a declined payment': {
    async open(page, sandbox) {
      await payBy(page, sandbox, CARDS.poor)
      await expect(page.getByRole('alert').filter({ hasText: 'not enough money' })).toBeVisible()
    },
  },
  'a payment with every provider down': {
    async open(page, sandbox) {
      await setCardFaults(sandbox, { mode: 'refuse' })
      await openPayment(page, sandbox)
      await expect(page.getByText('Card payments are not available right now')).toBeVisible()
    },
    after: (sandbox) => setCardFaults(sandbox, { mode: 'none' }),
  },
  'a payment waiting for 3-D Secure': {
    async open(page, sandbox) {
      await payBy(page, sandbox, CARDS.asksForThreeDSecure)
      const bank = page.frameLocator('iframe[src*="/3ds/"]')
      await expect(bank.getByRole('button', { name: 'Complete authentication' })).toBeVisible()
    },
  },
  'a payment waiting for 3-D Secure, loaded again': {
    async open(page, sandbox) {
      await PAYMENT_PAGES['a payment waiting for 3-D Secure']!.open(page, sandbox)
      await page.reload()
      await heading(page, 'Waiting for your bank')
    },
  },
  'a payment being processed': {
    async open(page, sandbox) {
      await openPayment(page, sandbox)
      await typeCard(page, CARDS.pays)
      // The provider took the card; its answer stays away.
      await page.route('**/v1/payment_intents/*/confirm', () => {})
      await payButton(page).click()
      await expect(page.getByRole('button', { name: 'Processing' })).toBeVisible()
    },
  },
  'a paid payment': {
    async open(page, sandbox) {
      await paid(page, sandbox, { success_url: `${sandbox.shop}/` })
    },
  },
  'a payment that was paid before': {
    async open(page, sandbox) {
      await paid(page, sandbox)
      await page.reload()
      await heading(page, 'Already paid')
    },
  },
  'a refunded payment': {
    async open(page, sandbox) {
      const payment_id = await paid(page, sandbox)
      await callPaylinq(sandbox, 'POST /refunds', { payment_id })
      await page.reload()
      await heading(page, 'Payment refunded')
    },
  },
  'an expired payment': {
    async open(page, sandbox) {
      const { payment_url } = await createPayment(sandbox, { expires_at: await soon(sandbox) })
      await advanceClock(sandbox, 'PT2M')
      await page.goto(payment_url)
      await heading(page, 'This payment link has expired')
    },
  },
  'a cancelled payment': {
    async open(page, sandbox) {
      const { id, payment_url } = await createPayment(sandbox)
      await callPaylinq(sandbox, `POST /payments/${id}/cancel`)
      await page.goto(payment_url)
      await heading(page, 'This payment was cancelled')
    },
  },
  'a payment that nobody can take': {
    async open(page, sandbox) {
      await enable(sandbox, false)
      await openPayment(page, sandbox)
      await heading(page, 'This cannot be paid online')
    },
    after: (sandbox) => enable(sandbox, true),
  },
  'a link that leads nowhere': {
    async open(page, sandbox) {
      await page.goto(`${sandbox.host}/pay/0000000000000000`)
      await heading(page, 'Link not found')
    },
  },
  'a page that could not be made': {
    async open(page, sandbox) {
      await breakPages(page, `${sandbox.host}/pay/**`, 500)
      await page.goto(`${sandbox.host}/pay/0000000000000000`)
      await heading(page, 'Something went wrong')
    },
  },
  'a page that was asked for too often': {
    async open(page, sandbox) {
      await breakPages(page, `${sandbox.host}/pay/**`, 429)
      await page.goto(`${sandbox.host}/pay/0000000000000000`)
      await heading(page, 'Too many tries')
    },
  },
}

async function openInvoice(page: Page, sandbox: DemoFile, body: object = {}): Promise<Invoice> {
  const invoice = await createInvoice(sandbox, { orderId: 'ORD-9001', ...body })
  await page.goto(invoice.payUrl)
  return invoice
}

async function sent(page: Page, sandbox: DemoFile, amount: string, body: object = {}): Promise<void> {
  const { destinationAddress, memo } = await openInvoice(page, sandbox, { amount: '10', ...body })
  await payOnStellar(sandbox, { to: destinationAddress, amount, memo })
}

export const INVOICE_PAGES: Record<string, PayerPage> = {
  'an invoice in USDC': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox)
      await expect(page.getByText('Waiting for your transfer')).toBeVisible()
    },
  },
  'an invoice in XRP': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox, { asset: 'XRP', amount: '12.5' })
      await expect(page.getByText('Waiting for your transfer')).toBeVisible()
    },
  },
  'an invoice whose wallet is not installed': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox)
      await press(page, 'Sign with Freighter')
      await expect(page.getByRole('alert').filter({ hasText: 'not installed' })).toBeVisible()
    },
  },
  'a partly paid invoice': {
    async open(page, sandbox) {
      await sent(page, sandbox, '4')
      await expect(page.getByRole('progressbar')).toBeVisible()
    },
  },
  'a paid invoice': {
    async open(page, sandbox) {
      await sent(page, sandbox, '10')
      await heading(page, 'Invoice paid')
    },
  },
  'an overpaid invoice': {
    async open(page, sandbox) {
      await sent(page, sandbox, '10.5')
      await heading(page, 'Invoice paid, with too much')
    },
  },
  'an invoice in euros': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox, EUROS)
      await expect(page.getByText('This price holds for')).toBeVisible()
    },
  },
  'an invoice whose price ran out': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox, EUROS)
      await setFault(sandbox, 'rates', { mode: 'refuse' })
      await advanceClock(sandbox, 'PT20M')
      await page.reload()
      await expect(page.getByRole('button', { name: 'Get a new price' })).toBeVisible()
    },
    after: (sandbox) => setFault(sandbox, 'rates', { mode: 'none' }),
  },
  'an expired invoice': {
    async open(page, sandbox) {
      await openInvoice(page, sandbox, { expiresIn: '30min' })
      await advanceClock(sandbox, 'PT31M')
      await heading(page, 'This invoice has expired')
    },
  },
}

const EUROS = { asset: 'XLM', amount: undefined, pricingCurrency: 'EUR', pricingAmount: '25.00' }

async function openShopPage(page: Page, sandbox: DemoFile, body: object): Promise<string> {
  const link = await callPaylinq<{ url: string }>(sandbox, 'POST /payment-links', { title: 'A bag of beans', ...body })
  await page.goto(link.body.url)
  return link.body.url
}

const PRICE = { amount: 1450, currency: 'EUR' }

async function twoProducts(sandbox: DemoFile): Promise<string[]> {
  const create = async (name: string, amount: number) =>
    (
      await callPaylinq<{ id: string }>(sandbox, 'POST /products', {
        name,
        amount,
        currency: 'EUR',
        description: 'Roasted on Monday, sent on Tuesday, in a bag of 250 g.',
      })
    ).body.id
  return [await create('Ridgeline', 1450), await create('Slow Sunday', 1600)]
}

export const SHOP_PAGES: Record<string, PayerPage> = {
  'a payment link of one product': {
    async open(page, sandbox) {
      await openShopPage(page, sandbox, PRICE)
      await heading(page, 'A bag of beans')
      await page.locator('.share summary').click()
    },
  },
  'a payment link of several products': {
    async open(page, sandbox) {
      await openShopPage(page, sandbox, { product_ids: await twoProducts(sandbox) })
      await expect(page.getByRole('listitem')).toHaveCount(2)
    },
  },
  'a product of a payment link': {
    async open(page, sandbox) {
      await openShopPage(page, sandbox, { product_ids: await twoProducts(sandbox) })
      await page.getByRole('link', { name: /Slow Sunday/ }).click()
      await expect(page.getByRole('button', { name: 'Continue to payment' })).toBeVisible()
    },
  },
  'an expired payment link': {
    async open(page, sandbox) {
      const url = await openShopPage(page, sandbox, { ...PRICE, expires_at: await soon(sandbox) })
      await advanceClock(sandbox, 'PT2M')
      await page.goto(url)
      await heading(page, 'This link has expired')
    },
  },
  'a payment link out of use': {
    async open(page, sandbox) {
      await openShopPage(page, sandbox, { ...PRICE, active: false })
      await heading(page, 'This link is not in use any more')
    },
  },
}

/** Any call under `/api/v1`. */
async function callPaylinkr({ host, paylinkr }: DemoFile, line: string, body: object = {}): Promise<void> {
  const [method, path] = line.split(' ') as [string, string]
  const headers = {
    Authorization: `Bearer ${paylinkr.apiKey}`,
    'X-Api-Origin': paylinkr.origin,
    'Content-Type': 'application/json',
  }
  const answer = await fetch(`${host}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${line}: ${answer.status} ${await answer.text()}`)
}

export async function openPackage(page: Page, sandbox: DemoFile, change: object = {}): Promise<string> {
  const { id } = await createPackage(sandbox, change)
  await page.goto(`${sandbox.host}/subscribe/${id}`)
  return id
}

let subscribers = 0

async function subscribe(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(`pages${++subscribers}@example.com`)
  await press(page, 'Subscribe')
}

export const SUBSCRIPTION_PAGES: Record<string, PayerPage> = {
  'a package’s form': {
    async open(page, sandbox) {
      await openPackage(page, sandbox, { description: 'Answers within an hour, every day of the year.' })
      await press(page, 'Subscribe')
      await expect(page.getByRole('alert').first()).toHaveText(/Enter your e-mail address/)
    },
  },
  'a trial that has begun': {
    async open(page, sandbox) {
      await openPackage(page, sandbox, { trialDays: 14 })
      await subscribe(page)
      await heading(page, 'Your free days have begun')
    },
  },
  'a subscription’s first invoice': {
    async open(page, sandbox) {
      await openPackage(page, sandbox)
      await subscribe(page)
      await expect(page.getByText('Waiting for your transfer')).toBeVisible()
    },
  },
  'a package that is closed': {
    async open(page, sandbox) {
      const id = await openPackage(page, sandbox)
      await callPaylinkr(sandbox, `PATCH /subscription-packages/${id}`, { active: false })
      await page.reload()
      await heading(page, 'No longer offered')
    },
  },
}

export async function reminderLink(sandbox: DemoFile, clientEmail: string): Promise<string> {
  const { id } = await createInvoice(sandbox, { clientEmail })
  await callPaylinkr(sandbox, `POST /invoices/${id}/remind`)
  let link: string | undefined
  await expect
    .poll(async () => {
      const mails = (await (await fetch(`${sandbox.control}/mail`)).json()) as { to: string[]; text: string }[]
      const found = mails
        .filter(({ to }) => to.includes(clientEmail))
        .map(({ text }) => /\S*\/reminders\/stop\S*/.exec(text))
      link = found.find(Boolean)?.[0]
      return link
    })
    .toBeTruthy()
  return link!
}

export const OTHER_PAGES: Record<string, PayerPage> = {
  'a reminder’s page': {
    async open(page, sandbox) {
      await page.goto(await reminderLink(sandbox, 'asked@example.com'))
      await expect(page.getByRole('button', { name: 'Stop reminders' })).toBeVisible()
    },
  },
  'a page of stopped reminders': {
    async open(page, sandbox) {
      await page.goto(await reminderLink(sandbox, 'stopped@example.com'))
      await press(page, 'Stop reminders')
      await heading(page, 'Reminders stopped')
    },
  },
}

export const PAYER_PAGES: Record<string, PayerPage> = {
  ...PAYMENT_PAGES,
  ...INVOICE_PAGES,
  ...SHOP_PAGES,
  ...SUBSCRIPTION_PAGES,
  ...OTHER_PAGES,
}
