import type { ComponentChildren } from 'preact'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { BackIcon } from '../../ui/icons.tsx'
import { usePage } from './page-context.ts'

interface SummaryProps {
  view: Pick<CheckoutView, 'merchantName' | 'testMode'>
  /** Where the payer goes who does not want to pay; null inside a merchant's page, or when there is no such place. */
  backUrl: string | null
  children: ComponentChildren
}

/** Who asks for the money, and below it for what and how much. */
export function Summary({ view, backUrl, children }: SummaryProps) {
  const { texts } = usePage()
  return (
    <header class="summary">
      {backUrl && (
        <a class="back-link" href={backUrl}>
          <BackIcon />
          {texts.common.backTo(view.merchantName)}
        </a>
      )}
      <p class="merchant">
        <span class="merchant-mark" aria-hidden="true">
          {initial(view.merchantName)}
        </span>
        <span class="merchant-name">{view.merchantName}</span>
        {view.testMode && (
          <span class="badge" title={texts.common.testModeMeaning}>
            {texts.common.testMode}
          </span>
        )}
      </p>
      {children}
    </header>
  )
}

/** The first character as readers count them, so that an emoji or an accented letter stays whole. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return first?.segment.toUpperCase() ?? ''
}
