import type { Instant } from '../clock.ts'
import type { PaymentLinkRow, ProductRow } from '../store/schema.ts'

/** Why a link's page sells nothing. */
export type LinkClosure = 'expired' | 'inactive'

/** Null while the link can be paid through. */
export function closureOf({ active, expires_at }: PaymentLinkRow, now: Instant): LinkClosure | null {
  if (!active) return 'inactive'
  return expires_at !== null && expires_at <= now ? 'expired' : null
}

/** What one visit can pay for. */
export interface LinkOffer {
  /** Null where the link itself says what is paid. */
  productId: string | null
  name: string
  description: string | null
  imageUrl: string | null
  /** In the currency's smallest unit. */
  amount: bigint
  currency: string
}

/** What a link sells, in its own order; products that are not on sale any more are left out. */
export function offersOf(link: PaymentLinkRow, products: ProductRow[]): LinkOffer[] {
  if (link.amount !== null && link.currency !== null) {
    const { title, amount, currency } = link
    return [{ productId: null, name: title, description: null, imageUrl: null, amount, currency }]
  }
  const ids = JSON.parse(link.product_ids) as string[]
  const onSale = new Map(products.filter(({ active, deleted_at }) => active && !deleted_at).map((one) => [one.id, one]))
  return ids.flatMap((id) => {
    const product = onSale.get(id)
    return product ? [offerOf(product)] : []
  })
}

const offerOf = ({ id, name, description, image_url, amount, currency }: ProductRow): LinkOffer => ({
  productId: id,
  name,
  description,
  imageUrl: image_url,
  amount,
  currency,
})
