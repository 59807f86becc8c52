import { openPage, runPage } from '../program.ts'
import './payment.css'
import './methods.css'
import './coupon.css'
import type { ProviderForm } from '../../../../server/checkout/views.ts'
import { firstPaint } from '../../../ui/first-paint.ts'
import { pageLoad } from '../../../ui/page-load.ts'
import { createCheckoutApi } from '../checkout-api.ts'
import { PayPage } from '../pay-page.tsx'
import type { PaymentForm } from './card-form.ts'
import { createPaymentModel, type PaymentPageState } from './payment-model.ts'
import { PaymentPage } from './payment-page.tsx'
import { forgetReturn } from './return-address.ts'
import { createTrail } from './trail.ts'
import { WINDOW_NAME } from './window-name.ts'

/** The program of a payment's page. */

const opened = await openPage<PaymentPageState>()
const { state, language, theme, timeZone } = opened

const model = createPaymentModel(state, language, {
  api: createCheckoutApi(opened.fetch),
  timeZone,
  openForm,
  trail: createTrail(() => sessionStorage, state.view.id),
  forgetReturn: () => forgetReturn(window),
  popup: window.opener && window.name.startsWith(WINDOW_NAME) ? window : null,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})

async function openForm(config: ProviderForm, host: HTMLElement): Promise<PaymentForm> {
  const { texts } = model.page
  const options = { host, texts, theme, onEscape: () => parent.close() }
  // Its script and frame take a whole processor for a while, and come from somebody else.
  await Promise.all([firstPaint(), pageLoad()])
  switch (config.kind) {
    case 'stripe':
      return (await import('./stripe-form.ts')).openStripeForm(config, options)
    case 'airwallex':
      return (await import('./airwallex-form.ts')).openAirwallexForm(config, options)
    case 'redirect': {
      const { openRedirectForm } = await import('./redirect-form.ts')
      return openRedirectForm(config, {
        page: window,
        connecting: texts.payment.connecting(texts.providers[config.provider]),
      })
    }
  }
}

const parent = runPage(
  opened,
  model,
  <PayPage model={model}>
    <PaymentPage model={model} />
  </PayPage>,
)
