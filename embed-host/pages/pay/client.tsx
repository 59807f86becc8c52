import '../../ui/styles/tokens.css'
import '../../ui/styles/base.css'
import '../../ui/styles/buttons.css'
import '../../ui/styles/notices.css'
import './pay.css'
import './payment/payment.css'
import './invoice/invoice.css'
import './receipt.css'
import { effect, signal } from '@preact/signals'
import { hydrate } from 'preact'
import { connectToParent } from '../../ui/parent.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { readPageState } from '../page-state.ts'
import { createCheckoutApi } from './checkout-api.ts'
import { createPayModel } from './pay-model.ts'
import { PayPage } from './pay-page.tsx'
import { paymentMessage, tellParent } from './payment-message.ts'

/** The program of the pay page: takes over what the server rendered and keeps it current. */

const state = readPageState(document)
const theme = createPageTheme(document, state.theme)
const timeZone = signal<'UTC' | undefined>('UTC')
const browserFetch: typeof fetch = (input, init) => fetch(input, init)

const model = createPayModel(state, {
  api: createCheckoutApi(browserFetch),
  timeZone,
  async openCardForm(config, host) {
    const { openStripeForm } = await import('./payment/stripe-form.ts')
    return openStripeForm(config, { host, texts: model.page.texts, theme, onEscape: parent.close })
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
