import { signal } from '@preact/signals'
import type { CheckoutView } from '../../server/checkout/views.ts'
import type { Instant } from '../../server/clock.ts'
import type { OpenApiDocument } from '../../server/http/openapi.ts'
import type { Theme } from '../../widget/messages.ts'
import { qrMatrix } from '../ui/qr-matrix.ts'
import type { Language } from '../ui/texts/language.ts'
import { languageFor } from '../ui/texts/languages.ts'
import { DocsPage } from './docs/docs-page.tsx'
import { apiReference } from './docs/reference.ts'
import { words as docsWords } from './docs/words.ts'
import { type PageLook, renderDocument } from './document.tsx'
import type { PayPageState, ProblemPageState, SubscriptionPageState } from './page-state.ts'
import { createCheckoutApi } from './pay/checkout-api.ts'
import { createInvoiceModel, type InvoiceSurroundings } from './pay/invoice/invoice-model.ts'
import { InvoicePage } from './pay/invoice/invoice-page.tsx'
import { createPageContext } from './pay/page-context.ts'
import { PayPage } from './pay/pay-page.tsx'
import { createPaymentModel, type PaymentSurroundings } from './pay/payment/payment-model.ts'
import { PaymentPage } from './pay/payment/payment-page.tsx'
import { noTrail } from './pay/payment/trail.ts'
import { createServerClock } from './pay/server-clock.ts'
import { ShopPage, type ShopPageProps } from './shop/shop-page.tsx'
import type { Place } from './subscription/place.ts'
import { createSubscriptionModel } from './subscription/subscription-model.ts'
import { SubscriptionPage } from './subscription/subscription-page.tsx'

export { renderRemindersPage } from './mail/reminders-page.tsx'
export { renderProblemPage } from './problem/problem-page.tsx'

/** Addresses of the built files, as the Vite manifest names them. */
export interface PayPageAssets {
  script: string
  styles: readonly string[]
  /** Scripts that are sure to be needed next. */
  preload?: readonly string[]
  /** The script that holds a language's texts, by primary language subtag. */
  languages: Readonly<Record<string, string>>
}

export interface PayPageModel {
  view: CheckoutView
  /** True for `?embed=1`: inside a merchant's page. */
  embed: boolean
  /** What the merchant set; ours where it is left out. */
  look?: PageLook | null
  theme: Theme
  /** BCP 47, the best first; where we have texts for none of them, the page is in English. */
  locales: readonly string[]
  /** Exact origins, or patterns, of `frame-ancestors`: who may hear of this payment. */
  allowedOrigins: string[]
  /** The server's time. */
  serverNow: Instant
  /** The attempt from whose bank's or provider's page the payer comes back. */
  returned?: string | null
  assets: PayPageAssets
  /** Of the policy's `script-src` and `style-src`. */
  nonce: string
}

/** The pay page of a payment or invoice as a whole HTML document, complete before any script runs. */
export function renderPayPage({ assets, nonce, locales, look, returned = null, ...asked }: PayPageModel): string {
  const { view, theme, embed } = asked
  const language = languageFor(locales)
  const qr = view.kind === 'invoice' ? qrMatrix(view.payUri) : null
  const state: PayPageState = { ...asked, logoUrl: look?.logoUrl ?? null, locale: language.locale, returned, qr }
  const { model, checkout } = checkoutOf(view, state, language)
  return renderDocument({
    title: model.title.value,
    language: model.page,
    theme,
    embed,
    styles: assets.styles,
    own: { look, nonce },
    live: { ...scriptsOf(assets, language), state, nonce },
    children: <PayPage model={model}>{checkout}</PayPage>,
  })
}

/** As the program of the same page makes it. */
function checkoutOf(view: CheckoutView, state: PayPageState, language: Language) {
  if (view.kind === 'payment') {
    const model = createPaymentModel({ ...state, view }, language, nowhere)
    return { model, checkout: <PaymentPage model={model} /> }
  }
  const clock = createServerClock(state.serverNow)
  const page = createPageContext(language, state, clock, nowhere.timeZone)
  const model = createInvoiceModel(view, state.qr, page, clock, nowhere)
  return { model, checkout: <InvoicePage model={model} /> }
}

