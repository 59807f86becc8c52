import { watchContainers } from './containers.ts'
import { type Opener, openCheckout, opened } from './open-checkout.ts'

/**
 * `/widget/payment.js`: puts a checkout into each container, also into those that are added later, and takes it away with
 * its container: for pages whose markup comes and goes.
 *
 *     <script src="https://pay.example/widget/payment.js" async></script>
 *     <div data-paylinq-payment="PAYMENT_ID" data-theme="system" data-locale="de"></div>
 *
 * On its container it dispatches `WidgetEvents`, which bubble. Where scripts of two hosts are in a page, the first to run
 * takes all containers.
 */
watchContainers({
  folder: /http.*\/(?=widget\/payment\.js)/,
  attribute: 'data-paylinq-payment',
  mounted: Symbol.for('paylinq:mounted'),
  open(container: Opener, paymentId, base) {
    openCheckout(container, base, paymentId, container)
    return () => container[opened]!.remove()
  },
})
