import '../../ui/styles/tokens.css'
import '../../ui/styles/base.css'
import '../../ui/styles/buttons.css'
import '../../ui/styles/fields.css'
import '../../ui/styles/notices.css'
import './pay.css'
import './payment/payment.css'
import './invoice/invoice.css'
import './payment/methods.css'
import './payment/coupon.css'
import './receipt.css'
import { effect, signal } from '@preact/signals'
import { hydrate } from 'preact'
import type { ProviderForm } from '../../../server/checkout/views.ts'
import { connectToParent } from '../../ui/parent.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { type PayPageState, readPageState } from '../page-state.ts'
import { createCheckoutApi } from './checkout-api.ts'
import { browserSurroundings } from './invoice/browser-surroundings.ts'
import { createPayModel } from './pay-model.ts'
import { PayPage } from './pay-page.tsx'
import type { PaymentForm } from './payment/card-form.ts'
import { createTrail, noTrail } from './payment/trail.ts'
import { WINDOW_NAME } from './payment/window-name.ts'
import { paymentMessage, tellParent } from './payment-message.ts'

/** The program of the pay page: takes over what the server rendered and keeps it current. */

const state = readPageState<PayPageState>(document)
const theme = createPageTheme(document, state.theme)
const timeZone = signal<'UTC' | undefined>('UTC')
const browserFetch: typeof fetch = (input, init) => fetch(input, init)

const model = createPayModel(state, {
  ...browserSurroundings(browserFetch),
  api: createCheckoutApi(browserFetch),
  timeZone,
  openForm,
  trail: state.view.kind === 'payment' ? createTrail(() => sessionStorage, state.view.id) : noTrail,
  popup: window.opener && window.name === WINDOW_NAME ? window : null,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})

async function openForm(config: ProviderForm, host: HTMLElement): Promise<PaymentForm> {
  const { texts } = model.page
  const options = { host, texts, theme, onEscape: () => parent.close() }
  switch (config.kind) {
    case 'stripe':
      return (await import('./payment/stripe-form.ts')).openStripeForm(config, options)
    case 'airwallex':
      return (await import('./payment/airwallex-form.ts')).openAirwallexForm(config, options)
    case 'redirect': {
      const { openRedirectForm } = await import('./payment/redirect-form.ts')
      return openRedirectForm(config, {
        page: window,
        connecting: texts.payment.connecting(texts.providers[config.provider]),
      })
    }
  }
}

// Before anything else is done: the widget connects as soon as the page has loaded.
const parent = connectToParent({
  allowedOrigins: state.allowedOrigins,
  words: model.page.texts.widget,
  onTheme: theme.set,
})
effect(() => parent.busy(model.busy.value))
effect(() => tellParent(parent, paymentMessage(model.view.value)))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) parent.close()
})

hydrate(<PayPage model={model} />, document.getElementById('page')!)
model.follow()
timeZone.value = undefined
effect(() => {
  document.title = model.title.value
})
