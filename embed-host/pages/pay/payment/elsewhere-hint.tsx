import { usePage } from '../page-context.ts'
import type { Away, Elsewhere } from './elsewhere.ts'

interface ElsewhereHintProps {
  elsewhere: Elsewhere
  away: Away
  /** Of the provider's page. */
  place: string
}

/** The payer is at a provider's page: how to get there, and how to get back from it. */
export function ElsewhereHint({ elsewhere, away, place }: ElsewhereHintProps) {
  const { texts } = usePage()
  return (
    <div class="elsewhere">
      <p role="status">{words(away, place, texts.payment)}</p>
      {away.at === 'leaving' && (
        <a class="button button-quiet" href={away.address} target="_top">
          {texts.payment.continueTo(place)}
        </a>
      )}
      {away.at === 'window' && !away.lost && (
        <button type="button" class="button button-quiet" onClick={elsewhere.show}>
          {texts.payment.showWindow(place)}
        </button>
      )}
      <button type="button" class="link-button" onClick={elsewhere.giveUp}>
        {texts.payment.startOver}
      </button>
    </div>
  )
}

function words(away: Away, place: string, payment: ReturnType<typeof usePage>['texts']['payment']): string {
  if (away.at === 'leaving') return payment.leaving(place)
  return away.lost ? payment.windowLost(place) : payment.finishInWindow(place)
}
