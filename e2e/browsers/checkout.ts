import type { DemoFile } from '../../demo/demo-file.ts'
import { CARDS } from '../card-form.ts'
import { createPayment } from '../merchant.ts'
import type { Place } from './place.ts'
import { expect, type Tab } from './test.ts'

/** What a payer does in a checkout, and what the merchant's page around it hears. */

export const checkoutIn = (page: Place): Place => page.frame('iframe[src*="/pay/"]')

const PAY = 'button.button-primary[aria-disabled=false]'

/** It is all there, and waits for the payer. */
export const untilPayable = (checkout: Place) => checkout.evaluate(PAY, () => {})

/** In Stripe's frame inside of ours. */
export async function payByCard(checkout: Place): Promise<void> {
  const form = checkout.frame('iframe[src*="/elements/"]')
  await form.type('[autocomplete=cc-number]', CARDS.pays)
  await form.type('[autocomplete=cc-exp]', '12 / 34')
  await form.type('[autocomplete=cc-csc]', '123')
  await checkout.click(PAY)
  await expect.poll(() => checkout.text()).toContain('Payment successful')
}

/** Adds a tag for a new payment to the shop's shelf, as a shop's own script would. @returns the payment's id. */
export async function openByTag(tab: Tab, sandbox: DemoFile, data: Record<string, string> = {}): Promise<string> {
  const { id } = await createPayment(sandbox)
  await tab.open(sandbox.shop)
  await listen(tab)
  const add = (_: HTMLElement, src: string, data: Record<string, string>) => {
    if (document.querySelector('#tag')) return
    const script = document.createElement('script')
    Object.assign(script.dataset, data)
    document.body.append(Object.assign(script, { src, id: 'tag' }))
  }
  await tab.evaluate('html', add, `${sandbox.host}/widget.js`, { paymentId: id, ...data })
  return id
}

type HeardWindow = Window & { heard?: unknown[] }

/** Keeps what the widget dispatches on the page's document, and what is posted to its window. */
export function listen(tab: Tab): Promise<void> {
  return tab.evaluate('html', () => {
    const page = window as HeardWindow
    if (page.heard) return
    const heard: unknown[] = []
    page.heard = heard
    for (const type of ['ready', 'close', 'error', 'payment:succeeded', 'payment:failed']) {
      document.addEventListener(`paylinq:${type}`, (event) => heard.push([event.type, (event as CustomEvent).detail]))
    }
    addEventListener('message', ({ origin, data }) => {
      if (data?.payload) heard.push([origin, data.type, data.payload])
    })
  })
}

export const heard = (tab: Tab) => tab.evaluate('html', () => (window as HeardWindow).heard)
