import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { formatAsset, formatMoney } from '../embed-host/ui/amounts.ts'
import type { Texts } from '../embed-host/ui/texts/en.ts'
import { CARDS, checkoutFrame, typeCard } from './card-form.ts'
import { advanceClock, callPaylinq, closePackage, createInvoice, createPackage, createPayment } from './merchant.ts'
import { reminderLink, soon } from './payer-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

const LANGUAGES = readdirSync(join(import.meta.dirname, '../embed-host/ui/texts')).flatMap(
  (name) => /^[a-z]{2}(?=\.ts$)/.exec(name) ?? [],
)

const textsIn = async (language: string): Promise<Texts> =>
  (await import(`../embed-host/ui/texts/${language}.ts`)).texts

const MERCHANT = 'Birch & Ember'
/** Of these an Arabic page would turn the ends around, if it took them for words of its own. */
const TITLE = 'Deposit (50%)'
const DESCRIPTION = 'Half now, half later.'
const ORDER = '1001-A'

/** One of each page: a payment's of every test's own, because a payer changes it. */
const pages = { payment: '', invoice: '', subscription: '', offers: '', offer: '' }

/** The same for the payers of every test: none keeps another from what it says. */
const others = { expired: '', inactive: '', reminders: '', closed: '', subscription: '' }

test.beforeEach(async ({ sandbox }) => {
  const { payment_url } = await createPayment(sandbox, { description: TITLE, cancel_url: `${sandbox.shop}/` })
  pages.payment = payment_url
  if (pages.invoice.startsWith(sandbox.host)) return
  await callPaylinq(sandbox, 'POST /coupons', { code: 'AUTUMN', type: 'percentage', percent_off: 10 })
  const { payUrl } = await createInvoice(sandbox, { title: TITLE, orderId: ORDER, expiresIn: '24h' })
  const { id } = await createPackage(sandbox, { name: TITLE, trialDays: 14 })
  const offered = await createPackage(sandbox, { name: TITLE })
  const closed = await createPackage(sandbox, { name: TITLE })
  await closePackage(sandbox, closed.id)
  Object.assign(others, {
    expired: (await createLink(sandbox, { expires_at: await soon(sandbox) })).url,
    inactive: (await createLink(sandbox, { active: false })).url,
    reminders: await reminderLink(sandbox, 'reminded@example.com'),
    closed: `${sandbox.host}/subscribe/${closed.id}`,
    subscription: `${sandbox.host}/subscribe/${offered.id}`,
  })
  await advanceClock(sandbox, 'PT2M')
  const offers = await createLink(sandbox)
  const offer = `${offers.url}/product/${offers.products[0]}`
  Object.assign(pages, { invoice: payUrl, subscription: `${sandbox.host}/subscribe/${id}`, offers: offers.url, offer })
})

