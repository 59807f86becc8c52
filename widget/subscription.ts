import { watchContainers } from './containers.ts'
import { openSubscriptionFrame } from './subscription-frame.ts'
import { whenNear } from './when-near.ts'

/** In milliseconds, how long a page may take to answer. */
const ANSWERS_WITHIN = 8_000

/**
 * `/widget/subscription.js`: puts a package's page into each container, also into those that are added later.
 *
 *     <script src="https://pay.example/widget/subscription.js" async></script>
 *     <div data-paylinkr-package="subpkg_…" data-paylinkr-width="420" data-paylinkr-height="520"></div>
 *
 * It is a classic script and whole: what it needs of the protocol is built into it, and nothing is loaded after it. On
 * its container it dispatches `SubscriptionWidgetEvents`, which bubble.
 */
watchContainers({
  folder: /http.*\/(?=widget\/subscription\.js)/,
  attribute: 'data-paylinkr-package',
  mounted: Symbol.for('paylinkr:mounted'),
  open(container, packageId, base) {
    let close: (() => void) | undefined
    const callOff = whenNear(container, () => {
      close = openSubscriptionFrame(container, packageId, base, ANSWERS_WITHIN)
    })
    return () => {
      callOff()
      close?.()
    }
  },
})
