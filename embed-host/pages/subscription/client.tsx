import '../../ui/styles/tokens.css'
import '../../ui/styles/base.css'
import '../../ui/styles/buttons.css'
import '../../ui/styles/fields.css'
import '../../ui/styles/notices.css'
import '../../ui/styles/merchant.css'
import '../pay/pay.css'
import '../pay/receipt.css'
import '../pay/invoice/invoice.css'
import './subscription.css'
import { effect, signal } from '@preact/signals'
import { hydrate } from 'preact'
import { connectToParent, keepMessages } from '../../ui/parent.ts'
import { loadLanguage } from '../../ui/texts/load-language.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { readPageState, type SubscriptionPageState } from '../page-state.ts'
import { createCheckoutApi } from '../pay/checkout-api.ts'
import { browserSurroundings } from '../pay/invoice/browser-surroundings.ts'
import { placeInAddress } from './place.ts'
import { createSubscriptionModel } from './subscription-model.ts'
import { SubscriptionPage } from './subscription-page.tsx'

/** The program of a package's page: takes over what the server rendered. */

// The widget connects as soon as the page has loaded, which does not wait for the language.
const earlier = keepMessages()
const state = readPageState<SubscriptionPageState>(document)
const theme = createPageTheme(document, state.theme)
const timeZone = signal<'UTC' | undefined>('UTC')
const browserFetch: typeof fetch = (input, init) => fetch(input, init)

const model = createSubscriptionModel(state, await loadLanguage(state), {
  ...browserSurroundings(browserFetch),
  api: createCheckoutApi(browserFetch),
  timeZone,
  place: placeInAddress(window),
  tell: (message) => parent.subscription(message),
  startOver() {
    history.replaceState(null, '', location.pathname + location.search)
    location.reload()
  },
})

const parent = connectToParent({
  allowedOrigins: state.allowedOrigins,
  words: { ...model.page.texts.widget, title: model.words.title },
  onTheme: theme.set,
  earlier,
})
effect(() => parent.busy(model.busy.value))

hydrate(<SubscriptionPage model={model} />, document.getElementById('page')!)
model.follow()
timeZone.value = undefined
