import type { ComponentChildren } from 'preact'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { BackIcon } from '../../ui/icons.tsx'
import { Merchant } from '../../ui/merchant.tsx'
import { usePage } from './page-context.ts'

interface SummaryProps {
  view: Pick<CheckoutView, 'merchantName' | 'testMode'>
  /** Where the payer goes who does not want to pay; null inside a merchant's page, or when there is no such place. */
  backUrl: string | null
  children: ComponentChildren
}

/** Who asks for the money, and below it for what and how much. */
export function Summary({ view, backUrl, children }: SummaryProps) {
  const { texts, logoUrl } = usePage()
  return (
    <header class="summary">
      {backUrl && (
        <a class="back-link" href={backUrl}>
          <BackIcon />
          {texts.common.backTo(view.merchantName)}
        </a>
      )}
      <Merchant view={view} logoUrl={logoUrl} words={texts.common} />
      {children}
    </header>
  )
}