for (const language of LANGUAGES) {
  test(`every page speaks it and fits a small phone: ${language}`, async ({ page }) => {
    const texts = await textsIn(language)
    const isWell = await onSmallPhone(page, language)

    await page.goto(`${pages.payment}?locale=${language}`)
    const amount = formatMoney(2500, 'EUR', 2, language)
    await expect(page).toHaveTitle(texts.title.payment(amount, MERCHANT))
    const pay = page.getByRole('button', { name: texts.payment.pay(amount), exact: true })
    await expect(pay).toHaveAttribute('aria-disabled', 'false')
    await isWell()
    await page.getByRole('button', { name: texts.coupon.add, exact: true }).click()
    await page.getByLabel(texts.coupon.label, { exact: true }).fill('WINTER')
    await page.getByRole('button', { name: texts.coupon.apply, exact: true }).click()
    await expect(page.getByText(texts.coupon.failure.coupon_unknown)).toBeVisible()
    await page.getByRole('radio', { name: texts.methods.ideal, exact: true }).check()
    await expect(pay).toHaveAttribute('aria-disabled', 'false')
    await isWell()

    const usdc = formatAsset('250.00', 'USDC', language)
    await page.goto(`${pages.invoice}?locale=${language}`)
    await expect(page).toHaveTitle(texts.title.invoice(`${TITLE} · ${usdc}`, MERCHANT))
    await expect(page.getByRole('link', { name: texts.invoice.openInWallet, exact: true })).toBeVisible()
    await expect(page.getByText(usdc, { exact: true }).first()).toBeVisible()
    await isWell()

    await page.goto(`${pages.subscription}?locale=${language}`)
    const subscribe = page.getByRole('button', { name: texts.subscription.subscribe, exact: true })
    await subscribe.click()
    await expect(page.getByText(texts.subscription.problem.emailMissing)).toBeVisible()
    await isWell()
  })

  test(`and so does what comes before a payment, goes wrong, or ends it: ${language}`, async ({ page, sandbox }) => {
    const texts = await textsIn(language)
    const isWell = await onSmallPhone(page, language)
    const open = async (address: string, heading: string) => {
      await page.goto(`${address}${address.includes('?') ? '&' : '?'}locale=${language}`)
      await isWellUnder(heading)
    }
    const isWellUnder = async (heading: string) => {
      await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible()
      await isWell()
    }
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await open(pages.offers, TITLE)
    await page.getByText(texts.shop.share, { exact: true }).click()
    await expect(page.getByRole('img', { name: texts.shop.qr, exact: true })).toBeVisible()
    await isWell()
    await open(pages.offer, TITLE)
    await expect(page.getByRole('button', { name: texts.shop.goOn, exact: true })).toBeVisible()
    await open(others.expired, texts.shop.expiredHeading)
    await open(others.inactive, texts.shop.inactiveHeading)
    await open(others.reminders, texts.reminders.heading)
    await press(texts.reminders.stop)
    await isWellUnder(texts.reminders.stoppedHeading)
    await open(`${sandbox.host}/pay/none`, texts.problem.notFoundTitle)
    await open(others.closed, texts.subscription.closedHeading)

    await page.goto(`${pages.payment}?locale=${language}`)
    for (const [card, words] of [
      [CARDS.declined, texts.decline.heading],
      [CARDS.pays, texts.receipt.succeededHeading],
    ] as const) {
      await typeCard(page, card)
      await press(texts.payment.pay(formatMoney(2500, 'EUR', 2, language)))
      await expect(page.getByText(words, { exact: true })).toBeVisible()
      await isWell()
    }
    await page.reload()
    await isWellUnder(texts.receipt.alreadyPaidHeading)

    await page.goto(`${others.subscription}?locale=${language}`)
    await page.getByLabel(texts.subscription.email, { exact: true }).fill(`${language}@example.com`)
    await press(texts.subscription.subscribe)
    await press(texts.wallet.use.sandbox)
    await isWellUnder(texts.subscription.activeHeading)
    await page.getByRole('link', { name: texts.subscription.receipt, exact: true }).click()
    await isWellUnder(texts.invoice.paidHeading)
  })
}

