import { html } from 'hono/html'
import { bag } from './artwork.ts'
import { type Order, refundedCents } from './orders.ts'
import { type Html, page } from './page.ts'
import { club, euros, type Means, type Product, priceText, products } from './products.ts'

export function shopPage(): Html {
  return page(
    'Birch & Ember, coffee roasters',
    html`<section class="welcome">
        <h1>Roasted on Tuesday.<br />On your table by Friday.</h1>
        <p>Four coffees, one small drum roaster, and a checkout that takes cards and coins alike.</p>
      </section>
      <ul class="shelf">
        ${products.map(shelfItem)}
      </ul>
      <section class="club" aria-labelledby="club">
        <div>
          <h2 id="club">${club.name}</h2>
          <p class="notes">${club.notes}</p>
        </div>
        <a class="button" href="/club">Join for ${clubPrice}</a>
      </section>
      <p class="for-builders"><a href="/embed">Ways to embed the checkout</a>, each at work with its code</p>`,
  )
}

const clubPrice = `${club.price.amount} ${club.price.asset} a month`

/** The subscription's own page, in a frame that the script tag puts into its container. */
export function clubPage(packageId: string, host: string): Html {
  return page(
    `${club.name} · Birch & Ember`,
    html`<article class="order">
        <h1>${club.name}</h1>
        <p>${club.notes}</p>
        <div data-paylinkr-package="${packageId}" data-theme="system"></div>
        <noscript><p><a href="${host}/subscribe/${packageId}">Join on the subscription’s page</a></p></noscript>
        <p><a href="/">Back to the shelf</a></p>
      </article>
      <script src="${host}/widget/subscription.js" async></script>`,
  )
}

function shelfItem(product: Product): Html {
  return html`<li class="item">
    <div class="picture">${bag(product)}</div>
    <h2>${product.name}</h2>
    <p class="kind">${product.kind}</p>
    <p class="notes">${product.notes}</p>
    <form method="post" action="/orders">
      <input type="hidden" name="product" value="${product.id}" />
      <button name="means" value="card" class="buy">
        <span>Buy<span class="spoken"> ${product.name} by card for </span></span><span>${priceText(product, 'card')}</span>
      </button>
      <p class="or">or on Stellar</p>
      <div class="assets">${assetButton(product, 'USDC')}${assetButton(product, 'XLM')}</div>
    </form>
  </li>`
}

const assetButton = (product: Product, asset: Exclude<Means, 'card'>): Html =>
  html`<button name="means" value="${asset}" aria-label="Buy ${product.name} for ${priceText(product, asset)}">
    ${priceText(product, asset)}
  </button>`

/**
 * An order and its checkout. The script tag opens a card payment over the page; an invoice is paid on its hosted page.
 * Either way the state shown comes from the shop's server, which believes webhooks alone.
 */
export function orderPage(order: Order, host: string): Html {
  const { product, means, checkout } = order
  const payable = checkout !== null && PAYABLE.has(order.state)
  return page(
    `${product.name} · Birch & Ember`,
    html`<article class="order" data-order="${order.id}">
        <section class="summary" aria-label="Your order">
          <div class="picture">${bag(product)}</div>
          <div>
            <h1>${product.name}</h1>
            <p class="kind">${product.kind}</p>
            <p class="total">${priceText(product, means)}</p>
            <p class="reference">Order <code>${order.id.slice(-6).toUpperCase()}</code></p>
          </div>
        </section>
        <section class="state" role="status">${orderState(order)}</section>
        <noscript><p>Reload this page to see whether your payment has arrived.</p></noscript>
        ${payable ? html`<p class="pay">${payLink(order.means, checkout.url)}</p>` : ''}
        <p><a href="/">Back to the shelf</a></p>
      </article>
      ${
        payable && means === 'card'
          ? html`<script src="${host}/widget.js" data-payment-id="${checkout.id}" data-theme="system"></script>`
          : ''
      }
      <script type="module" src="/programs/order-page.js"></script>
      `,
  )
}

const payLink = (means: Means, url: string): Html =>
  means === 'card'
    ? html`<a class="button" href="${url}" data-open-checkout>Open the checkout</a>`
    : html`<a class="button" href="${url}">Go to the ${means} checkout</a>`

/** States in which the buyer can still pay. */
const PAYABLE: ReadonlySet<Order['state']> = new Set(['open', 'part_paid', 'failed'])

/** What the buyer's own page was told by the checkout: shown, but not believed until the webhook says the same. */
export type Told = 'succeeded' | 'failed' | null

/** The part of the order's page that changes. */
export function orderState(order: Order, told: Told = null): Html {
  const { mood, title, text } = describe(order, told)
  return html`<div class="notice ${mood}" data-state="${order.state}">
    <h2>${title}</h2>
    <p>${text}</p>
  </div>`
}

interface Description {
  mood: 'waiting' | 'good' | 'bad'
  title: string
  text: string
}

function describe(order: Order, told: Told): Description {
  switch (order.state) {
    case 'paid':
      return paid(order)
    case 'refunded':
      return { mood: 'good', title: 'Refunded', text: `You have your ${euros(refundedCents(order))} back.` }
    case 'expired':
      return {
        mood: 'bad',
        title: 'Too late',
        text: 'The time to pay is over. Place a new order if you still want it.',
      }
    case 'cancelled':
      return { mood: 'bad', title: 'Cancelled', text: 'This payment was cancelled. You were not charged.' }
    case 'part_paid':
      return { mood: 'waiting', title: 'Almost', text: 'Part of the money has arrived. Send the rest to finish.' }
    default:
      return told === 'succeeded' ? CONFIRMING : order.state === 'failed' || told === 'failed' ? FAILED : WAITING
  }
}

const WAITING: Description = {
  mood: 'waiting',
  title: 'Waiting for your payment',
  text: 'As soon as it arrives, it says so here.',
}

const CONFIRMING: Description = {
  mood: 'waiting',
  title: 'Thank you, nearly there',
  text: 'The checkout says that it worked. The shop is waiting for its own confirmation.',
}

const FAILED: Description = {
  mood: 'bad',
  title: 'The payment did not go through',
  text: 'You were not charged. Try again, perhaps with another card.',
}

function paid(order: Order): Description {
  const back = refundedCents(order)
  const text = 'Your beans go into the drum on Tuesday.'
  return { mood: 'good', title: 'Paid, thank you', text: back > 0 ? `${text} ${euros(back)} were refunded.` : text }
}

export function problemPage(title: string, text: string): Html {
  return page(
    title,
    html`<article class="order">
      <div class="notice bad" role="alert">
        <h1>${title}</h1>
        <p>${text}</p>
      </div>
      <p><a href="/">Back to the shelf</a></p>
    </article>`,
  )
}
