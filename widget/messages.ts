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
 *    from that parent replaces the port. The page answers `paylinq:state` over it, and everything further goes over
 *    the port too, both ways: neither side has to ask again who is speaking (2, 5).
 *  - The first `paylinq:state` holds the page's whole state, later ones what has changed of it. The widget compares each
 *    field with its own state's by type, and overlooks what differs (4). It tells the merchant's page of a payment only
 *    where that is another than before, so that a frame that loads again repeats nothing (6).
 *  - A page that says what is wrong answers too, with an `error` in its state, so that it is seen at once. It is nobody's,
 *    and answers whoever asks.
 *  - The page posts each `PaymentMessage` to its parent window, with the parent's exact origin as the target, as
 *    soon as that origin is known: from the browser or the referrer, if it is allowed, or from an accepted connect.
 *    Until then the messages are kept (3, 7). The widget does not listen there.
 *  - A subscription's page posts its `SubscriptionMessage`s in the same way, and sends them over the port too. After a new
 *    connect it sends them all over the port again, and the widget passes on only those that are news (6).
 *  - The widget names its version, and the page answers in it. Each side ignores types and fields that it does not
 *    know (4, 8).
 *
 * The documented messages are `{type, payload}`; what goes between the widget and the page is flat.
 */

export const PROTOCOL_VERSION = 1

export type Theme = 'light' | 'dark' | 'system'

/** The documented messages, posted to the parent window. */
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

/** All of the page's state, or what has changed of it. */
export interface StateMessage extends Partial<PageState> {
  type: 'paylinq:state'
}

export interface PageState {
  /** The page has answered. */
  ready: boolean
  /**
   * Why there is nothing to pay or to subscribe to on the page, which says so itself. Empty where there is. Of a page that
   * does not answer the widget makes it `timeout`.
   */
  error: '' | PageProblem | 'timeout'
  /** Of the content, in CSS pixels. */
  height: number
  /** While money is moving, so that the page must not be closed: why it cannot be. Otherwise empty. */
  busy: string
  /** The documented message for the state the payment is in, the last part of its type. Empty where there is none. */
  payment: '' | 'succeeded' | 'failed' | 'requires_action'
  /** And its payload. */
  detail: object
  /** Names the dialog and the frame, in the page's language: "Checkout". */
  title: string
  /** Names the button that closes the dialog: "Close". */
  close: string
}

/**
 * - `not_found`: the host knows no such payment, invoice or package
 * - `not_offered`: the package is no longer offered
 * - `rate_limited`: too much was asked of the host in the last minute
 * - `failed`: the host could not make the page
 */
export type PageProblem = 'not_found' | 'not_offered' | 'rate_limited' | 'failed'

/** From the widget to the page's window, with one port. The theme is as the merchant wrote it: see `readTheme`. */
export interface ConnectMessage {
  type: 'paylinq:connect'
  version: number
  theme?: unknown
}

/** From the widget to the page, over the port. */
export interface ThemeMessage {
  type: 'paylinq:theme'
  theme?: unknown
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

/**
 * What the page itself says (`PageProblem`), or:
 *
 * - `widget_failed`: the rest of the widget could not be loaded, or does not run in this browser
 * - `timeout`: the hosted page did not answer within 8 seconds: it was blocked, or cannot be reached
 * - `target_not_found`: the page has no element that the tag's `data-target` selects
 */
export type WidgetErrorCode = 'widget_failed' | 'timeout' | 'target_not_found' | PageProblem

/**
 * Takes over what `data`, which may be anything, says of a state: fields that the state has, of the same type. What came
 * over a port was cloned, so reading it never throws.
 * @returns the type of message that it is
 */
export function takeOver<State extends object>(state: State, data: unknown): unknown {
  // Of null and undefined, an object without fields.
  const message = Object(data)
  for (const name in state) if (typeof message[name] === typeof state[name]) state[name] = message[name]
  return message.type
}

/** The `SubscriptionMessage` that `data` is, or undefined for anything else. */
export function readSubscriptionMessage(data: unknown): SubscriptionMessage | undefined {
  const { type, payload } = fieldsOf(data)
  const { subscriptionId, packageId, status } = fieldsOf(payload)
  // A type that only reads like one may hold what throws when it is read.
  const isMessage = isText(type) && SUBSCRIPTION_TYPE.test(type) && [subscriptionId, packageId, status].every(isText)
  return isMessage ? (data as SubscriptionMessage) : undefined
}

const SUBSCRIPTION_TYPE = /^paylinkr:subscription:(created|active|cancelled)$/

export function isConnectMessage(data: unknown): data is ConnectMessage {
  const { type, version } = fieldsOf(data)
  return type === 'paylinq:connect' && Number.isInteger(version)
}

export function isThemeMessage(data: unknown): data is ThemeMessage {
  return fieldsOf(data).type === 'paylinq:theme'
}

/** Anything but a theme that there is, is the system's. */
export function readTheme(value: unknown): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Any value's own or inherited fields; of null and undefined, none. */
const fieldsOf: (value: unknown) => Record<string, unknown> = Object

const isText = (value: unknown): value is string => typeof value === 'string'
