import { showChallenge } from './challenge-dialog.ts'
import type { ApiFailure, ApiOutcome, Appearance, ElementSetup, IntentSeen } from './messages.ts'
import { createPaymentElement, type ElementControls, type PaymentElement } from './payment-element.ts'
import { callApi, integrationError, intentOf } from './requests.ts'

/** Stripe.js: the part of `window.Stripe` that a page with a Payment Element uses. */

interface ElementsOptions {
  clientSecret?: string
  mode?: string
  amount?: number
  currency?: string
  allowedPaymentMethodTypes?: string[]
  appearance?: Appearance
  locale?: string
}

interface Elements {
  create(type: string, options?: object): PaymentElement
  getElement(type: string): PaymentElement | null
  update(options: Partial<ElementsOptions>): Promise<void>
  submit(): Promise<{ error: ApiFailure } | { selectedPaymentMethod: string }>
  fetchUpdates(): Promise<{ error?: ApiFailure }>
}

interface ConfirmOptions {
  elements?: Elements
  clientSecret?: string
  confirmParams?: { return_url?: string; payment_method?: string; receipt_email?: string }
  redirect?: 'always' | 'if_required'
}

/** What Stripe.js keeps about an Elements object that the page holds. */
interface ElementsState {
  options: ElementsOptions
  controls: ElementControls | undefined
  submitted: boolean
}

const script = document.currentScript
if (!(script instanceof HTMLScriptElement) || !script.src) {
  throw new Error('Load Stripe.js with a script tag that has a src: it finds its frames and its API there.')
}
const ORIGIN = new URL(script.src).origin

function Stripe(publishableKey: string, { locale: pageLocale }: { locale?: string } = {}) {
  if (typeof publishableKey !== 'string' || !publishableKey.startsWith('pk_')) {
    throw integrationError('Stripe() takes your publishable key, which begins with pk_.')
  }
  const states = new WeakMap<Elements, ElementsState>()

  const retrieve = (clientSecret: string) =>
    callApi(ORIGIN, 'GET', `/v1/payment_intents/${intentOf(clientSecret)}`, {
      key: publishableKey,
      client_secret: clientSecret,
    })

  function setupOf({ appearance = {}, locale = pageLocale ?? 'auto' }: ElementsOptions): ElementSetup {
    const { theme, labels, variables } = appearance
    return { publishableKey, locale, appearance: { theme, labels, variables } }
  }

  function elements(options: ElementsOptions = {}): Elements {
    checkElements(options)
    const state: ElementsState = { options, controls: undefined, submitted: false }
    const check = async () =>
      state.options.clientSecret ? (await retrieve(state.options.clientSecret)).error : undefined
    const made: Elements = {
      create(type) {
        if (type !== 'payment') throw integrationError(`Only the element 'payment' exists here, not '${type}'.`)
        if (state.controls) throw integrationError('An Elements object has one Payment Element: use getElement().')
        state.controls = createPaymentElement(ORIGIN, setupOf(state.options), check, () => {
          state.controls = undefined
        })
        return state.controls.element
      },
      getElement: (type) => (type === 'payment' ? (state.controls?.element ?? null) : null),
      async update(changes) {
        state.options = { ...state.options, ...changes }
        checkElements(state.options)
        state.submitted = false
        state.controls?.changeSetup(setupOf(state.options))
      },
      async submit() {
        const { error } = await mountedControls(state).validate()
        state.submitted = !error
        return error ? { error } : { selectedPaymentMethod: 'card' }
      },
      async fetchUpdates() {
        const error = await check()
        return error ? { error } : {}
      },
    }
    states.set(made, state)
    return made
  }

  async function confirmPayment(options: ConfirmOptions): Promise<ApiOutcome> {
    const { confirmParams = {}, redirect = 'always' } = options
    if (redirect === 'always' && !confirmParams.return_url) {
      throw integrationError("confirmPayment() needs confirmParams.return_url, unless redirect is 'if_required'.")
    }
    const state = options.elements && states.get(options.elements)
    const clientSecret = options.clientSecret ?? state?.options.clientSecret ?? ''
    const id = intentOf(clientSecret)
    const parameters = confirmation(publishableKey, clientSecret, confirmParams)
    const confirmed = state
      ? ((await mismatch(state, clientSecret)) ?? (await mountedControls(state).confirm(clientSecret, parameters)))
      : await callApi(ORIGIN, 'POST', `/v1/payment_intents/${id}/confirm`, parameters)
    return finish(confirmed, clientSecret, redirect === 'always' ? confirmParams.return_url : undefined)
  }

  /** An element that was made without an intent takes only one that asks for what the payer was shown. */
  async function mismatch(state: ElementsState, clientSecret: string): Promise<{ error: ApiFailure } | undefined> {
    const { mode, amount, currency, allowedPaymentMethodTypes: types } = state.options
    if (!mode) return undefined
    if (!state.submitted) throw integrationError('Call elements.submit() before stripe.confirmPayment().')
    const outcome = await retrieve(clientSecret)
    if (outcome.error) return outcome
    const intent = outcome.paymentIntent
    const refuse = (message: string) => ({ error: { type: 'invalid_request_error', message } })
    if (intent.amount !== amount || intent.currency !== currency) {
      return refuse(
        `The PaymentIntent is over ${intent.amount} ${intent.currency}, the elements over ${amount} ${currency}.`,
      )
    }
    const automatic = intent.automatic_payment_methods?.enabled ?? false
    if (automatic !== (types === undefined) || (types && String(types) !== String(intent.payment_method_types))) {
      return refuse('The PaymentIntent and the elements do not allow the same payment method types.')
    }
    return undefined
  }

  async function finish(outcome: ApiOutcome, clientSecret: string, returnUrl?: string): Promise<ApiOutcome> {
    const settled = outcome.error ? outcome : await act(outcome.paymentIntent, clientSecret)
    if (settled.error || !returnUrl) return settled
    return leave(returnAddress(returnUrl, settled.paymentIntent))
  }

  /** Does what the intent asks of the payer, if anything, and tells how it stands then. */
  async function act(intent: IntentSeen, clientSecret: string): Promise<ApiOutcome> {
    const action = intent.status === 'requires_action' ? intent.next_action : null
    if (action?.redirect_to_url) return leave(action.redirect_to_url.url)
    if (!action?.use_stripe_sdk) return { paymentIntent: intent }
    await showChallenge(ORIGIN, action.use_stripe_sdk.stripe_js)
    const after = await retrieve(clientSecret)
    if (after.error || after.paymentIntent.status !== 'requires_payment_method') return after
    const { last_payment_error } = after.paymentIntent
    return last_payment_error ? { error: { ...last_payment_error, payment_intent: after.paymentIntent } } : after
  }

  return {
    elements,
    confirmPayment,
    retrievePaymentIntent: retrieve,
    async handleNextAction({ clientSecret }: { clientSecret: string }): Promise<ApiOutcome> {
      const outcome = await retrieve(clientSecret)
      return outcome.error ? outcome : act(outcome.paymentIntent, clientSecret)
    },
    /** stripe-js says here which of its versions it is. */
    _registerWrapper() {},
  }
}

