import { useRef } from 'preact/hooks'
import type { InvoiceView } from '../../../server/checkout/views.ts'
import { Notice } from '../../ui/notice.tsx'
import { Outcome } from '../../ui/outcome.tsx'
import { InvoicePage } from '../pay/invoice/invoice-page.tsx'
import { isSettled } from '../pay/invoice/invoice-stage.ts'
import { Moment } from '../pay/moment.tsx'
import { PageProvider } from '../pay/page-context.ts'
import { Summary } from '../pay/summary.tsx'
import { useFocusOnChange } from '../pay/use-focus-on-change.ts'
import type { SubscribePhase } from './subscribe-session.ts'
import type { SubscriptionModel } from './subscription-model.ts'
import { VisitorForm } from './visitor-form.tsx'

/** The whole page of a package: rendered on the server, hydrated in the browser. */
export function SubscriptionPage({ model }: { model: SubscriptionModel }) {
  const { texts } = model.page
  return (
    <PageProvider value={model.page}>
      <main class="page" data-kind="subscription" aria-label={model.words.title}>
        <div class="offline" role="status">
          {model.invoice.value?.offline.value && <Notice tone="warning">{texts.common.offline}</Notice>}
        </div>
        <Content model={model} />
        {model.view.testMode && <p class="test-note">{texts.common.testModeMeaning}</p>}
      </main>
    </PageProvider>
  )
}

function Content({ model }: { model: SubscriptionModel }) {
  const invoice = model.invoice.value
  const phase = model.session.phase.value
  const ending = invoice?.stage.value.name === 'ended' ? invoice.stage.value.how : null
  const settled = ending !== null && isSettled(ending)
  const panel = useRef<HTMLDivElement>(null)
  useFocusOnChange(settled ? 'active' : phase.name === 'form' ? null : phase.name, panel, '[data-outcome]')

  if (invoice && !settled) return <FirstInvoice model={model} over={ending !== null} />
  return (
    <div class="checkout subscription">
      <Offer model={model} />
      <div class="panel" ref={panel}>
        {invoice && settled ? (
          <Active model={model} invoice={invoice.view.value} />
        ) : (
          <Step model={model} phase={phase} />
        )}
      </div>
    </div>
  )
}

function FirstInvoice({ model, over }: { model: SubscriptionModel; over: boolean }) {
  return (
    <div data-kind="invoice" class="first-invoice">
      <InvoicePage model={model.invoice.value!} />
      {over && (
        <button type="button" class="button button-quiet start-over" onClick={model.startOver}>
          {model.words.startOver}
        </button>
      )}
    </div>
  )
}

function Step({ model, phase }: { model: SubscriptionModel; phase: SubscribePhase }) {
  switch (phase.name) {
    case 'form':
      return <VisitorForm model={model} phase={phase} />
    case 'closed':
      return <Closed model={model} />
    case 'made':
      return <Made model={model} trialEndsAt={phase.subscribed.trialEndsAt} />
    case 'invoice':
      return null
  }
}

/** What is sold: its name, what it costs and how often, and what is free at first. */
function Offer({ model: { view, words, amount, every, price } }: { model: SubscriptionModel }) {
  return (
    <Summary view={view} backUrl={null}>
      <h1 class="package-name">
        <bdi>{view.name}</bdi>
      </h1>
      {view.active && (
        <p class="due">
          {view.trialDays > 0 ? (
            <span class="package-trial">{words.trial(view.trialDays, price)}</span>
          ) : (
            <>
              <bdi class="due-amount">{amount}</bdi> <span class="due-label">{every}</span>
            </>
          )}
        </p>
      )}
      {view.description && (
        <p class="description">
          <bdi>{view.description}</bdi>
        </p>
      )}
    </Summary>
  )
}

function Closed({ model: { view, words } }: { model: SubscriptionModel }) {
  return (
    <Outcome tone="closed" heading={words.closedHeading}>
      <p>{words.closed(view.name, view.merchantName)}</p>
    </Outcome>
  )
}

function Made({ model, trialEndsAt }: { model: SubscriptionModel; trialEndsAt: string | null }) {
  const { words } = model
  if (trialEndsAt === null) {
    return (
      <Outcome tone="success" heading={words.pendingHeading}>
        <p>{words.pending}</p>
      </Outcome>
    )
  }
  return (
    <Outcome tone="success" heading={words.trialHeading}>
      <p>
        {words.trialUntil} <Moment at={trialEndsAt} />
      </p>
      <p>{words.trialThen(model.price)}</p>
    </Outcome>
  )
}

/** The first payment has come; what it was is on the invoice's own page. */
function Active({ model: { page, view, words }, invoice }: { model: SubscriptionModel; invoice: InvoiceView }) {
  const receipt = `/pay/${invoice.publicId}?locale=${page.locale}`
  return (
    <section class="receipt">
      <Outcome tone="success" heading={words.activeHeading}>
        <p>{words.active(view.name, view.merchantName)}</p>
      </Outcome>
      <div class="actions">
        {/* Inside a merchant's page it must not take the place of this one: nothing there leads back. */}
        <a class="button button-quiet" href={receipt} {...(page.embed && { target: '_blank', rel: 'noopener' })}>
          {words.receipt}
        </a>
      </div>
    </section>
  )
}
