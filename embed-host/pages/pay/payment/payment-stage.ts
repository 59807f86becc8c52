import type { DeclineReason, PaymentView } from '../../../../server/checkout/views.ts'
import { toMillis } from '../../../../server/clock.ts'

/** Where this browser is with a provider's form. How the payment itself stands only the server's view says. */
export type PayPhase =
  /** No form has been asked for. */
  | { name: 'idle' }
  /** A provider is being chosen and its form fetched. */
  | { name: 'loading' }
  | { name: 'ready'; problem: FormProblem | null }
  /** The payer pressed the button. */
  | { name: 'paying' }
  | { name: 'unavailable' }
  /** Forms were asked for more often than one payer does. */
  | { name: 'too_many' }
  | { name: 'script_failed' }

/** Something that the payer has to put right, or to look at, before the next try. */
export type FormProblem = 'incomplete' | 'not_started' | 'price_changed'

export type PaymentAlert = DeclineReason | FormProblem | 'failed' | 'turned_back'
/** `elsewhere`: the payer is at a page of the provider's own. */
export type Busy = 'processing' | 'waiting_for_bank' | 'elsewhere'

/** What the page shows. */
export type PaymentStage =
  | { name: 'form'; loading: boolean; busy: Busy | null; alert: PaymentAlert | null }
  | { name: 'form_missing'; why: 'unavailable' | 'too_many' | 'script_failed' }
  /** Nothing is left to charge. */
  | { name: 'free' }
  | { name: 'no_method' }
  /** Money moves, but not through a form on this page: it was reloaded, or another tab pays. */
  | { name: 'moving'; busy: Busy }
  /** The window of a provider's page has come back and could not close itself. The page that opened it goes on. */
  | { name: 'window_done' }
  | { name: 'receipt'; of: 'succeeded' | 'refunded' | 'partially_refunded' }
  | { name: 'closed'; why: 'cancelled' | 'expired' }

/** `provider_window`: opened by another page of ours for a provider's page, and back from there; it closes itself. */
export type PageRole = 'page' | 'provider_window' | 'stuck_window'

interface Situation {
  view: PaymentView
  phase: PayPhase
  /** Why the provider's script said that the last try in this browser failed, until the server tells. */
  browserDecline: DeclineReason | null
  /** The payer came back from a provider's page without having paid, as far as the view tells. */
  turnedBack: boolean
  /** The payer is at a page of the provider's own. */
  elsewhere: boolean
  role: PageRole
  /** The server's time in milliseconds. */
  now: number
}

export function paymentStage(situation: Situation): PaymentStage {
  const { view, phase, role, elsewhere, now } = situation
  switch (view.status) {
    case 'succeeded':
    case 'refunded':
    case 'partially_refunded':
      return { name: 'receipt', of: view.status }
    case 'cancelled':
      return { name: 'closed', why: isOver(view, now) ? 'expired' : 'cancelled' }
    case 'processing':
    case 'requires_action': {
      if (role === 'stuck_window') return { name: 'window_done' }
      const waiting = view.status === 'processing' ? 'processing' : 'waiting_for_bank'
      const busy = elsewhere ? 'elsewhere' : waiting
      const hasForm = phase.name === 'ready' || phase.name === 'paying'
      return hasForm ? { name: 'form', loading: false, busy, alert: null } : { name: 'moving', busy }
    }
    case 'pending':
    case 'failed':
      if (role === 'provider_window') return { name: 'moving', busy: 'processing' }
      if (role === 'stuck_window') return { name: 'window_done' }
      return isOver(view, now) && phase.name !== 'paying' ? { name: 'closed', why: 'expired' } : openStage(situation)
  }
}

function openStage({ view, phase, browserDecline, turnedBack, elsewhere }: Situation): PaymentStage {
  // A try that was begun goes on, whatever becomes of the methods meanwhile.
  if (phase.name === 'paying') {
    return { name: 'form', loading: false, busy: elsewhere ? 'elsewhere' : 'processing', alert: null }
  }
  if (view.amount === 0) return { name: 'free' }
  if (view.methods.length === 0) return { name: 'no_method' }
  const ending = view.decline ?? browserDecline ?? (view.status === 'failed' ? 'failed' : null)
  const alert = ending ?? (turnedBack ? 'turned_back' : null)
  switch (phase.name) {
    case 'idle':
    case 'loading':
      return { name: 'form', loading: true, busy: null, alert }
    case 'ready':
      return { name: 'form', loading: false, busy: null, alert: phase.problem ?? alert }
    case 'unavailable':
    case 'too_many':
    case 'script_failed':
      return { name: 'form_missing', why: phase.name }
  }
}

function isOver(view: PaymentView, now: number): boolean {
  return view.expiresAt !== null && now >= toMillis(view.expiresAt)
}

const OTHER_ALERTS: readonly PaymentAlert[] = ['incomplete', 'not_started', 'price_changed', 'failed', 'turned_back']

/** A refusal by the provider, as opposed to something that the payer or we have to put right. */
export function isDecline(alert: PaymentAlert): alert is DeclineReason {
  return !OTHER_ALERTS.includes(alert)
}

/** The payer may change the price or the method: there is a form, and no money moves. */
export function isOpen(stage: PaymentStage): boolean {
  return stage.name === 'form_missing' || stage.name === 'free' || (stage.name === 'form' && stage.busy === null)
}

/** Money may be moving: the page must not be closed lightly. */
export function isMoving(stage: PaymentStage): boolean {
  return stage.name === 'moving' || (stage.name === 'form' && stage.busy !== null)
}
