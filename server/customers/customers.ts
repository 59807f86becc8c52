import type { Owner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { conflict, notFound } from '../problem.ts'
import type { CustomerRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

export interface NewCustomer {
  email: string
  name: string | null
  phone: string | null
  metadata: Record<string, string>
}

/** E-mail addresses are matched ignoring case and outer spaces. */
export const emailKey = (email: string): string => email.trim().toLowerCase()

/** @throws Problem `conflict` when the app has a customer with this e-mail address; its text has the id. */
export async function createCustomer(core: Core, tx: Tx, owner: Owner, asked: NewCustomer): Promise<CustomerRow> {
  const row = newRow(core, owner, asked)
  const added = await tx
    .insertInto('customers')
    .values(row)
    .onConflict((on) => on.columns(['app_id', 'mode', 'email_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) throw await emailTaken(tx, owner, asked.email)
  return row
}

/**
 * The app's customer with this e-mail address, made if there is none. Two requests at once make one: the store's
 * unique key decides. A name is learned once: later ones change nothing.
 */
export async function matchCustomer(
  core: Core,
  tx: Tx,
  { email, name, ...owner }: Owner & { email: string; name: string | null },
): Promise<string> {
  const { id } = await tx
    .insertInto('customers')
    .values(newRow(core, owner, { email, name, phone: null, metadata: {} }))
    // Updated even where that changes nothing, so that the row that is there comes back.
    .onConflict((on) =>
      on
        .columns(['app_id', 'mode', 'email_key'])
        .doUpdateSet(({ fn, ref }) => ({ name: fn.coalesce('customers.name', ref('excluded.name')) })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

function newRow(core: Core, { appId, mode }: Owner, { email, name, phone, metadata }: NewCustomer): CustomerRow {
  const now = instantNow(core.clock)
  return {
    id: newId('cus_'),
    app_id: appId,
    mode,
    email: email.trim(),
    email_key: emailKey(email),
    name,
    phone,
    metadata: JSON.stringify(metadata),
    deleted_at: null,
    created_at: now,
    updated_at: now,
  }
}

/** @throws Problem `not_found`, also for a customer that is somebody else's or was deleted. */
export async function getCustomer(db: Db, owner: Owner, id: string): Promise<CustomerRow> {
  const row = await customersOf(db, owner).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('customer')
  return row
}

/**
 * Newest first.
 * @param filter `email` is matched as everywhere.
 * @returns one more than the page's limit where there are more.
 */
export function listCustomers(
  db: Db,
  owner: Owner,
  page: Page,
  filter: { email?: string | undefined } = {},
): Promise<CustomerRow[]> {
  const found = customersOf(db, owner).$if(filter.email !== undefined, (query) =>
    query.where('email_key', '=', emailKey(filter.email!)),
  )
  return pageOf(found, page).execute()
}

const customersOf = (db: Db, { appId, mode }: Owner) =>
  db
    .selectFrom('customers')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .where('deleted_at', 'is', null)

/**
 * Changes what is given, and leaves the rest.
 * @throws Problem `conflict` when another customer has the e-mail address; `not_found`.
 */
export async function changeCustomer(
  core: Core,
  tx: Tx,
  owner: Owner,
  id: string,
  { email, metadata, ...change }: Partial<NewCustomer>,
): Promise<CustomerRow> {
  const row = await getCustomer(tx, owner, id)
  if (email !== undefined && emailKey(email) !== row.email_key) await refuseTaken(tx, owner, email)
  return updateCustomer(core, tx, row, {
    ...change,
    ...(email !== undefined && { email: email.trim(), email_key: emailKey(email) }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
  }).catch((error) => {
    // On PostgreSQL another request may have taken it since we looked.
    throw error.code === UNIQUE_VIOLATION ? emailJustTaken() : error
  })
}

/** PostgreSQL's name for it. */
const UNIQUE_VIOLATION = '23505'

async function updateCustomer(
  core: Core,
  tx: Tx,
  row: CustomerRow,
  change: Partial<CustomerRow>,
): Promise<CustomerRow> {
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('customers').set(updated).where('id', '=', row.id).execute()
  return { ...row, ...updated }
}

async function refuseTaken(tx: Tx, owner: Owner, email: string): Promise<void> {
  const other = await findByEmail(tx, owner, email)
  if (other) throw emailTakenBy(other.id)
}

async function emailTaken(tx: Tx, owner: Owner, email: string) {
  const other = await findByEmail(tx, owner, email)
  return other ? emailTakenBy(other.id) : emailJustTaken()
}

const findByEmail = (tx: Tx, owner: Owner, email: string) =>
  customersOf(tx, owner).where('email_key', '=', emailKey(email)).executeTakeFirst()

const emailTakenBy = (id: string) =>
  conflict('email_exists', `email: the customer ${id} has this address: read or change that one.`)

const emailJustTaken = () => conflict('email_exists', 'email: another customer has just been given this address.')

/** Found no more, and its e-mail address is free again; payments keep naming it. @throws Problem `not_found` */
export async function deleteCustomer(core: Core, tx: Tx, owner: Owner, id: string): Promise<void> {
  const row = await getCustomer(tx, owner, id)
  await updateCustomer(core, tx, row, { deleted_at: instantNow(core.clock), email_key: null })
}
