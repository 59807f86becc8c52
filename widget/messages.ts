/**
 * What the widget on a merchant's page and a hosted page in its iframe say to each other.
 *
 * The protocol meets these requirements:
 *
 *  1. The page talks to nobody but a parent whose exact origin the server allowed for this payment; look-alike
 *     origins, sibling frames and popups learn nothing.
 *  2. The widget acts on nothing but its own frame's page: other windows cannot reach it, whatever they post.
 *  3. No message is ever posted with `*` as its target.
 *  4. Garbage is ignored without a throw, on both sides.
 *  5. Several widgets on one page do not hear each other.
 *  6. A frame that loads again (a bank's page and back) is connected again, and nothing is told twice.
 *  7. A hand-written iframe hears the documented messages without any of this: no handshake, no library.
 *  8. Either side may be a version ahead of the other.
 *
 * How:
 *
 *  - Each time its iframe has loaded, the widget makes a MessageChannel and posts `paylinq:connect` with one of the
 *    ports to the iframe's window, with the host's exact origin as the target (3, 6).
 *  - The page takes the port only if `event.source` is its parent and `event.origin` is allowed (1). A later connect
 *    from that parent replaces the port. The page answers `paylinq:ready` over it, and everything further goes over
 *    the port too, both ways: neither side has to ask again who is speaking (2, 5).
 *  - `paylinq:ready` holds the page's whole state. The widget compares the payment in it with what it last told the
 *    merchant's page, so that a frame that loads again repeats nothing (6).
 *  - The page also posts each `PaymentMessage` to its parent window, with the parent's exact origin as the target, as
 *    soon as that origin is known: from the browser or the referrer, if it is allowed, or from an accepted connect.
 *    Until then the messages are kept (3, 7).
 *  - A subscription's page posts and sends its `SubscriptionMessage`s in the same way. After a new connect it sends them
 *    all over the port again, and the widget passes on only those that are news (6).
 *  - The widget names its version, and the page answers in it. Each side ignores types and fields that it does not
 *    know (4, 8).
 *
 * Messages of the page are `{type, payload}`, as the documented ones are; messages of the widget are flat.
 */

export const PROTOCOL_VERSION = 1

export type Theme = 'light' | 'dark' | 'system'

/** The documented messages, posted to the parent window and sent over the port alike. */
export type PaymentMessage =
  | { type: 'paylinq:payment:succeeded' | 'paylinq:payment:failed'; payload: { paymentId: string; status: string } }
  | { type: 'paylinq:payment:requires_action'; payload: { paymentId: string } }

/** The documented messages of a subscription's page, posted to the parent window and sent over the port alike. */
export interface SubscriptionMessage {
  type: 'paylinkr:subscription:created' | 'paylinkr:subscription:active' | 'paylinkr:subscription:cancelled'
  payload: { subscriptionId: string; packageId: string; status: string }
}

/** From the page to the widget, over the port. */
export type PageMessage =
  | StateMessage
  /** The payer wants to leave: pressed Escape, or the page's own way out. */
  | { type: 'paylinq:close' }
  | PaymentMessage

/** All of the page's state, or what has changed of it. */
export type StateMessage =
  | { type: 'paylinq:ready'; payload: PageState }
  | { type: 'paylinq:resize'; payload: Pick<PageState, 'height'> }
  | { type: 'paylinq:busy'; payload: Pick<PageState, 'busy'> }

export interface PageState {
  /** Of the content, in CSS pixels. */
  height: number
  /** Money is moving: the page must not be closed. */
  busy: boolean
  /** The documented message for the state the payment is in; null where there is none. */
  payment: PaymentMessage | null
  /** Names the dialog and the frame, in the page's language: "Checkout". */
  title: string
  /** Names the button that closes the dialog: "Close". */
  close: string
  /** Why it cannot be closed while busy: "Your payment is in progress." */
  busyReason: string
}

/** From the widget to the page's window, with one port. */
export interface ConnectMessage {
  type: 'paylinq:connect'
  version: number
  theme?: Theme
}

/** From the widget to the page, over the port. */
export interface ThemeMessage {
  type: 'paylinq:theme'
  theme: Theme
}

