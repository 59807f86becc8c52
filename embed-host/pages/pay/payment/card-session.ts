import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { DeclineReason, PaymentView, PreparedAttempt, StartedAttempt } from '../../../../server/checkout/views.ts'
import type { Answer } from '../answer.ts'
import type { ApiAnswer, ApiFailure, CheckoutApi } from '../checkout-api.ts'
import { type CardForm, isSameForm, type OpenCardForm } from './card-form.ts'
import type { CardPhase } from './payment-stage.ts'

/**
 * Paying by card in this browser. One form serves any number of tries, one attempt each:
 *
 *   prepare an attempt -> show its provider's form -> the payer presses -> start the attempt -> the provider confirms
 *
 * What became of a try only the server's view tells. Back at `pending` or `failed` the try is over, the next attempt
 * is prepared and the payer may press again.
 */
export interface CardSession {
  phase: ReadonlySignal<CardPhase>
  /** Why the provider's script said that the last try failed, until the server tells. */
  browserDecline: ReadonlySignal<DeclineReason | null>
  /** Opens the form in `host`, until the returned function is called. */
  mount(host: HTMLElement): () => void
  pay(): Promise<void>
  /** Looks for a provider and its form once more. */
  retry(): Promise<void>
}

interface CardSessionNeeds {
  payment: ReadonlySignal<PaymentView>
  /** Reads the view now; true when what is on show is at least as new as the call. */
  refresh(): Promise<boolean>
  api: CheckoutApi
  openForm: OpenCardForm
  /** Waits that many milliseconds before a call is repeated. */
  wait(ms: number): Promise<void>
}

const REPEAT_FIRST = 1_000
const REPEAT_SLOWEST = 8_000

export function createCardSession({ payment, refresh, api, openForm, wait }: CardSessionNeeds): CardSession {
  const phase = signal<CardPhase>({ name: 'idle' })
  const browserDecline = signal<DeclineReason | null>(null)
  /** True once the view on show is newer than the start of the running try: before, it may still say `pending`. */
  const tryIsShown = signal(false)
  let host: HTMLElement | null = null
  let form: CardForm | null = null
  let prepared: ApiAnswer<PreparedAttempt> | null = null
  /** True once the provider has the card of the running try. */
  let started = false
  /** Counts forms and tries, so that an answer to an earlier one changes nothing. */
  let turn = 0

  async function open(): Promise<void> {
    const mine = ++turn
    phase.value = { name: 'loading' }
    prepared = api.prepareAttempt(payment.peek().id, 'card')
    const answer = await prepared
    if (mine !== turn) return
    if (answer.ok) await openFormOf(answer.value)
    else await refused(answer.failure)
  }

  async function openFormOf(attempt: PreparedAttempt): Promise<void> {
    if (!host) return
    const mine = turn
    phase.value = { name: 'loading' }
    form?.destroy()
    form = null
    try {
      const opened = await openForm(attempt.form, host)
      if (mine !== turn) return opened.destroy()
      form = opened
      phase.value = { name: 'ready', problem: null }
    } catch {
      if (mine === turn) phase.value = { name: 'script_failed' }
    }
  }

  /** No attempt could be prepared. In a wrong state the view, read again, says more than we could. */
  async function refused(failure: ApiFailure): Promise<void> {
    const mine = turn
    if (failure === 'wrong_state') await refresh()
    if (mine === turn) phase.value = { name: 'unavailable' }
  }

  async function pay(): Promise<void> {
    if (phase.peek().name !== 'ready' || !form || !prepared) return
    const mine = ++turn
    phase.value = { name: 'paying' }
    browserDecline.value = null
    tryIsShown.value = false
    started = false
    if (!(await form.validate().catch(() => false))) {
      if (mine === turn) phase.value = { name: 'ready', problem: 'incomplete' }
      return
    }
    const attempt = await prepared
    if (mine !== turn) return
    if (!attempt.ok) return refused(attempt.failure)
    if (!isSameForm(form.config, attempt.value.form)) return openFormOf(attempt.value)

    const { attemptId } = attempt.value
    const start = await untilAnswered(mine, () => api.startAttempt(payment.peek().id, attemptId))
    if (mine !== turn) return
    if (start.ok) await finish(mine, attemptId, form, start.value)
    else await notStarted(mine, start.failure)
  }

  async function finish(mine: number, attemptId: string, form: CardForm, start: StartedAttempt): Promise<void> {
    started = true
    // Not awaited: the provider's script may lose its answer, and the view alone ends the try.
    void form
      .confirm(start)
      .catch(() => null)
      .then(async (reason) => {
        if (mine !== turn) return
        browserDecline.value = reason
        await untilAnswered(mine, () => api.attemptSubmitted(payment.peek().id, attemptId))
        if (mine === turn && (await refresh()) && mine === turn) tryIsShown.value = true
      })
    if ((await refresh()) && mine === turn) tryIsShown.value = true
  }

  async function notStarted(mine: number, failure: ApiFailure): Promise<void> {
    if (failure === 'no_provider') {
      phase.value = { name: 'unavailable' }
      return
    }
    if (failure === 'wrong_state') {
      prepareNext()
      await refresh()
      if (mine !== turn) return
    }
    phase.value = { name: 'ready', problem: 'not_started' }
  }

  /** Repeats a call whose answer was lost. Attempts are started and read again under their own id, never twice. */
  async function untilAnswered<Value>(mine: number, call: () => ApiAnswer<Value>): Promise<Answer<Value, ApiFailure>> {
    let pause = REPEAT_FIRST
    for (;;) {
      const answer = await call()
      if (answer.ok || answer.failure !== 'unreachable' || mine !== turn) return answer
      await wait(pause)
      pause = Math.min(pause * 2, REPEAT_SLOWEST)
    }
  }

  function prepareNext(): void {
    const mine = turn
    const next = api.prepareAttempt(payment.peek().id, 'card')
    prepared = next
    void next.then((answer) => {
      if (!answer.ok && mine === turn && phase.peek().name === 'ready') void refused(answer.failure)
    })
  }

  function watchTry(): () => void {
    return effect(() => {
      const { status } = payment.value
      if (phase.value.name !== 'paying') return
      const isOpen = status === 'pending' || status === 'failed'
      if (!isOpen && started) tryIsShown.value = true
      if (!isOpen || !tryIsShown.value) return
      turn++
      tryIsShown.value = false
      phase.value = { name: 'ready', problem: null }
      prepareNext()
    })
  }

  return {
    phase,
    browserDecline,
    pay,
    retry: open,
    mount(element) {
      host = element
      const stopWatching = watchTry()
      void open()
      return () => {
        stopWatching()
        turn++
        form?.destroy()
        form = null
        host = null
        phase.value = { name: 'idle' }
      }
    },
  }
}