/** Which files a page with a script runs from. */
const scriptsOf = ({ script, preload = [], languages }: PayPageAssets, { locale }: Language) => ({
  script,
  preload: [...preload, languages[new Intl.Locale(locale).language] ?? []].flat(),
})

/** Rendering calls none of these: nothing is done before the page runs in a browser. */
const nowhere: PaymentSurroundings & InvoiceSurroundings = {
  api: createCheckoutApi(notHere),
  timeZone: signal('UTC'),
  openForm: notHere,
  loadWallet: notHere,
  findXrplWallets: notHere,
  makeQr: notHere,
  wait: notHere,
  trail: noTrail,
  forgetReturn: notHere,
  popup: null,
}

async function notHere(): Promise<never> {
  throw new Error('The server only renders the page.')
}

export type ShopPageModel = Omit<ShopPageProps, 'language' | 'share' | 'logoUrl'> & {
  look: PageLook | null
  theme: Theme
  locales: readonly string[]
  styles: readonly string[]
  /** The link's address; its QR code is made here. Null inside a merchant's page. */
  shareUrl: string | null
  /** Of the policy's `style-src`. */
  nonce: string
}

/** A payment link's page as a whole HTML document without a script. */
export function renderShopPage({ theme, locales, styles, look, shareUrl, nonce, ...page }: ShopPageModel): string {
  const language = languageFor(locales)
  const share = shareUrl === null ? null : { url: shareUrl, qr: qrMatrix(shareUrl) }
  return renderDocument({
    title: `${page.offer?.name ?? page.view.title}, ${page.view.merchantName}`,
    language,
    theme,
    embed: page.embed,
    styles,
    own: { look, nonce },
    live: null,
    children: <ShopPage {...page} logoUrl={look?.logoUrl ?? null} language={language} share={share} />,
  })
}

export interface SubscriptionPageModel extends Omit<SubscriptionPageState, 'locale' | 'logoUrl'> {
  look: PageLook | null
  locales: readonly string[]
  assets: PayPageAssets
  /** The program of a page on which there is nothing to pay. */
  problemScript: string
  nonce: string
}

/** A package's page as a whole HTML document; send one that is not active with 410. */
export function renderSubscriptionPage(page: SubscriptionPageModel): string {
  const { assets, problemScript, nonce, locales, look, ...asked } = page
  const { view, embed, theme, allowedOrigins } = asked
  const language = languageFor(locales)
  const state: SubscriptionPageState = { ...asked, logoUrl: look?.logoUrl ?? null, locale: language.locale }
  const model = createSubscriptionModel(state, language, {
    ...nowhere,
    place: nowhereKept,
    tell: notHere,
    startOver: notHere,
  })
  const words = { ...language.texts.widget, title: model.words.title }
  const closed: ProblemPageState = { error: 'not_offered', allowedOrigins, words, theme }
  const toldOf = embed ? { script: problemScript, preload: [], state: closed, nonce } : null
  return renderDocument({
    title: `${view.name}, ${view.merchantName}`,
    language: model.page,
    theme,
    embed,
    styles: assets.styles,
    own: { look, nonce },
    // Of a package that is no longer offered there is nothing to do, but the page around it is told.
    live: view.active ? { ...scriptsOf(assets, language), state, nonce } : toldOf,
    children: <SubscriptionPage model={model} />,
  })
}

const nowhereKept: Place = { read: () => null, keep: () => {} }

export interface DocsPageModel {
  host: string
  documents: { id: string; documentUrl: string; document: OpenApiDocument }[]
  styles: readonly string[]
}

/** The reference as a whole HTML document without a script. */
export function renderDocsPage({ host, documents, styles }: DocsPageModel): string {
  const language = languageFor([])
  const apis = documents.map(({ document, ...where }) => apiReference(document, where))
  return renderDocument({
    title: docsWords.title,
    language,
    theme: 'system',
    embed: false,
    styles,
    live: null,
    children: <DocsPage host={host} apis={apis} />,
  })
}

/** A payment link's QR code, as an SVG file that prints at any size. */
export function renderQrImage(text: string): string {
  const { size, path } = qrMatrix(text)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path d="${path}"/></svg>`
  )
}
