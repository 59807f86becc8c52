import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { usePage } from '../page-context.ts'

/** Everything that a transfer made by hand must say, each with a button that copies it. */
export function TransferDetails({ view }: { view: InvoiceView }) {
  const { texts } = usePage()
  const words = texts.invoice
  return (
    <dl class="transfer-details">
      {view.remainingAmount && (
        <Detail label={words.amount} copy={view.remainingAmount}>
          {/* As wallets take it: written in the payer's own way, a thousand could be read there as one. */}
          <bdi dir="ltr">
            {view.remainingAmount} {view.asset}
          </bdi>
        </Detail>
      )}
      <Detail label={words.address} copy={view.destinationAddress}>
        <code>{view.destinationAddress}</code>
      </Detail>
      <Detail
        label={words.references[view.referenceLabel]}
        copy={view.reference}
        warning={words.referenceRequired[view.referenceLabel]}
      >
        <code class="reference-value">{view.reference}</code>
      </Detail>
      <Detail label={words.network}>{words.networks[view.network]}</Detail>
      <Detail label={words.asset}>
        {view.asset}
        {view.assetIssuer && <Issuer issuer={view.assetIssuer} />}
      </Detail>
    </dl>
  )
}

interface DetailProps {
  label: string
  /** What its button copies; no button without it. */
  copy?: string
  warning?: string
  children: ComponentChildren
}

function Detail({ label, copy, warning, children }: DetailProps) {
  const { texts } = usePage()
  return (
    <div class="detail">
      <dt>{label}</dt>
      <dd>
        <div class="detail-value">{children}</div>
        {copy && <CopyButton value={copy} label={label} texts={texts} />}
        {warning && <Notice tone="warning">{warning}</Notice>}
      </dd>
    </div>
  )
}

/** Anyone can issue an asset called USDC: a payer can see which one is meant, whole if wanted. */
function Issuer({ issuer }: { issuer: string }) {
  const { texts } = usePage()
  const id = useId()
  const whole = useSignal(false)
  const short = `${issuer.slice(0, 5)}…${issuer.slice(-5)}`
  return (
    <div class="issuer">
      <span class="issuer-name" id={id}>
        {texts.invoice.issuedBy(whole.value ? issuer : short)}
      </span>{' '}
      <button
        type="button"
        class="link-button needs-script"
        aria-expanded={whole.value}
        aria-controls={id}
        onClick={() => {
          whole.value = !whole.value
        }}
      >
        {whole.value ? texts.invoice.hideIssuer : texts.invoice.showIssuer}
      </button>
    </div>
  )
}
