import { signal } from '@preact/signals'
import type { CheckoutView } from '../../server/checkout/views.ts'
import type { Instant } from '../../server/clock.ts'
import type { Theme } from '../../widget/messages.ts'
import { qrMatrix } from '../ui/qr-matrix.ts'
import { languageFor } from '../ui/texts/languages.ts'
import { renderDocument } from './document.tsx'
import type { PayPageState } from './page-state.ts'
import { createCheckoutApi } from './pay/checkout-api.ts'
import { createPayModel, type Surroundings } from './pay/pay-model.ts'
import { PayPage } from './pay/pay-page.tsx'
import { ProblemPage } from './problem-page.tsx'

/** Addresses of the built files, as the Vite manifest names them. */
export interface PayPageAssets {
  script: string
  styles: readonly string[]
  /** Scripts that are sure to be needed next, such as the card form's. */
  preload?: readonly string[]
}

export interface PayPageModel {
  view: CheckoutView
  /** True for `?embed=1`: inside a merchant's page. */
  embed: boolean
  theme: Theme
  /** BCP 47, as negotiated from the request; a language without texts falls back to English. */
  locale: string
  /** Exact origins, or patterns, of `frame-ancestors`: who may hear of this payment. */
  allowedOrigins: string[]
  /** The server's time. */
  serverNow: Instant
  /** The payer comes back from a bank's page. */
  returned?: boolean
  assets: PayPageAssets
  /** Of the policy's `script-src` and `style-src`. */
  nonce: string
}

/** The pay page of a payment or invoice as a whole HTML document, complete before any script runs. */
export function renderPayPage(model: PayPageModel): string {
  const { view, embed, theme, locale, allowedOrigins, serverNow, returned = false, assets, nonce } = model
  const state: PayPageState = {
    view,
    embed,
    theme,
    locale,
    allowedOrigins,
    serverNow,
    returned,
    qr: view.kind === 'invoice' ? qrMatrix(view.payUri) : null,
  }
  const pay = createPayModel(state, nowhere)
  return renderDocument({
    title: pay.title.value,
    language: pay.page,
    theme,
    embed,
    styles: assets.styles,
    live: { state, script: assets.script, preload: assets.preload ?? [], nonce },
    children: <PayPage model={pay} />,
  })
}

export interface ProblemPageModel {
  embed: boolean
  theme: Theme
  locale: string
  styles: readonly string[]
}

/** For an id that leads nowhere; send it with 404. */
export function renderNotFoundPage(model: ProblemPageModel): string {
  return renderProblem(model, null)
}

/** For everything else that keeps a page from being shown; send it with 5xx, or 429. */
export function renderProblemPage(model: ProblemPageModel & { reloadUrl: string }): string {
  return renderProblem(model, model.reloadUrl)
}

function renderProblem({ embed, theme, locale, styles }: ProblemPageModel, reloadUrl: string | null): string {
  const language = languageFor(locale)
  const { problem } = language.texts
  return renderDocument({
    title: reloadUrl === null ? problem.notFoundTitle : problem.problemTitle,
    language,
    theme,
    embed,
    styles,
    live: null,
    children: <ProblemPage texts={language.texts} reloadUrl={reloadUrl} />,
  })
}

/** Rendering calls none of these: nothing is done before the page runs in a browser. */
const nowhere: Surroundings = {
  api: createCheckoutApi(notHere),
  timeZone: signal('UTC'),
  openCardForm: notHere,
  loadWallet: notHere,
  makeQr: notHere,
  wait: notHere,
}

async function notHere(): Promise<never> {
  throw new Error('The server only renders the page.')
}