test.describe('Arabic', () => {
  test('is laid out from the right', async ({ page }) => {
    const back = page.locator('.back-link')
    for (const [language, transform] of [
      ['de', 'none'],
      ['ar', 'matrix(-1, 0, 0, 1, 0, 0)'],
    ] as const) {
      await page.goto(`${pages.payment}?locale=${language}`)
      const arrow = back.locator('svg')
      expect(await arrow.evaluate((icon) => getComputedStyle(icon).transform)).toBe(transform)
      const [icon, link] = [await arrow.boundingBox(), await back.boundingBox()]
      const isOnTheRight = icon!.x - link!.x > link!.width / 2
      expect(isOnTheRight).toBe(language === 'ar')
    }
  })

  test('leaves what is not Arabic in its own order', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto(`${pages.invoice}?locale=ar`)
    const details = page.locator('.transfer-details')
    for (const value of await details.locator('code').all()) expect(await readsFromLeft(value)).toBe(true)
    for (const text of [TITLE, ORDER, '250.00 USDC']) {
      for (const place of await page.getByText(text, { exact: true }).all()) {
        expect([text, await readsFromLeft(place)]).toEqual([text, true])
      }
    }
    for (const shop of [pages.offers, pages.offer]) {
      await page.goto(`${shop}?locale=ar`)
      for (const text of [TITLE, DESCRIPTION]) {
        const places = await page.getByText(text, { exact: true }).all()
        expect(places).not.toEqual([])
        for (const place of places) expect([text, await readsFromLeft(place)]).toEqual([text, true])
      }
    }
    await page.goto(`${pages.subscription}?locale=ar`)
    await page.locator('[type=email]').fill('buyer@')
    expect(await page.locator('[type=email]').evaluate((field) => getComputedStyle(field).direction)).toBe('ltr')
  })

  test('has no accessibility problem, from a decline to the receipt', async ({ page, sandbox }) => {
    const texts = await textsIn('ar')
    const { payment_url } = await createPayment(sandbox, { success_url: `${sandbox.shop}/` })
    const isAccessible = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.goto(`${payment_url}?locale=ar`)
    const pay = page.getByRole('button', { name: texts.payment.pay(formatMoney(2500, 'EUR', 2, 'ar')) })
    for (const [card, heading] of [
      [CARDS.declined, texts.decline.heading],
      [CARDS.pays, texts.receipt.succeededHeading],
    ] as const) {
      await typeCard(page, card)
      await expect(pay).toHaveAttribute('aria-disabled', 'false')
      await pay.click()
      await expect(page.getByText(heading)).toBeVisible()
      expect(await misfits(page)).toEqual([])
      await isAccessible()
    }
  })
})

test('a page is in the first language of the browser’s that there is, and the embedding page’s goes first', async ({
  sandbox,
}) => {
  const wishes: [query: string, header: string, lang: string, dir: string][] = [
    ['', 'tlh, sv;q=0.9, fr-CA;q=0.8, en;q=0.5', 'fr-CA', 'ltr'],
    ['', 'en;q=0.2, ar-EG;q=0.9', 'ar-EG', 'rtl'],
    ['', 'tlh, sv', 'en', 'ltr'],
    ['', '', 'en', 'ltr'],
    ['?locale=nl', 'ja', 'nl', 'ltr'],
    ['?locale=tlh', 'ja', 'ja', 'ltr'],
  ]
  const addresses = [...Object.values(pages), `${sandbox.host}/pay/none`]
  for (const [query, header, lang, dir] of wishes) {
    for (const address of addresses) {
      const answer = await fetch(address + query, { headers: { 'Accept-Language': header } })
      const [, ...found] = /<html lang="(.*?)" dir="(.*?)"/.exec(await answer.text()) ?? []
      expect([address, ...found]).toEqual([address, lang, dir])
    }
  }
})

test('a merchant’s page tells the widgets its language', async ({ page, sandbox }) => {
  const texts = await textsIn('ja')
  const { id } = await createPayment(sandbox)
  const packageId = pages.subscription.split('/').at(-1)
  const body = `<!doctype html><html lang="ja"><title>Shop</title>
    <div data-paylinkr-package="${packageId}"></div>
    <script src="${sandbox.host}/widget/subscription.js" async></script>
    <script src="${sandbox.host}/widget.js" data-payment-id="${id}" async></script>`
  await page.route(`${sandbox.shop}/site`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`${sandbox.shop}/site`)
  await expect(checkoutFrame(page).locator('html')).toHaveAttribute('lang', 'ja')
  await expect(page.getByRole('dialog', { name: texts.widget.title })).toBeVisible()
  await expect(page.getByRole('button', { name: texts.widget.close, exact: true })).toBeVisible()
  const subscription = page.locator('paylinkr-subscription iframe')
  await expect(subscription.contentFrame().locator('html')).toHaveAttribute('lang', 'ja')
  await expect(subscription).toHaveAttribute('title', texts.subscription.title)
})

