import type { SubscriptionWidgetEvents, WidgetEvents } from '../messages.ts'
import { type Embed, type Kind, startEmbed } from './embed.ts'
import { type CheckoutOptions, expect, type SubscriptionOptions } from './options.ts'

export type { PageProblem, Theme } from '../messages.ts'
export type { CheckoutError, CheckoutErrorCode, Embed } from './embed.ts'
export type { CheckoutOptions, EmbedOptions, SubscriptionOptions } from './options.ts'

/** The `detail` of each event of a checkout. What becomes of the payment is told once. */
export type CheckoutEvents = Details<WidgetEvents, { paymentId: string }>

/** The `detail` of each event of a subscription's page. */
export type SubscriptionEvents = Details<SubscriptionWidgetEvents, { packageId: string }>

type Details<Events, Id> = {
  [Type in keyof Events]: Events[Type] extends Record<string, never> ? Id : Events[Type] & Id
}

export interface Checkout extends Embed<CheckoutEvents> {}
export interface SubscriptionEmbed extends Embed<SubscriptionEvents> {}

const CHECKOUT: Kind = {
  prefix: 'paylinq',
  idName: 'paymentId',
  path: 'pay/',
  linkText: 'Open checkout',
  load: () => import('./shown-checkout.ts'),
}

const SUBSCRIPTION: Kind = {
  prefix: 'paylinkr',
  idName: 'packageId',
  path: 'subscribe/',
  linkText: 'Open subscription',
  load: () => import('./shown-subscription.ts'),
}

/**
 * Opens a payment's checkout over the page.
 * @throws TypeError that names the option that is wrong or missing; on a server too.
 */
export function openCheckout(options: CheckoutOptions): Checkout {
  return startEmbed<CheckoutEvents>(CHECKOUT, options, 0)
}

/**
 * Shows a payment's checkout in the page: as the last child of `target`, and as wide.
 * @throws TypeError that names the option that is wrong or missing; on a server too.
 */
export function mountCheckout(target: Element, options: CheckoutOptions): Checkout {
  return startEmbed<CheckoutEvents>(CHECKOUT, options, 480, target)
}

/**
 * Shows a package's page, where the payer subscribes, in the page: as the last child of `target`.
 * @throws TypeError that names the option that is wrong or missing; on a server too.
 */
export function mountSubscription(target: Element, options: SubscriptionOptions): SubscriptionEmbed {
  const { width = 420, height = 520 } = options
  expect(width > 0 && height > 0, 'width and height', 'above 0')
  return startEmbed<SubscriptionEvents>(SUBSCRIPTION, options, height, target)
}
