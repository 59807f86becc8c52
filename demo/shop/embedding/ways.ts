import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a way's code is written for. */
export interface Example {
  /** Paylink's address. */
  host: string
  paymentId: string
  /** Of the subscription. */
  packageId: string
  /** The present version of `widget.js`, as the host tells it. */
  pinned: { src: string; integrity: string }
}

/** One way to put the checkout into a merchant's site, with the code that the page runs and shows. */
export interface Way {
  /** Its page is `/embed/SLUG`. */
  slug: string
  name: string
  /** When a merchant would choose it, in a sentence. */
  when: string
  /** What is paid in it. */
  sells: 'payment' | 'subscription'
  /** What a content security policy must allow from the host. */
  needs: readonly ('script-src' | 'frame-src')[]
  /** What stands in the page: shown and run as it is. */
  markup(example: Example): string
  /** For a way that is a program: its source, which is bundled, and shown beside the markup. */
  program?: { file: string; language: string; source: string }
}

const widget = ({ host, paymentId }: Example, attributes = '') =>
  `<script src="${host}/widget.js" data-payment-id="${paymentId}"${attributes}></script>`

/** The events of every way but the hand-written frame's bubble up to the document. */
const LISTENER = `<p id="news" role="status"></p>
<script>
  document.addEventListener('paylinq:payment:succeeded', ({ detail }) => {
    // For the buyer's eyes alone: fulfil the order when the webhook says so.
    document.getElementById('news').textContent = 'Thank you! Payment ' + detail.paymentId + ' is ' + detail.status + '.'
  })
  document.addEventListener('paylinq:error', ({ detail }) => {
    document.getElementById('news').textContent = 'The checkout did not open (' + detail.code + ').'
  })
</script>`

const program = (file: string, language: string) => ({
  file,
  language,
  source: readFileSync(join(import.meta.dirname, '../programs', file), 'utf8'),
})

/** The root that a program draws into, and what it is told. */
const programRoot = ({ host, paymentId, packageId }: Example) =>
  `<div id="root" data-host="${host}" data-payment-id="${paymentId}" data-package-id="${packageId}"></div>`

