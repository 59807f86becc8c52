import type { CheckoutView } from '../../server/checkout/views.ts'
import type { Instant } from '../../server/clock.ts'
import type { PackageView } from '../../server/subscriptions/public.ts'
import type { PageProblem, Theme } from '../../widget/messages.ts'
import type { QrMatrix } from '../ui/qr-matrix.ts'
import type { Texts } from '../ui/texts/en.ts'

/** What the server rendered a pay page from, sent along so that the script starts from the same. */
export interface PayPageState {
  view: CheckoutView
  /** True inside a merchant's page. */
  embed: boolean
  /** The merchant's; null: they have none. */
  logoUrl: string | null
  theme: Theme
  locale: string
  /** Exact origins that may embed this page and hear of its payment. */
  allowedOrigins: string[]
  /** The server's time when it rendered: the payer's own clock may be wrong. */
  serverNow: Instant
  /**
   * The attempt from whose bank's or provider's page the payer comes back: it is looked at, and the payer is not told
   * "already paid". Null for a page that was opened in another way.
   */
  returned: string | null
  /** The QR code of an invoice's `payUri`. */
  qr: QrMatrix | null
}

/** And a subscription's page. */
export interface SubscriptionPageState {
  view: PackageView
  embed: boolean
  logoUrl: string | null
  theme: Theme
  locale: string
  allowedOrigins: string[]
  serverNow: Instant
}

/** And that of a page on which there is nothing to pay, as its program tells it to the page around it. */
export interface ProblemPageState {
  error: PageProblem
  allowedOrigins: string[]
  words: Texts['widget']
  theme: Theme
}

export const STATE_ELEMENT_ID = 'page-state'

/**
 * JSON that can stand inside a script element. `<` could end the element or open a comment in it, U+2028 and U+2029
 * are line ends to older script parsers; as escapes they mean the same to `JSON.parse`.
 */
export function toEmbeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Reads back what the server put into the document. */
export function readPageState<State extends PayPageState | SubscriptionPageState | ProblemPageState>(
  document: Document,
): State {
  const text = document.getElementById(STATE_ELEMENT_ID)?.textContent
  if (!text) throw new Error(`The page has no element #${STATE_ELEMENT_ID} to start from.`)
  return JSON.parse(text)
}