/** What the widget dispatches on its element, as cancelable, bubbling events. Their `detail` is this, and `paymentId`. */
export interface WidgetEvents {
  'paylinq:ready': Record<string, never>
  /** About to close. `preventDefault()` keeps it open. */
  'paylinq:close': Record<string, never>
  'paylinq:error': { code: WidgetErrorCode }
  'paylinq:payment:succeeded': { paymentId: string; status: string }
  'paylinq:payment:failed': { paymentId: string; status: string }
  'paylinq:payment:requires_action': { paymentId: string }
}

/** What a subscription's widget dispatches on its container. Their `detail` is this, and `packageId`. */
export interface SubscriptionWidgetEvents {
  'paylinkr:ready': Record<string, never>
  'paylinkr:error': { code: WidgetErrorCode }
  'paylinkr:subscription:created': SubscriptionMessage['payload']
  'paylinkr:subscription:active': SubscriptionMessage['payload']
  'paylinkr:subscription:cancelled': SubscriptionMessage['payload']
}

/** Dispatches an event for the merchant's page; false if one of its listeners prevented the default. */
export type Emit = <Type extends keyof WidgetEvents>(type: Type, detail?: WidgetEvents[Type]) => boolean

/**
 * - `widget_failed`: the rest of the widget could not be loaded, or does not run in this browser
 * - `timeout`: the hosted page did not answer within 8 seconds: it was blocked, or cannot be reached
 */
export type WidgetErrorCode = 'widget_failed' | 'timeout'

/** The message that `data` is, or undefined for anything else. */
export function readPageMessage(data: unknown): PageMessage | undefined {
  const { type, payload } = fieldsOf(data)
  const known = Object.entries(payloads).find(([name]) => name === type)
  const isMessage = known && Object.entries(known[1]).every(([name, isValid]) => isValid(fieldsOf(payload)[name]))
  return isMessage ? (data as PageMessage) : undefined
}

/** The same for a `SubscriptionMessage`. */
export function readSubscriptionMessage(data: unknown): SubscriptionMessage | undefined {
  const { type, payload } = fieldsOf(data)
  const { subscriptionId, packageId, status } = fieldsOf(payload)
  // A type that only reads like one may hold what throws when it is read.
  const isMessage = isText(type) && SUBSCRIPTION_TYPE.test(type) && [subscriptionId, packageId, status].every(isText)
  return isMessage ? (data as SubscriptionMessage) : undefined
}

const SUBSCRIPTION_TYPE = /^paylinkr:subscription:(created|active|cancelled)$/

export function isPaymentMessage(message: PageMessage | undefined): message is PaymentMessage {
  return /^paylinq:payment/.test(`${message?.type}`)
}

export function isConnectMessage(data: unknown): data is ConnectMessage {
  const { type, version, theme } = fieldsOf(data)
  return type === 'paylinq:connect' && Number.isInteger(version) && (theme === undefined || isTheme(theme))
}

export function isThemeMessage(data: unknown): data is ThemeMessage {
  const { type, theme } = fieldsOf(data)
  return type === 'paylinq:theme' && isTheme(theme)
}

export function isTheme(value: unknown): value is Theme {
  return value === 'light' || value === 'dark' || value === 'system'
}

/** Any value's own or inherited fields; of null and undefined, none. */
const fieldsOf: (value: unknown) => Record<string, unknown> = Object

const isText = (value: unknown): value is string => typeof value === 'string'
const isFlag = (value: unknown) => typeof value === 'boolean'
const isSize = (value: unknown) => Number.isFinite(value) && (value as number) >= 0
const isPayment = (value: unknown) => value === null || isPaymentMessage(readPageMessage(value))

/** What each field of each payload has to be. */
const payloads: Record<PageMessage['type'], Record<string, (value: unknown) => boolean>> = {
  'paylinq:ready': {
    height: isSize,
    busy: isFlag,
    payment: isPayment,
    title: isText,
    close: isText,
    busyReason: isText,
  },
  'paylinq:resize': { height: isSize },
  'paylinq:busy': { busy: isFlag },
  'paylinq:close': {},
  'paylinq:payment:succeeded': { paymentId: isText, status: isText },
  'paylinq:payment:failed': { paymentId: isText, status: isText },
  'paylinq:payment:requires_action': { paymentId: isText },
}
