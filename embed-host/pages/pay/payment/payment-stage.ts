import type { DeclineReason, PaymentView } from '../../../../server/checkout/views.ts'
import { toMillis } from '../../../../server/clock.ts'

/** Where this browser is with the card form. How the payment itself stands only the server's view says. */
export type CardPhase =
  /** No form has been asked for. */
  | { name: 'idle' }
  /** A provider is being chosen and its form fetched. */
  | { name: 'loading' }
  | { name: 'ready'; problem: 'incomplete' | 'not_started' | null }
  /** The payer pressed the button. */
  | { name: 'paying' }
  | { name: 'unavailable' }
  | { name: 'script_failed' }

export type PaymentAlert = DeclineReason | 'incomplete' | 'not_started' | 'failed'
export type Busy = 'processing' | 'waiting_for_bank'

/** What the page shows. */
export type PaymentStage =
  | { name: 'form'; loading: boolean; busy: Busy | null; alert: PaymentAlert | null }
  | { name: 'form_missing'; why: 'unavailable' | 'script_failed' }
  | { name: 'no_method' }
  /** Money moves, but not through a form on this page: it was reloaded, or another tab pays. */
  | { name: 'moving'; busy: Busy }
  | { name: 'receipt'; of: 'succeeded' | 'refunded' | 'partially_refunded' }
  | { name: 'closed'; why: 'cancelled' | 'expired' }

interface Situation {
  view: PaymentView
  phase: CardPhase
  /** Why the provider's script said that the last try in this browser failed, until the server tells. */
  browserDecline: DeclineReason | null
  /** The server's time in milliseconds. */
  now: number
}

export function paymentStage(situation: Situation): PaymentStage {
  const { view, phase, now } = situation
  switch (view.status) {
    case 'succeeded':
    case 'refunded':
    case 'partially_refunded':
      return { name: 'receipt', of: view.status }
    case 'cancelled':
      return { name: 'closed', why: isOver(view, now) ? 'expired' : 'cancelled' }
    case 'processing':
    case 'requires_action': {
      const busy = view.status === 'processing' ? 'processing' : 'waiting_for_bank'
      const hasForm = phase.name === 'ready' || phase.name === 'paying'
      return hasForm ? { name: 'form', loading: false, busy, alert: null } : { name: 'moving', busy }
    }
    case 'pending':
    case 'failed':
      return isOver(view, now) && phase.name !== 'paying' ? { name: 'closed', why: 'expired' } : openStage(situation)
  }
}

function openStage({ view, phase, browserDecline }: Situation): PaymentStage {
  if (!view.methods.includes('card')) return { name: 'no_method' }
  const ending = view.decline ?? browserDecline ?? (view.status === 'failed' ? 'failed' : null)
  switch (phase.name) {
    case 'idle':
    case 'loading':
      return { name: 'form', loading: true, busy: null, alert: ending }
    case 'ready':
      return { name: 'form', loading: false, busy: null, alert: phase.problem ?? ending }
    case 'paying':
      return { name: 'form', loading: false, busy: 'processing', alert: null }
    case 'unavailable':
    case 'script_failed':
      return { name: 'form_missing', why: phase.name }
  }
}

function isOver(view: PaymentView, now: number): boolean {
  return view.expiresAt !== null && now >= toMillis(view.expiresAt)
}

/** A decline of the card, as opposed to something that the payer or we have to put right. */
export function isDecline(alert: PaymentAlert): alert is DeclineReason {
  return alert !== 'incomplete' && alert !== 'not_started' && alert !== 'failed'
}

/** Money may be moving: the page must not be closed lightly. */
export function isMoving(stage: PaymentStage): boolean {
  return stage.name === 'moving' || (stage.name === 'form' && stage.busy !== null)
}
