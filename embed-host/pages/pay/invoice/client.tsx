import { openPage, runPage } from '../program.ts'
import './invoice.css'
import { createCheckoutApi } from '../checkout-api.ts'
import { createPageContext } from '../page-context.ts'
import { PayPage } from '../pay-page.tsx'
import { createServerClock } from '../server-clock.ts'
import { browserSurroundings } from './browser-surroundings.ts'
import { createInvoiceModel, type InvoicePageState } from './invoice-model.ts'
import { InvoicePage } from './invoice-page.tsx'

/** The program of an invoice's page. */

const opened = await openPage<InvoicePageState>()
const { state, language, timeZone } = opened
const clock = createServerClock(state.serverNow)
const page = createPageContext(language, state, clock, timeZone)

const model = createInvoiceModel(state.view, state.qr, page, clock, {
  ...browserSurroundings(opened.fetch),
  api: createCheckoutApi(opened.fetch),
})

runPage(
  opened,
  model,
  <PayPage model={model}>
    <InvoicePage model={model} />
  </PayPage>,
)
