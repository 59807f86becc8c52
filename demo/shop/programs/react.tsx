/** @jsxImportSource react */
import { PaylinqCheckout } from 'paylink-checkout/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

function Order({ host, paymentId }: { host: string; paymentId: string }) {
  const [paid, setPaid] = useState('')
  const [over, setOver] = useState(false)

  return (
    <>
      <p role="status">{paid && `Thank you! Payment ${paid} went through.`}</p>
      <button type="button" onClick={() => setOver(true)}>
        Open over the page
      </button>
      <PaylinqCheckout
        key={over ? 'overlay' : 'inline'}
        host={host}
        paymentId={paymentId}
        mode={over ? 'overlay' : 'inline'}
        theme="system"
        onSuccess={(payment) => setPaid(payment.paymentId)}
        onClose={() => setOver(false)}
      />
    </>
  )
}

const root = document.getElementById('root')!
const { host, paymentId } = root.dataset as { host: string; paymentId: string }
createRoot(root).render(
  <StrictMode>
    <Order host={host} paymentId={paymentId} />
  </StrictMode>,
)
