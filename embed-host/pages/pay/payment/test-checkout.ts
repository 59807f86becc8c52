import { signal } from '@preact/signals'
import { expect, vi } from 'vitest'
import type {
  DeclineReason,
  PaymentMethod,
  PaymentStatus,
  PaymentView,
  PreparedAttempt,
} from '../../../../server/checkout/views.ts'
import { fail, succeed } from '../answer.ts'
import type { ApiFailure, CheckoutApi } from '../checkout-api.ts'
import { paymentView } from '../example-views.ts'
import type { PaymentForm } from './card-form.ts'
import type { Away } from './elsewhere.ts'
import { createPaySession } from './pay-session.ts'
import type { TrailStep } from './trail.ts'

/** A server with one payment, a provider whose answers the test gives, and the session between them. */
export function checkout() {
  const server: Partial<PaymentView> & { status: PaymentStatus } = { status: 'pending', decline: null }
  const shown = signal(paymentView())
  const show = () => {
    shown.value = paymentView(server)
  }
  const failures: { prepare: ApiFailure[]; start: ApiFailure[]; submitted: ApiFailure[] } = {
    prepare: [],
    start: [],
    submitted: [],
  }
  const calls: string[] = []
  const account = { publishableKey: 'pk_test_1' }
  let attempts = 0
  const prepared = (method: PaymentMethod): PreparedAttempt => ({
    attemptId: `att_${++attempts}`,
    form:
      method === 'card'
        ? { kind: 'stripe', ...account, scriptUrl: null, amount: server.amount ?? 2500, currency: 'eur' }
        : { kind: 'redirect', provider: 'mollie' },
  })
  const answer = <Value>(call: string, failure: ApiFailure | undefined, value: () => Value) => {
    calls.push(failure ? `${call}: ${failure}` : call)
    return failure ? fail(failure) : succeed(value())
  }
  const api = {
    prepareAttempt: async (_: string, method: PaymentMethod) =>
      answer(`prepare ${method}`, failures.prepare.shift(), () => prepared(method)),
    startAttempt: async (_: string, attemptId: string) =>
      answer(`start ${attemptId}`, failures.start.shift(), () => {
        server.status = 'processing'
        return { handover: `secret of ${attemptId}`, returnUrl: 'https://host.example/back' }
      }),
    attemptSubmitted: async (_: string, attemptId: string) =>
      answer(`submitted ${attemptId}`, failures.submitted.shift(), () => null),
  } as Partial<CheckoutApi> as CheckoutApi

  const provider = { complete: true, confirm: Promise.withResolvers<DeclineReason | null>() }
  const openForm = vi.fn(
    async (config): Promise<PaymentForm> => ({
      config,
      validate: async () => provider.complete,
      confirm: ({ handover }) => {
        calls.push(`confirm with ${handover}`)
        provider.confirm = Promise.withResolvers()
        return provider.confirm.promise
      },
      destroy: () => calls.push('destroy'),
      ...(config.kind === 'redirect' && {
        press: () => calls.push('press'),
        release: () => calls.push('release'),
        elsewhere: { away, show() {}, giveUp() {} },
      }),
    }),
  )
  const away = signal<Away | null>(null)
  const hold = signal(false)
  const steps: TrailStep[] = []
  const trail = { leave: (step: TrailStep) => steps.push(step), pickUp: () => steps.pop() ?? null }
  const refresh = vi.fn(async () => {
    show()
    return true
  })
  const session = createPaySession({ payment: shown, refresh, hold, api, openForm, trail, wait: async () => {} })
  const host = {} as HTMLElement
  const decline = (reason: DeclineReason) => {
    server.status = 'pending'
    server.decline = reason
  }
  return {
    server,
    show,
    decline,
    failures,
    calls,
    provider,
    account,
    openForm,
    refresh,
    session,
    host,
    hold,
    away,
    steps,
  }
}

export const ready = { name: 'ready', problem: null }

export async function readyCheckout() {
  const all = checkout()
  const unmount = all.session.mount(all.host)
  await vi.waitFor(() => expect(all.session.phase.value).toEqual(ready))
  all.calls.length = 0
  return { ...all, unmount }
}
