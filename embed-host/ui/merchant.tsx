import type { CheckoutView } from '../../server/checkout/views.ts'
import type { Texts } from './texts/en.ts'

interface MerchantProps {
  view: Pick<CheckoutView, 'merchantName' | 'testMode'>
  /** In place of their initial; null: they have none. */
  logoUrl: string | null
  words: Pick<Texts['common'], 'testMode' | 'testModeMeaning'>
}

/** Who asks for the money. */
export function Merchant({ view, logoUrl, words }: MerchantProps) {
  return (
    <p class="merchant">
      {logoUrl === null ? <Mark name={view.merchantName} /> : <Logo url={logoUrl} name={view.merchantName} />}
      <bdi class="merchant-name">{view.merchantName}</bdi>
      {view.testMode && (
        <span class="badge" title={words.testModeMeaning}>
          {words.testMode}
        </span>
      )}
    </p>
  )
}

/**
 * The picture pushes the mark out of the box; one that cannot be loaded takes no room, and the mark stays. It is lazy so
 * that the page has loaded without it: the widget connects then, whatever becomes of somebody else's picture.
 */
const Logo = ({ url, name }: { url: string; name: string }) => (
  <span class="merchant-picture">
    <img class="merchant-logo" src={url} alt="" referrerpolicy="no-referrer" loading="lazy" decoding="async" />
    <Mark name={name} />
  </span>
)

const Mark = ({ name }: { name: string }) => (
  <span class="merchant-mark" aria-hidden="true">
    {initial(name)}
  </span>
)

/** The first character as readers count them, so that an emoji or an accented letter stays whole. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return first?.segment.toUpperCase() ?? ''
}