/** @returns what expects a page to be in the language, without a word of English, and nothing on it to stick out. */
async function onSmallPhone(page: Page, language: string): Promise<() => Promise<void>> {
  const { direction } = await textsIn(language)
  const english = await englishFor(language)
  await page.setViewportSize({ width: 320, height: 640 })
  return async () => {
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await expect(page.locator('html')).toHaveAttribute('dir', direction)
    expect(await misfits(page)).toEqual([])
    const words = await wordsOf(page)
    const found = english.filter((piece) => words.includes(piece))
    if (language === 'en') expect(found).not.toEqual([])
    else expect(found).toEqual([])
  }
}

/** A payment link of two products. */
async function createLink(sandbox: Sandbox, change: object = {}): Promise<{ url: string; products: string[] }> {
  const products: string[] = []
  for (const name of [TITLE, 'Everything']) {
    const product = { name, amount: 1450, currency: 'EUR', description: DESCRIPTION }
    products.push((await callPaylinq<{ id: string }>(sandbox, 'POST /products', product)).body.id)
  }
  const link = { title: TITLE, product_ids: products, ...change }
  const { body } = await callPaylinq<{ url: string }>(sandbox, 'POST /payment-links', link)
  return { url: body.url, products }
}

/** What stands between the values that are inserted into the English sentences, and in none of another language's. */
async function englishFor(language: string): Promise<string[]> {
  const own = new Set(language === 'en' ? [] : piecesOf(await textsIn(language)))
  return piecesOf(await textsIn('en')).filter((piece) => piece.replace(/\P{L}/gu, '').length > 12 && !own.has(piece))
}

function piecesOf(texts: object): string[] {
  return Object.values(texts).flatMap((value) => {
    if (typeof value === 'object') return piecesOf(value)
    const sentence: string = typeof value === 'function' ? value('\0', '\0', '\0') : value
    return sentence.split('\0').map((piece) => piece.trim())
  })
}

/** Everything on the page that is read, aloud or not. What is in frames is the provider's. */
const wordsOf = (page: Page) =>
  page.evaluate(() => {
    const attributes = ['aria-label', 'title', 'alt', 'placeholder']
    const told = [...document.querySelectorAll('body *')].flatMap((element) =>
      attributes.map((name) => element.getAttribute(name) ?? ''),
    )
    return [document.title, document.body.innerText, ...told].join('\n')
  })

/** Text that sticks out of the page, or out of the button, panel or other box that it stands in. */
const misfits = (page: Page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    const found = wide > 0 ? [`The page is ${wide}px too wide`] : []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement!
      if (element.closest('script, noscript, .visually-hidden, [aria-hidden=true]')) continue
      // As what is in `details` until it is opened: it has a place, below the page.
      if (!element.checkVisibility()) continue
      const box = element.closest('button, .button, .badge, .method, .notice, .panel, .page')!.getBoundingClientRect()
      const range = document.createRange()
      range.selectNodeContents(text)
      const sticksOut = [...range.getClientRects()].some(
        ({ left, right, top, bottom }) =>
          left < Math.max(0, box.left) - 1 ||
          right > Math.min(innerWidth, box.right) + 1 ||
          top < box.top - 1 ||
          bottom > box.bottom + 1,
      )
      if (sticksOut) found.push(text.textContent!)
    }
    return found
  })

/** In every line each character stands to the right of the one before it. */
const readsFromLeft = (place: Locator) =>
  place.evaluate((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const boxes: DOMRect[] = []
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (let at = 0; at < text.textContent!.length; at++) {
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        boxes.push(range.getBoundingClientRect())
      }
    }
    return boxes.every((box, at) => at === 0 || box.top > boxes[at - 1]!.top || box.left > boxes[at - 1]!.left)
  })
