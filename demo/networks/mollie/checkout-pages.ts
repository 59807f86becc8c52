import { html } from 'hono/html'
import { amountText } from './amounts.ts'
import type { CardField } from './cards.ts'
import { METHODS } from './methods.ts'
import { isChosenByPayer, type KeptPayment } from './payment.ts'

/** A page, or a part of one. */
export type Html = ReturnType<typeof html>

export const methodPage = (payment: KeptPayment): Html =>
  page(
    'Choose how to pay',
    payment,
    html`<form method="post" action="${at(payment, 'method')}">
        ${payment.methods.map((id) => html`<button name="method" value="${id}">${METHODS[id].description}</button>`)}
      </form>
      ${cancelForm(payment)}`,
  )

type Typed = Record<CardField, string>

export function cardPage(
  payment: KeptPayment,
  typed: Typed = { number: '', expiry: '', code: '' },
  problems: Partial<Typed> = {},
): Html {
  const field = (name: CardField, label: string, autocomplete: string, example: string) => html`<div class="field">
      <label for="${name}">${label}</label>
      <input id="${name}" name="${name}" autocomplete="${autocomplete}" inputmode="numeric" required
        placeholder="${example}" value="${name === 'code' ? '' : typed[name]}" spellcheck="false"
        aria-invalid="${problems[name] ? 'true' : 'false'}" aria-describedby="${name}-problem">
      <p class="problem" id="${name}-problem">${problems[name] ?? ''}</p>
    </div>`
  return page(
    'Pay by card',
    payment,
    html`<form method="post" action="${at(payment, 'card')}">
        ${field('number', 'Card number', 'cc-number', '1234 1234 1234 1234')}
        <div class="pair">
          ${field('expiry', 'Expiry date', 'cc-exp', 'MM / YY')} ${field('code', 'Security code', 'cc-csc', 'CVC')}
        </div>
        <button class="primary">Pay ${amountText(payment.amount)}</button>
      </form>
      ${cancelForm(payment)}`,
  )
}

export const challengePage = (payment: KeptPayment): Html =>
  page(
    '3-D Secure',
    payment,
    html`<p class="note">The bank of the card asks whether it is you who pays. Here you choose what it is told.</p>
      <form method="post" action="${at(payment, 'authentication')}">
        <button class="primary" name="outcome" value="complete">Complete authentication</button>
        <button name="outcome" value="fail">Fail authentication</button>
      </form>
      ${cancelForm(payment)}`,
  )

export const bankPage = (payment: KeptPayment): Html =>
  page(
    `Test bank for ${METHODS[payment.method!].description}`,
    payment,
    html`<p class="note">A bank would ask you to sign in here. Choose how it ends.</p>
      <form method="post" action="${at(payment, 'bank')}">
        <button class="primary" name="outcome" value="paid">Pay ${amountText(payment.amount)}</button>
        <button name="outcome" value="failed">Let it fail</button>
        <button name="outcome" value="expired">Let it expire</button>
        <button class="quiet" name="outcome" value="canceled">Cancel and go back</button>
      </form>`,
  )

export const missingPage = frame(
  'No such payment',
  html`<h1>No such payment</h1>
    <p class="note">Go back to the shop and begin again there.</p>`,
)

const at = ({ token }: KeptPayment, path: string) => `/checkout/${token}/${path}`

const cancelForm = (payment: KeptPayment) => html`<form method="post" action="${at(payment, 'cancel')}">
      <button class="quiet">Cancel and go back</button>
    </form>`

const page = (title: string, payment: KeptPayment, content: Html): Html =>
  frame(
    title,
    html`<h1>${title}</h1>
      <p class="amount">${amountText(payment.amount)}</p>
      <p class="note">${payment.description}</p>
      ${isChosenByPayer(payment) ? html`<p class="note">If it fails, you can choose another way to pay.</p>` : ''}
      ${content}`,
  )

function frame(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Mollie test page</title>
    <link rel="stylesheet" href="/checkout/style.css">
  </head>
  <body>
    <main>
      <p class="standin">Mollie test page</p>
      ${content}
      <p class="foot">This stands in for Mollie. No real money moves.</p>
    </main>
  </body>
</html>`
}