function checkElements({ clientSecret, mode, amount, currency }: ElementsOptions) {
  if (clientSecret !== undefined) {
    if (mode !== undefined) throw integrationError('elements() takes a clientSecret or a mode, not both.')
    intentOf(clientSecret)
    return
  }
  if (mode !== 'payment') throw integrationError("elements() takes a clientSecret, or mode: 'payment'.")
  if (!Number.isInteger(amount) || amount! <= 0 || !/^[a-z]{3}$/.test(currency ?? '')) {
    throw integrationError('elements() with a mode takes an amount in minor units and a currency in lower case.')
  }
}

function mountedControls(state: ElementsState): ElementControls {
  if (state.controls?.isMounted()) return state.controls
  throw integrationError('The Payment Element is not mounted: create it and call element.mount() first.')
}

function confirmation(key: string, clientSecret: string, params: NonNullable<ConfirmOptions['confirmParams']>) {
  const parameters: Record<string, string> = { key, client_secret: clientSecret, use_stripe_sdk: 'true' }
  if (params.return_url) parameters.return_url = params.return_url
  if (params.payment_method) parameters.payment_method = params.payment_method
  if (params.receipt_email) parameters.receipt_email = params.receipt_email
  return parameters
}

function returnAddress(returnUrl: string, intent: IntentSeen): string {
  const address = new URL(returnUrl)
  address.searchParams.set('payment_intent', intent.id)
  address.searchParams.set('payment_intent_client_secret', intent.client_secret)
  address.searchParams.set('redirect_status', 'succeeded')
  return address.href
}

/** Goes to another page; nothing that waits on this one is to go on meanwhile. */
function leave(address: string): Promise<never> {
  location.assign(address)
  return new Promise(() => {})
}

Stripe.version = 'endive'
Object.assign(window, { Stripe })