export const ways: readonly Way[] = [
  {
    slug: 'overlay',
    name: 'Script tag, over the page',
    when: 'One line, and the checkout opens over whatever the buyer was looking at.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: (example) => `${widget(example)}\n${LISTENER}`,
  },
  {
    slug: 'inline',
    name: 'Script tag, in place',
    when: 'The checkout stands in your own page, as high as what is in it.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: (example) => `${widget(example, ' data-mode="inline" data-theme="system"')}\n${LISTENER}`,
  },
  {
    slug: 'target',
    name: 'Script tag, into an element of yours',
    when: 'Your layout says where the checkout goes, and the script tag may stand anywhere.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: (example) =>
      `<div id="checkout"></div>\n${widget(example, ' data-target="#checkout" data-locale="en"')}\n${LISTENER}`,
  },
  {
    slug: 'container',
    name: 'A container',
    when: 'For pages whose markup comes and goes: a checkout for each container, as long as it is there.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: ({ host, paymentId }) =>
      `<div data-paylinq-payment="${paymentId}" data-theme="system"></div>
<script src="${host}/widget/payment.js" async></script>
${LISTENER}`,
  },
  {
    slug: 'link',
    name: 'A plain link',
    when: 'Opens over the page by a press, and leads to the hosted page where scripts do not run.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: ({ host, paymentId }) =>
      `<a class="button" href="${host}/pay/${paymentId}" data-paylinq-checkout>Pay for your coffee</a>
<script src="${host}/widget.js" async></script>
${LISTENER}`,
  },
  {
    slug: 'pinned',
    name: 'A script tag that pins its version',
    when: 'For a page that must know every byte it runs: a version that never changes, with its integrity.',
    sells: 'payment',
    needs: ['script-src', 'frame-src'],
    markup: ({ pinned, paymentId }) =>
      `<script
  src="${pinned.src}"
  integrity="${pinned.integrity}"
  crossorigin="anonymous"
  data-payment-id="${paymentId}"
  data-mode="inline"
></script>
${LISTENER}`,
  },
  {
    slug: 'iframe',
    name: 'An iframe of your own',
    when: 'No script of ours in your page: only a frame, and the messages that it posts.',
    sells: 'payment',
    needs: ['frame-src'],
    markup: ({ host, paymentId }) =>
      `<iframe
  id="checkout"
  title="Checkout"
  src="${host}/pay/${paymentId}?embed=1"
  width="100%"
  height="840"
  allow="payment *; publickey-credentials-get *; clipboard-write"
></iframe>
<p id="news" role="status"></p>
<script>
  const frame = document.getElementById('checkout')
  addEventListener('message', ({ origin, source, data }) => {
    // Both: the origin says who wrote the page, the source says which frame it is in.
    if (origin !== '${host}' || source !== frame.contentWindow) return
    if (data.type === 'paylinq:payment:succeeded') {
      document.getElementById('news').textContent = 'Thank you! Payment ' + data.payload.paymentId + ' is ' + data.payload.status + '.'
    }
  })
</script>`,
  },
  {
    slug: 'npm',
    name: 'The npm package',
    when: 'For a site with a build of its own: typed, loaded when it is wanted, nothing in the page before.',
    sells: 'payment',
    needs: ['frame-src'],
    markup: programRoot,
    program: program('npm.ts', 'TypeScript'),
  },
  {
    slug: 'react',
    name: 'React',
    when: 'A component that follows its props, with React 18 and 19, on the server and in strict mode.',
    sells: 'payment',
    needs: ['frame-src'],
    markup: programRoot,
    program: program('react.tsx', 'TSX'),
  },
  {
    slug: 'hosted',
    name: 'The hosted page',
    when: 'No code at all: lead the buyer there, who comes back to your success_url or cancel_url.',
    sells: 'payment',
    needs: [],
    markup: ({ host, paymentId }) => `<a class="button" href="${host}/pay/${paymentId}">Pay on the checkout’s page</a>`,
  },
  {
    slug: 'subscription',
    name: 'A subscription',
    when: 'One container for each package, wherever it stands and whenever it is added.',
    sells: 'subscription',
    needs: ['script-src', 'frame-src'],
    markup: ({ host, packageId }) =>
      `<div data-paylinkr-package="${packageId}" data-paylinkr-width="420" data-paylinkr-height="520"></div>
<script src="${host}/widget/subscription.js" async></script>
<p id="news" role="status"></p>
<script>
  document.addEventListener('paylinkr:subscription:active', ({ detail }) => {
    document.getElementById('news').textContent = 'Welcome! Subscription ' + detail.subscriptionId + ' is ' + detail.status + '.'
  })
</script>`,
  },
  {
    slug: 'subscription-iframe',
    name: 'A subscription in an iframe of your own',
    when: 'No script of ours: a frame, and the messages that it posts.',
    sells: 'subscription',
    needs: ['frame-src'],
    markup: ({ host, packageId }) =>
      `<iframe
  id="club"
  title="Subscription"
  src="${host}/embed/subscription/${packageId}"
  width="100%"
  height="720"
  allow="clipboard-write"
></iframe>
<p id="news" role="status"></p>
<script>
  const frame = document.getElementById('club')
  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== '${host}' || source !== frame.contentWindow) return
    if (data.type === 'paylinkr:subscription:active') {
      document.getElementById('news').textContent = 'Welcome! Subscription ' + data.payload.subscriptionId + ' is ' + data.payload.status + '.'
    }
  })
</script>`,
  },
  {
    slug: 'npm-subscription',
    name: 'A subscription with the npm package',
    when: 'Typed, and mounted where and when your program says.',
    sells: 'subscription',
    needs: ['frame-src'],
    markup: programRoot,
    program: program('npm-subscription.ts', 'TypeScript'),
  },
  {
    slug: 'react-subscription',
    name: 'A subscription in React',
    when: 'The same container as a component.',
    sells: 'subscription',
    needs: ['frame-src'],
    markup: programRoot,
    program: program('react-subscription.tsx', 'TSX'),
  },
]

export const findWay = (slug: string): Way | undefined => ways.find((way) => way.slug === slug)
