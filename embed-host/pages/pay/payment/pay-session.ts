import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type {
  DeclineReason,
  PaymentMethod,
  PaymentView,
  PreparedAttempt,
  StartedAttempt,
} from '../../../../server/checkout/views.ts'
import type { ApiAnswer, ApiFailure, CheckoutApi } from '../checkout-api.ts'
import { untilAnswered } from '../until-answered.ts'
import { isSameForm, type OpenForm, type PaymentForm, takesOver } from './card-form.ts'
import { createOrders } from './orders.ts'
import type { PayPhase } from './payment-stage.ts'
import type { Trail } from './trail.ts'

/**
 * Paying in this browser, by whatever method. One form serves any number of tries, one attempt each:
 *
 *   prepare an attempt -> show its provider's form -> the payer presses -> start the attempt -> the provider confirms
 *
 * What became of a try only the server's view tells. Back at `pending` or `failed` the try is over, the next attempt
 * is prepared and the payer may press again.
 */
export interface PaySession {
  /** The chosen one, at first the view's first; null when there is none. */
  method: ReadonlySignal<PaymentMethod | null>
  phase: ReadonlySignal<PayPhase>
  /** The form on show. */
  form: ReadonlySignal<PaymentForm | null>
  /** Why the provider's script said that the last try failed, until the server tells. */
  browserDecline: ReadonlySignal<DeclineReason | null>
  /** The last try was given up at a provider's own page. */
  turnedBack: ReadonlySignal<boolean>
  /** Ignored while money moves. */
  choose(method: PaymentMethod): void
  /** The payer came back to a page that was loaded anew. @param method null when this tab does not know it. */
  comeBack(method: PaymentMethod | null): void
  /** Opens the form in `host`, until the returned function is called. */
  mount(host: HTMLElement): () => void
  pay(): Promise<void>
  /** Looks for a provider and its form once more. */
  retry(): Promise<void>
}

interface PaySessionNeeds {
  payment: ReadonlySignal<PaymentView>
  /** Reads the view now; true when what is on show is at least as new as the call. */
  refresh(): Promise<boolean>
  /** True while the amount is about to change: nothing is paid meanwhile. */
  hold: ReadonlySignal<boolean>
  api: CheckoutApi
  openForm: OpenForm
  trail: Trail
  /** Waits that many milliseconds before a call is made. */
  wait(ms: number): Promise<void>
}

/** Who goes through the methods by the arrow keys has the one prepared on which they stay. */
const SETTLE = 250

