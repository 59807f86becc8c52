import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { conflict, notFound } from '../problem.ts'
import type { Mode, Network, ReceivingAddressRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { getMerchant } from './accounts.ts'
import { parseAddress } from './address.ts'

/** Where a merchant receives money on a network. The watcher reads what arrives there. */
export interface ReceivingAddress {
  id: string
  merchantId: string
  mode: Mode
  network: Network
  address: string
  createdAt: Instant
}

export type NewReceivingAddress = Pick<ReceivingAddress, 'merchantId' | 'mode' | 'network' | 'address'>

/**
 * @throws Problem `invalid` for what is no address; `conflict` when it was added already, also by another merchant:
 *   money that arrives must belong to one; `not_found` for the merchant
 */
export async function addReceivingAddress(core: Core, asked: NewReceivingAddress): Promise<ReceivingAddress> {
  const row: ReceivingAddressRow = {
    id: newId('adr_'),
    merchant_id: asked.merchantId,
    mode: asked.mode,
    network: asked.network,
    address: parseAddress(asked.network, asked.address),
    created_at: instantNow(core.clock),
  }
  await getMerchant(core, asked.merchantId)
  return core.store.transaction(async (tx) => {
    await refuseTaken(tx, row)
    const added = await tx
      .insertInto('receiving_addresses')
      .values(row)
      .onConflict((there) => there.columns(['mode', 'network', 'address']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) throw conflict('address_exists', 'This address was added already: paylink address list shows it.')
    afterCommit(tx, () => core.changes.announce('addresses'))
    return addressOf(row)
  })
}

/** The two modes are two networks, on which one address may be used by one merchant. */
async function refuseTaken(tx: Tx, { merchant_id, network, address }: ReceivingAddressRow): Promise<void> {
  const other = await tx
    .selectFrom('receiving_addresses')
    .select('id')
    .where('network', '=', network)
    .where('address', '=', address)
    .where('merchant_id', '!=', merchant_id)
    .executeTakeFirst()
  if (other) throw conflict('address_taken', 'Another merchant receives money at this address: use one of your own.')
}

/** The oldest first: of one merchant, or all. */
export async function listReceivingAddresses(core: Core, merchantId?: string): Promise<ReceivingAddress[]> {
  const rows = await core.store.db
    .selectFrom('receiving_addresses')
    .selectAll()
    .$if(merchantId !== undefined, (query) => query.where('merchant_id', '=', merchantId!))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(addressOf)
}

/**
 * For an address added by mistake.
 * @throws Problem `conflict` once an invoice names it or money arrived at it; `not_found`
 */
export function removeReceivingAddress(core: Core, id: string): Promise<ReceivingAddress> {
  return core.store.transaction(async (tx) => {
    const row = await tx
      .selectFrom('receiving_addresses')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw notFound('receiving address')
    await refuseUsed(tx, row)
    const { mode, network, address } = row
    await tx.deleteFrom('receiving_addresses').where('id', '=', id).execute()
    await tx
      .deleteFrom('watch_positions')
      .where('mode', '=', mode)
      .where('network', '=', network)
      .where('address', '=', address)
      .execute()
    afterCommit(tx, () => core.changes.announce('addresses'))
    return addressOf(row)
  })
}

async function refuseUsed(tx: Tx, { mode, network, address }: ReceivingAddressRow): Promise<void> {
  const invoice = await tx
    .selectFrom('invoices')
    .select('id')
    .where('mode', '=', mode)
    .where('network', '=', network)
    .where('destination_address', '=', address)
    .limit(1)
    .executeTakeFirst()
  if (invoice) throw conflict('address_in_use', 'Invoices ask for money at this address, so it has to stay.')
  const transfer = await tx
    .selectFrom('transfers')
    .select('id')
    .where('mode', '=', mode)
    .where('network', '=', network)
    .where('address', '=', address)
    .limit(1)
    .executeTakeFirst()
  if (transfer) throw conflict('address_in_use', 'Money arrived at this address, so it has to stay.')
}

const addressOf = (row: ReceivingAddressRow): ReceivingAddress => ({
  id: row.id,
  merchantId: row.merchant_id,
  mode: row.mode,
  network: row.network,
  address: row.address,
  createdAt: row.created_at,
})
