import type { Payment, SDKOptions } from '@airwallex/components-sdk'
import type { AirwallexForm, DeclineReason } from '../../../../server/checkout/views.ts'
import type { PageTheme } from '../../../ui/theme.ts'
import type { CardForm, CardFormOptions } from './card-form.ts'

/**
 * Airwallex's drop-in with its own button left out, for cards alone. It belongs to one intent, so another try is
 * another form (https://www.airwallex.com/docs/js/payments/dropin).
 */
export async function openAirwallexForm(config: AirwallexForm, options: CardFormOptions): Promise<CardForm> {
  // Not `onEscape`: of the drop-in's events none tells of a key or of the focus (`Payment.DropInElementEvent`).
  const { host, texts, theme } = options
  const element = await dropInFor(config, {
    locale: localeFor(texts.stripeLocale),
    appearance: airwallexAppearance(host, theme),
  })
  let complete = false
  element.on('change', ({ detail }) => {
    complete = detail.complete
  })
  await new Promise<void>((resolve, reject) => {
    element.on('ready', () => resolve())
    element.on('error', ({ detail }) => reject(new Error(detail.error.message ?? detail.error.code)))
    element.mount(host)
  }).catch((error) => {
    element.destroy()
    throw error
  })
  const stopRestyling = theme.onChange(() => element.update({ appearance: airwallexAppearance(host, theme) }))

  return {
    config,
    validate: async () => complete,
    async confirm({ handover }) {
      try {
        await element.confirm({ client_secret: handover })
        return null
      } catch (error) {
        return airwallexDeclineReason(error)
      }
    },
    destroy() {
      stopRestyling()
      element.destroy()
    },
  }
}

interface DropInLook {
  locale: Locale
  appearance: Payment.DropInAppearance
}

type Locale = NonNullable<SDKOptions['locale']>

/** The package asks for Airwallex's scripts as soon as it is imported, so it is imported when they are wanted. */
async function dropInFor(
  config: AirwallexForm,
  { locale, appearance }: DropInLook,
): Promise<Payment.DropInElementType> {
  const { init, createElement } = await import('@airwallex/components-sdk')
  await init({ env: config.environment, enabledElements: ['payments'], locale })
  const element: Payment.DropInElementType | undefined = await createElement('dropIn', {
    intent_id: config.intentId,
    client_secret: config.clientSecret,
    currency: config.currency,
    methods: ['card'],
    showConfirmButton: false,
    appearance,
  })
  // Some of its failures the package only writes to its own log.
  if (!element) throw new Error('Airwallex made no form.')
  return element
}

/** Airwallex's codes for why a card was refused (https://www.airwallex.com/docs/payments__error-response-codes). */
const REASONS: Readonly<Record<string, DeclineReason>> = {
  authentication_declined: 'authentication_failed',
  '3ds_not_supported': 'authentication_failed',
  issuer_declined: 'declined',
  provider_declined: 'declined',
  risk_declined: 'declined',
  card_brand_not_supported: 'declined',
  provider_unavailable: 'processing_error',
}

/** What a bank answers (https://www.airwallex.com/docs/payments__response-codes__issuer-response-codes). */
const BANK_REASONS: Readonly<Record<string, DeclineReason>> = {
  '14': 'incorrect_number',
  '51': 'insufficient_funds',
  '54': 'expired_card',
  '82': 'incorrect_cvc',
  N7: 'incorrect_cvc',
}

/** Null when the error is none of the card: then only the server can tell what became of the payment. */
export function airwallexDeclineReason(error: unknown): DeclineReason | null {
  const { code, provider_original_response_code: own, details } = asRecord(error)
  const response = own ?? asRecord(details).provider_original_response_code ?? asRecord(details).original_response_code
  const reason = REASONS[String(code)] ?? null
  return (reason === 'declined' && BANK_REASONS[String(response)]) || reason
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** Those that the package knows; it shows the others in English. */
const LOCALES: readonly Locale[] = [
  ...(['en', 'zh', 'ja', 'ko', 'ar', 'fr', 'es', 'nl', 'de', 'it', 'zh-HK'] as const),
  ...(['pl', 'fi', 'ru', 'da', 'id', 'ms', 'sv', 'pt', 'ro'] as const),
]

const localeFor = (language: string): Locale => LOCALES.find((locale) => locale === language) ?? 'en'

/** The page's own colours, read from its style sheet so that they are written down once. */
function airwallexAppearance(host: HTMLElement, theme: PageTheme): Payment.DropInAppearance {
  const probe = document.createElement('span')
  host.parentElement?.append(probe)
  const color = (token: string) => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const appearance: Payment.DropInAppearance = {
    mode: theme.isDark() ? 'dark' : 'light',
    variables: { colorBrand: color('accent'), colorText: color('text'), colorBackground: color('field') },
  }
  probe.remove()
  return appearance
}
