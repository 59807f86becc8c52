import type { ReadonlySignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { Notice } from '../../ui/notice.tsx'
import type { LiveModel } from './live-model.ts'
import { PageProvider } from './page-context.ts'

/** What the page shows: a payment or an invoice. */
export type ShownModel = LiveModel & { kind: CheckoutView['kind']; view: ReadonlySignal<CheckoutView> }

/** The whole pay page around its checkout: rendered on the server, hydrated in the browser. */
export function PayPage({ model, children }: { model: ShownModel; children: ComponentChildren }) {
  const { texts } = model.page
  return (
    <PageProvider value={model.page}>
      <main class="page" data-kind={model.kind} aria-label={texts.widget.title}>
        <Offline offline={model.offline} words={texts.common.offline} />
        {children}
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

function TestModeNote({ model }: { model: ShownModel }) {
  if (!model.view.value.testMode) return null
  return <p class="test-note">{model.page.texts.common.testModeMeaning}</p>
}