export function createPaySession({ payment, refresh, hold, api, openForm, trail, wait }: PaySessionNeeds): PaySession {
  const phase = signal<PayPhase>({ name: 'idle' })
  const form = signal<PaymentForm | null>(null)
  const browserDecline = signal<DeclineReason | null>(null)
  const turnedBack = signal(false)
  const orders = createOrders(payment, api)
  /** True once the view on show is newer than the start of the running try: before, it may still say `pending`. */
  const tryIsShown = signal(false)
  let host: HTMLElement | null = null
  /** True once the provider has what it needs for the running try. */
  let started = false
  /** Counts forms and tries: an answer to an earlier one changes nothing. */
  let turn = 0

  async function open(settle = 0): Promise<void> {
    const mine = ++turn
    phase.value = { name: 'loading' }
    if (settle > 0) await wait(settle)
    if (mine !== turn) return
    const answer = await orders.prepare()
    if (mine !== turn) return
    if (answer.ok) await show(answer.value)
    else await refused(answer.failure)
  }

  async function show(attempt: PreparedAttempt): Promise<void> {
    if (!host) return
    const mine = turn
    try {
      if (!form.peek() || !takesOver(form.peek()!, attempt.form)) {
        phase.value = { name: 'loading' }
        drop()
        const opened = await openForm(attempt.form, host)
        if (mine !== turn) return opened.destroy()
        form.value = opened
      }
      phase.value = { name: 'ready', problem: null }
    } catch {
      if (mine === turn) phase.value = { name: 'script_failed' }
    }
  }

  function drop(): void {
    form.peek()?.destroy()
    form.value = null
  }

  /** No attempt could be prepared. In a wrong state the view, read again, says more than we could. */
  async function refused(failure: ApiFailure): Promise<void> {
    const mine = turn
    if (failure === 'wrong_state') await refresh()
    if (mine === turn) phase.value = { name: failure === 'rate_limited' ? 'too_many' : 'unavailable' }
  }

  async function pay(): Promise<void> {
    const shown = form.peek()
    if (phase.peek().name !== 'ready' || !shown || hold.peek()) return
    const mine = ++turn
    phase.value = { name: 'paying' }
    browserDecline.value = null
    turnedBack.value = false
    tryIsShown.value = false
    started = false
    shown.press?.()
    await start(mine, shown)
    if (!started) shown.release?.()
  }

  async function start(mine: number, shown: PaymentForm): Promise<void> {
    if (!(await shown.validate().catch(() => false))) {
      if (mine === turn) phase.value = { name: 'ready', problem: 'incomplete' }
      return
    }
    const attempt = await orders.latest()
    if (mine !== turn || !attempt) return
    if (!attempt.ok) return refused(attempt.failure)
    if (!isSameForm(shown.config, attempt.value.form)) return show(attempt.value)

    const { attemptId } = attempt.value
    const start = await repeated(mine, () => api.startAttempt(payment.peek().id, attemptId))
    if (mine !== turn) return
    await (start.ok ? finish(mine, attemptId, shown, start.value) : notStarted(mine, start.failure))
  }

  async function finish(mine: number, attemptId: string, shown: PaymentForm, start: StartedAttempt): Promise<void> {
    started = true
    // Not awaited: the provider's script may lose its answer, and the view alone ends the try.
    void shown
      .confirm(start)
      .catch(() => null)
      .then(async (reason) => {
        if (mine !== turn) return
        shown.release?.()
        trail.pickUp()
        browserDecline.value = reason
        await repeated(mine, () => api.attemptSubmitted(payment.peek().id, attemptId))
        if (mine === turn && (await refresh()) && mine === turn) tryIsShown.value = true
      })
    const away = shown.elsewhere?.away.peek()
    const method = orders.method.peek() ?? 'card'
    if (away?.at === 'leaving') trail.leave({ attemptId, method, address: away.address })
    if ((await refresh()) && mine === turn) tryIsShown.value = true
  }

  async function notStarted(mine: number, failure: ApiFailure): Promise<void> {
    if (failure === 'no_provider') return refused(failure)
    const priceChanged = failure === 'coupon_used_up'
    if (failure === 'wrong_state' || priceChanged) {
      await refresh()
      if (mine !== turn) return
      prepareNext()
    }
    phase.value = { name: 'ready', problem: priceChanged ? 'price_changed' : 'not_started' }
  }

  const repeated = <Value>(mine: number, call: () => ApiAnswer<Value>) =>
    untilAnswered(call, { wait, goesOn: () => mine === turn })

  /** Prepares behind the form on show, which goes on with the new attempt or is changed for another. */
  function prepareNext(): void {
    const mine = turn
    void orders.prepare().then((answer) => {
      const shown = form.peek()
      if (mine !== turn || phase.peek().name !== 'ready') return
      if (!answer.ok) void refused(answer.failure)
      else if (!shown || !takesOver(shown, answer.value.form)) void show(answer.value)
    })
  }

  function watchTry(): () => void {
    return effect(() => {
      const { status, decline } = payment.value
      if (phase.value.name !== 'paying') return
      const isOpen = status === 'pending' || status === 'failed'
      if (!isOpen && started) tryIsShown.value = true
      if (!isOpen || !tryIsShown.value) return
      turn++
      tryIsShown.value = false
      form.peek()?.release?.()
      turnedBack.value = form.peek()?.elsewhere !== undefined && status === 'pending' && decline === null
      phase.value = { name: 'ready', problem: null }
      prepareNext()
    })
  }

  /** When the payer or a coupon changes what an attempt is for, there has to be another. */
  function watchOrder(): () => void {
    return effect(() => {
      const { name } = phase.value
      const why = name === 'idle' || name === 'paying' ? null : orders.outdated()
      if (why === 'method') drop()
      if (name === 'ready' && why === 'amount') prepareNext()
      else if (why) void open(why === 'method' ? SETTLE : 0)
    })
  }

  return {
    method: orders.method,
    phase,
    form,
    browserDecline,
    turnedBack,
    pay,
    retry: () => open(),
    choose(chosen) {
      if (phase.peek().name === 'paying' || chosen === orders.method.peek()) return
      turnedBack.value = false
      browserDecline.value = null
      orders.choose(chosen)
    },
    comeBack(from) {
      turnedBack.value = true
      if (from) orders.choose(from)
    },
    mount(element) {
      host = element
      const stopTry = watchTry()
      void open()
      const stopOrder = watchOrder()
      return () => {
        stopTry()
        stopOrder()
        turn++
        drop()
        host = null
        phase.value = { name: 'idle' }
      }
    },
  }
}
