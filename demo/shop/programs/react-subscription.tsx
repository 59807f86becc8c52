/** @jsxImportSource react */
import { PaylinkrSubscription } from 'paylink-checkout/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

function Club({ host, packageId }: { host: string; packageId: string }) {
  const [news, setNews] = useState('')

  return (
    <>
      <p role="status">{news}</p>
      <PaylinkrSubscription
        host={host}
        packageId={packageId}
        width={420}
        height={520}
        onCreated={() => setNews('Almost there: pay the first invoice.')}
        onActive={({ subscriptionId }) => setNews(`Welcome! Subscription ${subscriptionId} is active.`)}
      />
    </>
  )
}

const root = document.getElementById('root')!
const { host, packageId } = root.dataset as { host: string; packageId: string }
createRoot(root).render(
  <StrictMode>
    <Club host={host} packageId={packageId} />
  </StrictMode>,
)
