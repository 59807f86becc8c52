import { words } from './words.ts'

interface GuideProps {
  /** How payers and merchants reach this host. */
  host: string
}

/** What a merchant needs to know before the first request. */
export function Guide({ host }: GuideProps) {
  return (
    <section aria-labelledby="guide" class="guide">
      <h2 id="guide">{words.guide}</h2>
      <h3 id="guide-authentication">{words.authentication}</h3>
      <p>{words.authenticationText}</p>
      <Code>{`curl '${host}/v1/payments' -H "X-API-Key: $KEY"
curl '${host}/api/v1/invoices' -H "Authorization: Bearer $KEY"`}</Code>
      <h3 id="guide-idempotency">{words.idempotency}</h3>
      <p>{words.idempotencyText}</p>
      <h3 id="guide-webhooks">{words.webhooks}</h3>
      <p>{words.webhooksText}</p>
      <Code>{SIGNATURE_CHECK}</Code>
      <p>{words.webhooksReplay}</p>
      <h3 id="guide-embed">{words.embed}</h3>
      <p>{words.embedPayment}</p>
      <Code>{`<script src="${host}/widget.js" data-payment-id="PAYMENT_ID"></script>`}</Code>
      <p>{words.embedInPlace}</p>
      <Code>{`<script src="${host}/widget.js" data-payment-id="PAYMENT_ID" data-mode="inline"></script>
<script src="${host}/widget.js" data-payment-id="PAYMENT_ID" data-target="#checkout" data-theme="dark" data-locale="de"></script>`}</Code>
      <p>{words.embedContainer}</p>
      <Code>{`<script src="${host}/widget/payment.js" async></script>
<div data-paylinq-payment="PAYMENT_ID" data-theme="system" data-locale="de"></div>`}</Code>
      <p>{words.embedLink}</p>
      <Code>{`<script src="${host}/widget.js" async></script>
<a href="${host}/pay/PAYMENT_ID" data-paylinq-checkout>Pay</a>`}</Code>
      <p>{words.embedPackageManager}</p>
      <Code>{`import { openCheckout } from 'paylink-checkout'

const checkout = openCheckout({ host: '${host}', paymentId })
checkout.addEventListener('paylinq:payment:succeeded', ({ detail }) => thank(detail.paymentId))`}</Code>
      <p>{words.embedReact}</p>
      <Code>{`import { PaylinqCheckout } from 'paylink-checkout/react'

<PaylinqCheckout host="${host}" paymentId={paymentId} onSuccess={thank} onFailure={explain} />`}</Code>
      <p>{words.embedPackage}</p>
      <Code>{`<script src="${host}/widget/subscription.js" async></script>
<div data-paylinkr-package="PACKAGE_ID" data-paylinkr-width="420" data-paylinkr-height="520"></div>`}</Code>
      <p>{words.embedFrame}</p>
      <Code>{`<iframe src="${host}/pay/PAYMENT_ID?embed=1" title="Checkout"
  allow="payment *; publickey-credentials-get *; clipboard-write"></iframe>
<script>
  addEventListener('message', (event) => {
    if (event.origin !== '${host}' || event.source !== document.querySelector('iframe').contentWindow) return
    if (event.data.type === 'paylinq:payment:succeeded') location.href = '/thanks'
  })
</script>`}</Code>
      <p>{words.embedSandbox}</p>
      <Code>{`sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox
  allow-top-navigation-by-user-activation allow-modals"`}</Code>
      <p>{words.embedBack}</p>
      <p>{words.embedPinned}</p>
      <Code>{`curl '${host}/widget/versions.json'`}</Code>
      <Code>{`<script src="${host}/pinned/VERSION/widget.js" integrity="INTEGRITY" crossorigin="anonymous"
  data-payment-id="PAYMENT_ID"></script>`}</Code>
      <p>{words.embedOrigins}</p>
      <Code>{`script-src ${host};
frame-src ${host};`}</Code>
    </section>
  )
}

export function Code({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <pre tabIndex={0}>
      <code>{children}</code>
    </pre>
  )
}

const SIGNATURE_CHECK = `import { createHmac, timingSafeEqual } from 'node:crypto'

// body is the request's raw text, as it arrived; signature is X-Paylinq-Signature or X-PayLinkr-Signature.
function isGenuine(body, signature, secret) {
  const expected = createHmac('sha256', secret).update(body).digest()
  const given = Buffer.from(signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}`
