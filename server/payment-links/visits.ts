import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { createPayment } from '../payments/payments.ts'
import { conflict, notFound } from '../problem.ts'
import type { PaymentLinkRow, ProductRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { closureOf, type LinkClosure, type LinkOffer, offersOf } from './payment-link.ts'

/** What a link's page shows. */
export interface LinkView {
  id: string
  title: string
  merchantName: string
  testMode: boolean
  expiresAt: Instant | null
  /** Null while it can be paid through. */
  closed: LinkClosure | null
  offers: LinkOffer[]
}

/** A visitor may go on to pay for so long after the page was loaded. */
const VISIT_LASTS = 24 * 60 * 60_000
const PAYMENT_LASTS = 24 * 60 * 60_000

const place = (linkId: string): string => `link_visits:${linkId}`

/** Null when there is no such link. */
export async function linkView(core: Core, linkId: string): Promise<LinkView | null> {
  const link = await core.store.db
    .selectFrom('payment_links as link')
    .innerJoin('apps as app', 'app.id', 'link.app_id')
    .innerJoin('merchants as merchant', 'merchant.id', 'app.merchant_id')
    .selectAll('link')
    .select('merchant.name as merchant_name')
    .where('link.id', '=', linkId)
    .where('link.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!link) return null
  return {
    id: link.id,
    title: link.title,
    merchantName: link.merchant_name,
    testMode: link.mode === 'test',
    expiresAt: link.expires_at,
    closed: closureOf(link, instantNow(core.clock)),
    offers: offersOf(link, await productsOf(core.store.db, link)),
  }
}

export async function countVisit(core: Core, linkId: string): Promise<void> {
  await core.store.db
    .updateTable('payment_links')
    .set((link) => ({ visits: link('visits', '+', 1) }))
    .where('id', '=', linkId)
    .execute()
}

/**
 * A token for the page that is shown, with the address that the visitor came from: the payment that the visit leads to
 * gets it back unchanged. Nothing is kept until then.
 */
export function openVisit(core: Core, linkId: string, address: string | null): string {
  const until = toInstant(core.clock.now() + VISIT_LASTS)
  return core.secrets.seal(JSON.stringify({ id: newId('vis_'), address, until } satisfies Visit), place(linkId))
}

interface Visit {
  id: string
  address: string | null
  until: Instant
}

/**
 * The payment that a visit leads to: made when the visitor goes on to pay, and the same one when that is sent again.
 * @returns its id.
 * @throws Problem `not_found`, `conflict` for a link that is closed, a product that is not on sale, and a page that was
 *   loaded too long ago.
 */
export async function payThroughLink(
  core: Core,
  linkId: string,
  { token, productId }: { token: string; productId: string | null },
): Promise<string> {
  const visit = readVisit(core, linkId, token)
  return core.store
    .transaction(async (tx) => {
      const known = await findVisit(tx, visit.id)
      if (known) return known.payment_id
      const link = await findLink(tx, linkId)
      const payment = await createLinkPayment(core, tx, link, visit, await chosenOffer(core, tx, link, productId))
      const kept = await tx
        .insertInto('link_visits')
        .values({ id: visit.id, link_id: linkId, payment_id: payment.id })
        .onConflict((there) => there.column('id').doNothing())
        .executeTakeFirst()
      if (kept.numInsertedOrUpdatedRows === 1n) return payment.id
      // Two presses at once: the other one was first, and this payment is undone.
      throw new PaidTwice()
    })
    .catch(async (error) => {
      if (!(error instanceof PaidTwice)) throw error
      return (await core.store.transaction((tx) => findVisit(tx, visit.id)))!.payment_id
    })
}

class PaidTwice extends Error {}

function readVisit(core: Core, linkId: string, token: string): Visit {
  const stale = conflict('visit_over', 'This page was loaded too long ago: load it again.')
  let visit: Visit
  try {
    visit = JSON.parse(core.secrets.open(token, place(linkId)))
  } catch {
    throw stale
  }
  if (visit.until <= instantNow(core.clock)) throw stale
  return visit
}

const findVisit = (tx: Tx, id: string) =>
  tx.selectFrom('link_visits').select('payment_id').where('id', '=', id).executeTakeFirst()

async function findLink(tx: Tx, id: string): Promise<PaymentLinkRow> {
  const link = await tx
    .selectFrom('payment_links')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!link) throw notFound('payment link')
  return link
}

async function chosenOffer(core: Core, tx: Tx, link: PaymentLinkRow, productId: string | null): Promise<LinkOffer> {
  const closed = closureOf(link, instantNow(core.clock))
  if (closed) throw conflict(`link_${closed}`, 'This link cannot be paid through any more.')
  const offer = offersOf(link, await productsOf(tx, link)).find((one) => one.productId === productId)
  if (!offer) throw conflict('not_on_sale', 'This product is not on sale here.')
  return offer
}

const createLinkPayment = (core: Core, tx: Tx, link: PaymentLinkRow, visit: Visit, offer: LinkOffer) =>
  createPayment(
    core,
    tx,
    { appId: link.app_id, mode: link.mode, keyId: link.key_id },
    {
      amount: offer.amount,
      currency: offer.currency,
      description: offer.name,
      externalRef: null,
      customerId: null,
      customerEmail: null,
      customerName: null,
      productIds: offer.productId === null ? [] : [offer.productId],
      couponCode: null,
      linkId: link.id,
      payerAddress: visit.address,
      successUrl: link.success_url,
      cancelUrl: null,
      metadata: {},
      expiresAt: toInstant(core.clock.now() + PAYMENT_LASTS),
    },
  )

async function productsOf(db: Pick<Tx, 'selectFrom'>, link: PaymentLinkRow): Promise<ProductRow[]> {
  const ids = JSON.parse(link.product_ids) as string[]
  if (ids.length === 0) return []
  return db.selectFrom('products').selectAll().where('id', 'in', ids).execute()
}
