import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../server/checkout/views.ts'
import { toInstant } from '../../../server/clock.ts'
import type { PackageView } from '../../../server/subscriptions/public.ts'
import type { SubscriptionMessage } from '../../../widget/messages.ts'
import { formatAsset } from '../../ui/amounts.ts'
import type { SubscriptionTexts } from '../../ui/texts/en.ts'
import type { Language } from '../../ui/texts/language.ts'
import type { SubscriptionPageState } from '../page-state.ts'
import { createInvoiceModel, type InvoiceSurroundings, type LiveInvoiceModel } from '../pay/invoice/invoice-model.ts'
import { isSettled } from '../pay/invoice/invoice-stage.ts'
import { createPageContext, type PageContext } from '../pay/page-context.ts'
import { createServerClock } from '../pay/server-clock.ts'
import type { Place } from './place.ts'
import { createSubscribeSession, type SubscribeSession } from './subscribe-session.ts'

/** Everything the page shows, and what a visitor can do; made alike on the server and in the browser. */
export interface SubscriptionModel {
  page: PageContext
  words: SubscriptionTexts
  view: PackageView
  /** "99.00 USDC" and "every month", and both together. */
  amount: string
  every: string
  price: string
  session: SubscribeSession
  /** The first invoice, once there is one. */
  invoice: ReadonlySignal<LiveInvoiceModel | null>
  busy: ReadonlySignal<boolean>
  /** Back to an empty form. */
  startOver(): void
  /** Keeps all of it current, from hydration on. */
  follow(): void
}

/** What only a browser has. */
export interface SubscriptionSurroundings extends InvoiceSurroundings {
  timeZone: ReadonlySignal<'UTC' | undefined>
  place: Place
  tell(message: SubscriptionMessage): void
  startOver(): void
}

export function createSubscriptionModel(
  { view, embed, logoUrl, serverNow }: SubscriptionPageState,
  language: Language,
  around: SubscriptionSurroundings,
): SubscriptionModel {
  const clock = createServerClock(serverNow)
  const page = createPageContext(language, { embed, logoUrl }, clock, around.timeZone)
  const words = language.texts.subscription
  const amount = formatAsset(view.price.amount, view.price.asset, language.locale)
  const every = words.every[view.interval]
  const session = createSubscribeSession({ view, api: around.api, place: around.place, tell: around.tell })
  const invoice = signal<LiveInvoiceModel | null>(null)

  function followInvoice(first: InvoiceView, subscriptionId: string) {
    const model = createInvoiceModel(first, null, page, createServerClock(toInstant(clock.now.peek())), around)
    invoice.value = model
    model.follow()
    effect(() => {
      const message = messageOf(model, { subscriptionId, packageId: view.id })
      if (message) around.tell(message)
    })
  }

  return {
    page,
    words,
    view,
    amount,
    every,
    price: words.price(amount, every),
    session,
    invoice,
    busy: computed(() => invoice.value?.busy.value ?? false),
    startOver: around.startOver,
    follow() {
      clock.run()
      effect(() => {
        const phase = session.phase.value
        if (phase.name === 'invoice' && !invoice.peek()) followInvoice(phase.first, phase.subscriptionId)
      })
      void session.resume()
    },
  }
}

/** A subscription begins with its first invoice, and ends with it when that is cancelled. */
function messageOf(
  { stage }: LiveInvoiceModel,
  ids: { subscriptionId: string; packageId: string },
): SubscriptionMessage | null {
  if (stage.value.name !== 'ended') return null
  const { how } = stage.value
  if (isSettled(how)) return { type: 'paylinkr:subscription:active', payload: { ...ids, status: 'active' } }
  if (how === 'cancelled') return { type: 'paylinkr:subscription:cancelled', payload: { ...ids, status: 'cancelled' } }
  return null
}
