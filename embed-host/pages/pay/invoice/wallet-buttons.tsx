import { useRef } from 'preact/hooks'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import type { WalletName } from './wallet.ts'
import { isUnderWay, type WalletPhase, type WalletSession } from './wallet-session.ts'
import { failureWords, progressWords } from './wallet-words.ts'

const INSTALL_URL = 'https://www.freighter.app/'

interface WalletButtonsProps {
  view: InvoiceView
  session: WalletSession
  /** Those that can be used in this browser, the one to prefer first. */
  wallets: readonly WalletName[]
}

/** The wallets that can sign in this browser, and how that goes. */
export function WalletButtons({ view, session, wallets }: WalletButtonsProps) {
  const { texts } = usePage()
  const phase = session.phase.value
  const section = useRef<HTMLDivElement>(null)
  useFocusOnChange(phase.name === 'failed' ? phase.failure : null, section, '[role=alert]')

  return (
    <div class="wallets" ref={section}>
      {phase.name === 'failed' && <WalletFailed phase={phase} view={view} />}
      {wallets.map((name) => (
        <WalletButton key={name} name={name} label={texts.wallet.use[name]} session={session} />
      ))}
      <p class="wallet-progress" role="status">
        {progressWords(phase, texts)}
      </p>
    </div>
  )
}

interface WalletButtonProps {
  name: WalletName
  label: string
  session: WalletSession
}

function WalletButton({ name, label, session }: WalletButtonProps) {
  const phase = session.phase.value
  const working = isUnderWay(phase)
  const mine = 'wallet' in phase && phase.wallet === name
  return (
    <button
      type="button"
      class={`button needs-script ${name === 'sandbox' ? 'button-quiet' : 'button-primary'}`}
      aria-disabled={working || phase.name === 'sent'}
      aria-busy={working && mine}
      onClick={() => phase.name !== 'sent' && void session.payWith(name)}
    >
      {working && mine && <Spinner />}
      {label}
    </button>
  )
}

function WalletFailed({ phase, view }: { phase: Extract<WalletPhase, { name: 'failed' }>; view: InvoiceView }) {
  const { texts } = usePage()
  const unknown = phase.failure === 'outcome_unknown'
  return (
    <Notice tone="danger" heading={unknown ? texts.wallet.unknownHeading : texts.wallet.failedHeading}>
      <p>{failureWords(phase, view, texts)}</p>
      {phase.failure === 'not_installed' && phase.wallet === 'freighter' && (
        <p>
          <a href={INSTALL_URL} target="_blank" rel="noopener noreferrer">
            {texts.wallet.install}
          </a>
        </p>
      )}
    </Notice>
  )
}
