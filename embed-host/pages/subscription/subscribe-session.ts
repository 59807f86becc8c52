import { type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../server/checkout/views.ts'
import type { PackageView, Subscribed } from '../../../server/subscriptions/public.ts'
import type { SubscriptionMessage } from '../../../widget/messages.ts'
import type { ApiFailure, CheckoutApi } from '../pay/checkout-api.ts'
import type { Place } from './place.ts'
import { type EntryProblems, findProblems, hasProblems, type VisitorEntry } from './visitor.ts'

export type SubscribePhase =
  | { name: 'form'; sending: boolean; problems: EntryProblems; failure: ApiFailure | null }
  /** The first invoice, to be paid here. */
  | { name: 'invoice'; subscriptionId: string; first: InvoiceView }
  | { name: 'made'; subscribed: Pick<Subscribed, 'status' | 'trialEndsAt'> }
  /** The package is no longer offered. */
  | { name: 'closed' }

/** From the form to the first invoice, or to the trial's begin. */
export interface SubscribeSession {
  phase: ReadonlySignal<SubscribePhase>
  subscribe(entry: VisitorEntry): Promise<void>
  /** Goes on with the invoice that this page had come to before it was loaded again. */
  resume(): Promise<void>
}

interface SubscribeSessionNeeds {
  view: PackageView
  api: Pick<CheckoutApi, 'subscribe' | 'view'>
  place: Place
  tell(message: SubscriptionMessage): void
}

const FORM: Extract<SubscribePhase, { name: 'form' }> = { name: 'form', sending: false, problems: {}, failure: null }

export function createSubscribeSession({ view, api, place, tell }: SubscribeSessionNeeds): SubscribeSession {
  const phase = signal<SubscribePhase>(view.active ? FORM : { name: 'closed' })

  async function subscribe(entry: VisitorEntry): Promise<void> {
    const now = phase.peek()
    if (now.name !== 'form' || now.sending) return
    const problems = findProblems(entry)
    if (hasProblems(problems)) {
      phase.value = { ...FORM, problems }
      return
    }
    phase.value = { ...FORM, sending: true }
    const answer = await api.subscribe(view.id, { email: entry.email.trim(), name: entry.name.trim() || null })
    if (answer.ok) await goOn(answer.value)
    else if (answer.failure === 'package_inactive') phase.value = { name: 'closed' }
    else phase.value = { ...FORM, failure: answer.failure }
  }

  async function goOn(subscribed: Subscribed): Promise<void> {
    const { subscriptionId, status, invoicePublicId } = subscribed
    if (invoicePublicId === null) {
      phase.value = { name: 'made', subscribed }
    } else if (!(await openInvoice(subscriptionId, invoicePublicId))) {
      // It is made: sent again, the form leads to the same.
      phase.value = { ...FORM, failure: 'unreachable' }
      return
    }
    tell({ type: 'paylinkr:subscription:created', payload: { subscriptionId, packageId: view.id, status } })
  }

  async function openInvoice(subscriptionId: string, invoicePublicId: string): Promise<boolean> {
    const invoice = await api.view(invoicePublicId)
    if (!invoice.ok || invoice.value.kind !== 'invoice') return false
    place.keep({ subscriptionId, invoicePublicId })
    phase.value = { name: 'invoice', subscriptionId, first: invoice.value }
    return true
  }

  async function resume(): Promise<void> {
    const kept = place.read()
    if (!kept || phase.peek().name !== 'form') return
    phase.value = { ...FORM, sending: true }
    if (!(await openInvoice(kept.subscriptionId, kept.invoicePublicId))) phase.value = FORM
  }

  return { phase, subscribe, resume }
}
