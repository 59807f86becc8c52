import { getRedirectResult } from 'paylink-checkout/redirect'

/** The order page in the browser: follows the order's state, and offers the checkout again once it was closed. */

const POLL_MS = 1_000

const { order } = document.querySelector<HTMLElement>('[data-order]')!.dataset
const state = document.querySelector('.state')!
const pay = document.querySelector('.pay')

/** What the checkout said last, here or as it led the buyer back; the server's state stands above it. */
let told = getRedirectResult()?.status ?? ''

async function follow() {
  try {
    const response = await fetch(`/orders/${order}/state?told=${told}`)
    if (response.ok) show(await response.text())
  } catch {
    // The shop cannot be reached just now: the next look tells.
  }
  setTimeout(follow, POLL_MS)
}

function show(text: string) {
  const next = new DOMParser().parseFromString(text, 'text/html').body.firstElementChild as HTMLElement
  if (state.firstElementChild!.isEqualNode(next)) return
  state.replaceChildren(next)
  if (!['open', 'part_paid', 'failed'].includes(next.dataset.state!)) pay?.remove()
}

for (const outcome of ['succeeded', 'failed']) {
  document.addEventListener(`paylinq:payment:${outcome}`, () => {
    told = outcome
  })
}

document.querySelector('[data-open-checkout]')?.addEventListener('click', (event) => {
  const { metaKey, ctrlKey, shiftKey } = event as MouseEvent
  const tag = document.querySelector<HTMLScriptElement>('script[data-payment-id]')
  if (!tag || metaKey || ctrlKey || shiftKey) return
  event.preventDefault()
  // A new tag opens a new checkout of the same payment.
  const again = document.createElement('script')
  again.src = tag.src
  Object.assign(again.dataset, tag.dataset)
  tag.replaceWith(again)
})

follow()
