import { expectPaidOnce } from '../paid.ts'
import { checkoutIn, heard, listen, openByTag, payByCard } from './checkout.ts'
import { expect, inEachEngine, type Tab, test } from './test.ts'

/** Each way to embed the checkout opens and is paid in, in browsers of other kinds than Chromium. */

/** Of the payment that the page is for. */
const shownId = (tab: Tab) =>
  tab.evaluate('iframe[src*="/pay/"]', (frame) => new URL((frame as HTMLIFrameElement).src).pathname.split('/')[2]!)

const COFFEE = { provider: 'stripe', amount: 1450 }

test.use({ host: 'ways' })

inEachEngine(() => {
  test('a script tag opens over the page, which hears that it is paid', async ({ tab, sandbox }) => {
    const id = await openByTag(tab, sandbox)
    await expect.poll(() => heard(tab)).toEqual([['paylinq:ready', { paymentId: id }]])
    await payByCard(checkoutIn(tab))
    const news = { paymentId: id, status: 'succeeded' }
    await expect.poll(() => heard(tab)).toContainEqual(['paylinq:payment:succeeded', news])
    await expectPaidOnce(sandbox, id, { provider: 'stripe', amount: 2500 })
  })

  test('a hand-written frame posts what is documented', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/iframe`)
    await listen(tab)
    const id = await shownId(tab)
    await payByCard(checkoutIn(tab))
    const news = { paymentId: id, status: 'succeeded' }
    await expect.poll(() => heard(tab)).toEqual([[sandbox.host, 'paylinq:payment:succeeded', news]])
    await expect.poll(() => tab.text('#news')).toBe(`Thank you! Payment ${id} is succeeded.`)
    await expectPaidOnce(sandbox, id, COFFEE)
  })

  test('the npm package opens over the page and is paid in', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/npm`)
    await tab.click('button', 'Open over the page')
    const id = await shownId(tab)
    await payByCard(checkoutIn(tab))
    await expect.poll(() => tab.text('.live [role=status]')).toBe(`Thank you! Payment ${id} is succeeded.`)
    await expectPaidOnce(sandbox, id, COFFEE)
  })

  test('the React component stands in place and is paid in', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/react`)
    const id = await shownId(tab)
    await payByCard(checkoutIn(tab))
    await expect.poll(() => tab.text('.live [role=status]')).toBe(`Thank you! Payment ${id} went through.`)
    await expectPaidOnce(sandbox, id, COFFEE)
  })

  test('a container has a payment, which is paid in it', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/container`)
    const id = await shownId(tab)
    await payByCard(checkoutIn(tab))
    await expect.poll(() => tab.text('#news')).toBe(`Thank you! Payment ${id} is succeeded.`)
    await expectPaidOnce(sandbox, id, COFFEE)
  })

  test('a container takes a subscriber', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/subscription`)
    const subscription = tab.frame('iframe[src*="/embed/subscription/"]')
    await subscription.type('input[type=email]', 'buyer@example.com')
    await subscription.click('button', 'Join the club')
    await subscription.click('button', 'Use the sandbox wallet')
    await expect.poll(() => subscription.text()).toContain('You are subscribed')
    await expect.poll(() => tab.text('#news')).toMatch(/^Welcome! Subscription cusub_\w+ is active\.$/)
  })

  test('the hosted page is paid in, and leads back to the shop', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/hosted`)
    await tab.click('a', 'Pay on the checkout’s page')
    await expect.poll(() => tab.evaluate('html', () => location.origin)).toBe(sandbox.host)
    const id = await tab.evaluate('html', () => location.pathname.split('/')[2]!)
    await payByCard(tab)
    await tab.click('a', 'Return to Birch & Ember')
    await expect.poll(() => tab.evaluate('html', () => location.origin)).toBe(sandbox.shop)
    await expectPaidOnce(sandbox, id, COFFEE)
    await expect.poll(() => tab.text('[role=status]')).toContain('Paid')
  })
})
