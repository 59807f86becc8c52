import type { ReadonlySignal } from '@preact/signals'
import { Notice } from '../../ui/notice.tsx'
import { InvoicePage } from './invoice/invoice-page.tsx'
import { PageProvider } from './page-context.ts'
import type { PayModel } from './pay-model.ts'
import { PaymentPage } from './payment/payment-page.tsx'

/** The whole pay page: rendered on the server, hydrated in the browser. */
export function PayPage({ model }: { model: PayModel }) {
  const { texts } = model.page
  return (
    <PageProvider value={model.page}>
      <main class="page" data-kind={model.kind} aria-label={texts.widget.title}>
        <Offline offline={model.offline} words={texts.common.offline} />
        {model.kind === 'payment' ? <PaymentPage model={model} /> : <InvoicePage model={model} />}
        <TestModeNote model={model} />
      </main>
    </PageProvider>
  )
}

function Offline({ offline, words }: { offline: ReadonlySignal<boolean>; words: string }) {
  return (
    <div class="offline" role="status">
      {offline.value && <Notice tone="warning">{words}</Notice>}
    </div>
  )
}

function TestModeNote({ model }: { model: PayModel }) {
  if (!model.view.value.testMode) return null
  return <p class="test-note">{model.page.texts.common.testModeMeaning}</p>
}
