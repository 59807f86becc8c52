import '../../ui/styles/tokens.css'
import '../../ui/styles/base.css'
import '../../ui/styles/controls.css'
import './pay.css'
import { effect, signal } from '@preact/signals'
import { hydrate } from 'preact'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { connectToParent } from '../../ui/parent.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { readPageState } from '../page-state.ts'
import { createCheckoutApi } from './checkout-api.ts'
import { createPayModel } from './pay-model.ts'
import { PayPage } from './pay-page.tsx'
import { paymentMessage } from './payment-message.ts'

/** The program of the pay page: takes over what the server rendered and keeps it current. */

const state = readPageState(document)
const theme = createPageTheme(document, state.theme)
const timeZone = signal<'UTC' | undefined>('UTC')
const browserFetch: typeof fetch = (input, init) => fetch(input, init)

const model = createPayModel(state, {
  api: createCheckoutApi(browserFetch),
  timeZone,
  async openCardForm(config, host, { amount, currency }) {
    const { openStripeForm } = await import('./payment/stripe-form.ts')
    return openStripeForm(config, { host, amount, currency, texts: model.page.texts, theme, onEscape: leave })
  },
  async loadWallet(name, { sandboxWalletUrl }) {
    if (name === 'freighter') return (await import('./invoice/freighter.ts')).freighter
    const { sandboxWallet } = await import('./invoice/sandbox-wallet.ts')
    return sandboxWallet(sandboxWalletUrl!, browserFetch)
  },
  async makeQr(text) {
    const { qrMatrix } = await import('../../ui/qr-matrix.ts')
    return qrMatrix(text)
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})

hydrate(<PayPage model={model} />, document.getElementById('page')!)
model.follow()
timeZone.value = undefined
effect(() => {
  document.title = model.title.value
})

const parent = state.embed ? connectToParent({ allowedOrigins: state.allowedOrigins, onTheme: theme.set }) : null

/** Each state is told once: a view in which something else changed is no news. */
let told: string | undefined

if (parent) {
  effect(() => parent.busy(model.busy.value))
  effect(() => tellParent(model.view.value))
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave()
  })
}

function tellParent(view: CheckoutView): void {
  const message = paymentMessage(view)
  const news = JSON.stringify(message)
  if (!parent || !message || news === told) return
  told = news
  switch (message.type) {
    case 'paylinq:payment:succeeded':
      parent.succeeded(message.payload)
      break
    case 'paylinq:payment:failed':
      parent.failed(message.payload)
      break
    case 'paylinq:payment:requires_action':
      parent.requiresAction(message.payload)
  }
}

function leave(): void {
  parent?.close()
}
