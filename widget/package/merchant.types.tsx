/** @jsxImportSource react */
import {
  type Checkout,
  type CheckoutError,
  mountCheckout,
  mountSubscription,
  openCheckout,
  type SubscriptionEmbed,
} from './index.ts'
import { PaylinkrSubscription, PaylinqCheckout } from './react.tsx'
import { getRedirectResult, type RedirectResult } from './redirect.ts'

/** What merchants write. It is never run: tsc checks it here, and against the published types in `package.test.ts`. */

const host = 'https://pay.example'

export function overThePage(paymentId: string): Checkout {
  const checkout = openCheckout({ host, paymentId, theme: 'dark', locale: 'de' })
  checkout.addEventListener('paylinq:payment:succeeded', (event) => {
    const { paymentId, status }: { paymentId: string; status: string } = event.detail
    location.href = `/thank-you?payment=${paymentId}&status=${status}`
  })
  const onClose = (event: CustomEvent<{ paymentId: string }>) => event.preventDefault()
  checkout.addEventListener('paylinq:close', onClose, { once: true })
  checkout.removeEventListener('paylinq:close', onClose)
  checkout.addEventListener('paylinq:ready', ({ detail }) => detail.paymentId.trim())
  checkout.addEventListener('paylinq:error', ({ detail: { code, paymentId } }) => {
    // @ts-expect-error There is no such code.
    if (code === 'broken') paymentId.trim()
    if (code === 'timeout') paymentId.trim()
  })
  // @ts-expect-error There is no such event.
  checkout.addEventListener('paylinq:paid', () => {})
  // @ts-expect-error A bank's question has no status.
  checkout.addEventListener('paylinq:payment:requires_action', ({ detail }) => detail.status)
  checkout.ready.catch(({ code }: CheckoutError) => code === 'closed')
  checkout.update({ theme: 'light' })
  // @ts-expect-error It cannot change while it is open.
  checkout.update({ locale: 'fr' })
  // @ts-expect-error It is told by `ready` alone.
  checkout.ready = Promise.resolve()
  return checkout
}

export function inThePage(target: Element): (Checkout | SubscriptionEmbed)[] {
  // @ts-expect-error The host is missing.
  openCheckout({ paymentId: 'p' })
  // @ts-expect-error The payment is missing.
  mountCheckout(target, { host })
  // @ts-expect-error There is no such theme.
  mountCheckout(target, { host, paymentId: 'p', theme: 'auto' })
  // @ts-expect-error There is no such option.
  mountCheckout(target, { host, paymentId: 'p', colour: 'red' })
  // @ts-expect-error A selector is no element.
  mountCheckout('#checkout', { host, paymentId: 'p' })
  // @ts-expect-error Sizes are numbers.
  mountSubscription(target, { host, packageId: 'subpkg_1', width: '420px' })

  const subscription = mountSubscription(target, { host, packageId: 'subpkg_1', width: 420, height: 600 })
  subscription.addEventListener('paylinkr:subscription:created', ({ detail }) => detail.subscriptionId.trim())
  // @ts-expect-error That is a checkout's.
  subscription.addEventListener('paylinq:ready', () => {})
  return [subscription, mountCheckout(target, { host, paymentId: 'p', theme: undefined })]
}

export function Components({ setError }: { setError(text: string): void }) {
  return (
    <>
      <PaylinqCheckout
        host={host}
        paymentId="p"
        onSuccess={(data) => setError(data.paymentId + data.status)}
        onFailure={() => setError('Payment failed. Please try again.')}
      />
      <PaylinqCheckout
        host={host}
        paymentId="p"
        mode="overlay"
        theme="system"
        locale="de"
        onReady={({ paymentId }) => setError(paymentId)}
        onRequiresAction={({ paymentId }) => setError(paymentId)}
        onClose={(_, event) => event.preventDefault()}
        onError={({ code }) => setError(code)}
        className="till"
        style={{ maxWidth: 480 }}
      />
      <PaylinkrSubscription host={host} packageId="subpkg_1" height={600} onActive={({ status }) => setError(status)} />
      {/* @ts-expect-error The host is missing. */}
      <PaylinqCheckout paymentId="p" />
      {/* @ts-expect-error There is no such mode. */}
      <PaylinqCheckout host={host} paymentId="p" mode="popup" />
      {/* @ts-expect-error There is no such callback. */}
      <PaylinqCheckout host={host} paymentId="p" onPaid={() => {}} />
    </>
  )
}

export function comingBack(): string {
  const result: RedirectResult | null = getRedirectResult()
  // @ts-expect-error There may be none.
  result.status.trim()
  return result ? `${result.paymentId} is ${result.status}` : 'nobody came back'
}
