import type { Appearance, Stripe } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure'
import type { ProviderForm, StripeForm } from '../../../../server/checkout/views.ts'
import type { PageTheme } from '../../../ui/theme.ts'
import type { CardForm, CardFormOptions } from './card-form.ts'
import { declineReason } from './decline-reason.ts'

/**
 * Stripe's Payment Element, made without an intent: one form then serves every try, and what the payer typed is still
 * there after a decline (docs.stripe.com/payments/accept-a-payment-deferred).
 */
export async function openStripeForm(first: StripeForm, options: CardFormOptions): Promise<CardForm> {
  let config = first
  const stripe = await stripeFor(config)
  const { host, texts, theme, onEscape } = options
  const appearance = () => stripeAppearance(host, theme)
  const elements = stripe.elements({
    mode: 'payment',
    amount: config.amount,
    currency: config.currency,
    // As the intents are made; with anything else Stripe refuses to confirm one with these elements.
    allowedPaymentMethodTypes: ['card'],
    locale: texts.stripeLocale,
    appearance: appearance(),
  })
  const element = elements.create('payment', {
    layout: 'tabs',
    fields: { billingDetails: { address: 'if_required' } },
  })
  element.on('escape', onEscape)
  await new Promise<void>((resolve, reject) => {
    element.on('ready', () => resolve())
    element.on('loaderror', ({ error }) => reject(new Error(error.message ?? 'Stripe could not load its form.')))
    element.mount(host)
  }).catch((error) => {
    element.destroy()
    throw error
  })
  const stopRestyling = theme.onChange(() => elements.update({ appearance: appearance() }))

  return {
    get config() {
      return config
    },
    adapt(next) {
      if (!isSameAccount(config, next)) return false
      config = next
      void elements.update({ amount: next.amount, currency: next.currency })
      return true
    },
    async validate() {
      const { error } = await elements.submit()
      if (error) element.focus()
      return !error
    },
    async confirm({ handover, returnUrl }) {
      const { error } = await stripe.confirmPayment({
        elements,
        clientSecret: handover,
        confirmParams: { return_url: returnUrl },
        redirect: 'if_required',
      })
      return error ? declineReason(error) : null
    },
    destroy() {
      stopRestyling()
      element.destroy()
    },
  }
}

function isSameAccount(own: StripeForm, next: ProviderForm): next is StripeForm {
  return next.kind === 'stripe' && next.publishableKey === own.publishableKey && next.scriptUrl === own.scriptUrl
}

async function stripeFor({ publishableKey, scriptUrl }: StripeForm): Promise<Stripe> {
  // `loadStripe` takes a `window.Stripe` that is there already and fetches nothing.
  if (scriptUrl && !window.Stripe) await loadScript(scriptUrl)
  const stripe = await loadStripe(publishableKey)
  if (!stripe) throw new Error('Stripe runs in a browser only.')
  return stripe
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => {
      script.remove()
      reject(new Error(`Could not load ${url}`))
    })
    document.head.append(script)
  })
}

/** The page's own colours and measures, read from its style sheet so that they are written down once. */
function stripeAppearance(host: HTMLElement, theme: PageTheme): Appearance {
  const probe = document.createElement('span')
  host.parentElement?.append(probe)
  const color = (token: string) => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const border = `1px solid ${color('field-border')}`
  const focus = `0 0 0 3px ${color('focus-halo')}`
  const appearance: Appearance = {
    theme: theme.isDark() ? 'night' : 'stripe',
    disableAnimations: matchMedia('(prefers-reduced-motion: reduce)').matches,
    variables: {
      colorPrimary: color('accent'),
      colorBackground: color('field'),
      colorText: color('text'),
      colorTextSecondary: color('text-muted'),
      colorTextPlaceholder: color('text-muted'),
      colorDanger: color('danger'),
      fontFamily: getComputedStyle(host).fontFamily,
      fontSizeBase: '16px',
      borderRadius: getComputedStyle(host).getPropertyValue('--radius').trim(),
      gridRowSpacing: '16px',
    },
    rules: {
      '.Input': { border, boxShadow: 'none', padding: '11px 12px' },
      '.Input:focus': { border: `1px solid ${color('accent')}`, boxShadow: focus },
      '.Label': { fontSize: '14px', fontWeight: '500', marginBottom: '6px' },
    },
  }
  probe.remove()
  return appearance
}
