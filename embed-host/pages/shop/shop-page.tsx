import type { LinkOffer } from '../../../server/payment-links/payment-link.ts'
import type { LinkView } from '../../../server/payment-links/visits.ts'
import { formatMoney } from '../../ui/amounts.ts'
import { BackIcon } from '../../ui/icons.tsx'
import { Merchant } from '../../ui/merchant.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Outcome } from '../../ui/outcome.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import type { QrMatrix } from '../../ui/qr-matrix.ts'
import type { Language } from '../../ui/texts/language.ts'

/** A payment link's page. It works without a script: a form leads on to the pay page. */
export interface ShopPageProps {
  language: Language
  view: LinkView
  /** The merchant's; null: they have none. */
  logoUrl: string | null
  /** The one on show; null for the list of all. */
  offer: LinkOffer | null
  /** Carries the visit from this page to the payment. */
  token: string
  /** Decimal digits of a currency. */
  exponentOf(currency: string): number
  /** The page had been open for too long, and was loaded anew. */
  stale: boolean
  /** The link's address, to share, and its code; null inside a merchant's page. */
  share: { url: string; qr: QrMatrix } | null
  embed: boolean
  /** The query with which pages that this one leads to are asked for the same look. */
  passedOn: string
}

export function ShopPage(props: ShopPageProps) {
  const { language, view, logoUrl, offer } = props
  const { texts } = language
  return (
    <main class="page" data-kind="shop" aria-label={texts.widget.title}>
      <div class="shop">
        <header>
          <Merchant view={view} logoUrl={logoUrl} words={texts.common} />
        </header>
        <div class="panel">
          {view.closed || view.offers.length === 0 ? (
            <Closed {...props} />
          ) : offer ? (
            <SingleOffer {...props} offer={offer} />
          ) : (
            <OfferList {...props} />
          )}
        </div>
        {!view.closed && <Share {...props} />}
      </div>
      {view.testMode && <p class="test-note">{texts.common.testModeMeaning}</p>}
    </main>
  )
}

function Closed({ language, view }: ShopPageProps) {
  const { shop } = language.texts
  const expired = view.closed === 'expired'
  return (
    <Outcome level={1} tone="closed" heading={expired ? shop.expiredHeading : shop.inactiveHeading}>
      <p>{expired ? shop.expired(view.merchantName) : shop.inactive(view.merchantName)}</p>
    </Outcome>
  )
}

function SingleOffer(props: ShopPageProps & { offer: LinkOffer }) {
  const { language, view, offer, token, stale, passedOn } = props
  const { shop } = language.texts
  return (
    <section class="offer" aria-labelledby="offer-name">
      {view.offers.length > 1 && (
        <a class="back-link" href={`/shop/${view.id}${passedOn}`}>
          <BackIcon />
          {shop.all}
        </a>
      )}
      {stale && <Notice tone="warning">{shop.stale}</Notice>}
      {offer.imageUrl && <img class="offer-image" src={offer.imageUrl} alt="" />}
      <h1 class="offer-name" id="offer-name">
        <bdi>{offer.name}</bdi>
      </h1>
      <p class="offer-amount">
        <bdi>{money(props, offer)}</bdi>
      </p>
      {offer.description && (
        <p class="offer-description">
          <bdi>{offer.description}</bdi>
        </p>
      )}
      <form method="post" action={`/shop/${view.id}/pay${passedOn}`}>
        <input type="hidden" name="visit" value={token} />
        {offer.productId !== null && <input type="hidden" name="product" value={offer.productId} />}
        <button type="submit" class="button button-primary">
          {shop.goOn}
        </button>
      </form>
    </section>
  )
}

function OfferList(props: ShopPageProps) {
  const { language, view, passedOn } = props
  return (
    <section class="offers" aria-labelledby="shop-title">
      <h1 class="offer-name" id="shop-title">
        <bdi>{view.title}</bdi>
      </h1>
      <ul>
        {view.offers.map((offer) => (
          <li key={offer.productId}>
            <a href={`/shop/${view.id}/product/${offer.productId}${passedOn}`}>
              {offer.imageUrl && <img src={offer.imageUrl} alt="" />}
              <span class="offer-line">
                <span>
                  <bdi>{offer.name}</bdi>
                </span>
                {/* The box itself has the direction of its text: what does not fit is cut at the end of it. */}
                {offer.description && <small dir="auto">{offer.description}</small>}
              </span>
              <bdi class="offer-line-amount">{money(props, offer)}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <p class="fine-print">{language.texts.shop.choose}</p>
    </section>
  )
}

function Share({ language, share }: ShopPageProps) {
  if (!share) return null
  const { shop } = language.texts
  return (
    <details class="share">
      <summary>{shop.share}</summary>
      <QrCode matrix={share.qr} label={shop.qr} />
      <p>
        <code>{share.url}</code>
      </p>
    </details>
  )
}

const money = ({ language, exponentOf }: ShopPageProps, { amount, currency }: LinkOffer): string =>
  formatMoney(Number(amount), currency, exponentOf(currency), language.locale)
