import type { FromChallenge } from './messages.ts'

/**
 * The page of a 3-D Secure challenge when it stands in Stripe.js's dialog. Come by redirect, the page works
 * without this script: its form is posted, and the answer leads back to the merchant.
 */

const parentOrigin = new URLSearchParams(location.search).get('parent') ?? ''
const form = document.querySelector('form')
const main = document.querySelector('main')!

const tell = (message: FromChallenge) => parent.postMessage(message, parentOrigin)
const tellHeight = () => tell({ type: 'resize', height: main.offsetHeight })

async function answer(outcome: string) {
  const body = new URLSearchParams([...new FormData(form!)].map(([name, value]) => [name, String(value)]))
  body.set('outcome', outcome)
  for (const button of form!.querySelectorAll('button')) button.disabled = true
  await fetch(form!.action, { method: 'POST', body })
  tell({ type: 'done' })
}

if (URL.canParse(parentOrigin) && parent !== window) {
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    const button = event.submitter as HTMLButtonElement
    answer(button.value)
  })
  addEventListener('message', (event: MessageEvent<{ type: string }>) => {
    if (event.source !== parent || event.origin !== parentOrigin || event.data.type !== 'abandon') return
    if (form) answer('fail')
    else tell({ type: 'done' })
  })
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && form) answer('fail')
  })
  new ResizeObserver(tellHeight).observe(main)
  // The dialog shows the page once it knows its height, and what is not shown is not observed.
  tellHeight()
}
form?.querySelector('button')?.focus()
