import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { prepared } from '../store/prepared.ts'
import type { CircuitRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import type { OpenedAccount } from './accounts.ts'
import { afterOutage, afterSuccess, type Circuit, HEALTHY, isProbeDue, probing } from './circuit.ts'
import { type Charge, type Choice, explain, firstChoices } from './router.ts'

/** What the router remembers is in the store: all nodes share it, and a restart forgets nothing. */

export interface Routed {
  /** Null when nobody is left. */
  account: OpenedAccount | null
  choices: Choice[]
  /** Its circuit is not as good as new: how the call ends is to be told. */
  watched: boolean
}

/**
 * Chooses who is asked to take a charge: the lowest priority number, in turn among equals. An account with an open
 * circuit is skipped, but for the one probe that is due.
 * @param accounts in the order of their priority.
 * @param tried accounts that were just asked in vain, with what they said.
 */
export async function route(
  core: Core,
  tx: Tx,
  accounts: OpenedAccount[],
  charge: Charge,
  tried: ReadonlyMap<string, string> = new Map(),
): Promise<Routed> {
  const now = instantNow(core.clock)
  for (;;) {
    const circuits = await readCircuits(tx, accounts)
    const knowledge = { tried, circuits, now }
    const first = firstChoices(accounts, charge, knowledge)
    const account = first.length > 1 ? await nextInTurn(tx, first, charge.method) : (first[0] ?? null)
    const circuit = account && circuits.get(account.id)
    // Another node may just have sent the probe: then all is looked at again.
    if (circuit && isProbeDue(circuit, now) && !(await claimProbe(core, tx, account.id, now))) continue
    return { account, choices: explain(accounts, charge, knowledge, account), watched: circuit !== undefined }
  }
}

async function readCircuits(db: Db, accounts: OpenedAccount[]): Promise<Map<string, Circuit>> {
  if (accounts.length === 0) return new Map()
  const rows = await db
    .selectFrom('circuits')
    .selectAll()
    .where(
      'account_id',
      'in',
      accounts.map(({ id }) => id),
    )
    .where('failures', '>', 0)
    .execute()
  return new Map(rows.map((row) => [row.account_id, circuitOf(row)]))
}

const circuitOf = ({ state, failures, opened, retry_at }: CircuitRow): Circuit => ({
  state,
  failures,
  opened,
  retryAt: retry_at,
})

/** The one whose turn lies furthest back. Its row is locked until the choice is kept: two payments never take one turn. */
async function nextInTurn(tx: Tx, equals: OpenedAccount[], method: string): Promise<OpenedAccount> {
  const ids = equals.map(({ id }) => id).sort()
  let rows = await lockTurns(tx, ids, method)
  if (rows.length < ids.length) {
    await tx
      .insertInto('turns')
      .values(ids.map((account_id) => ({ account_id, method, turn: 0 })))
      .onConflict((there) => there.columns(['account_id', 'method']).doNothing())
      .execute()
    rows = await lockTurns(tx, ids, method)
  }
  const next = rows.reduce((a, b) => (b.turn < a.turn ? b : a))
  const last = Math.max(...rows.map(({ turn }) => turn))
  await setTurn(tx, next.account_id, method, last + 1)
  return equals.find(({ id }) => id === next.account_id)!
}

/** In one order for everyone, so that no two wait for each other. */
const lockTurns = (tx: Tx, ids: string[], method: string) =>
  tx
    .selectFrom('turns')
    .select(['account_id', 'turn'])
    .where('account_id', 'in', ids)
    .where('method', '=', method)
    .orderBy('account_id')
    .forUpdate()
    .execute()

const setTurn = prepared((db, accountId: string, method: string, turn: number) =>
  db.updateTable('turns').set({ turn }).where('account_id', '=', accountId).where('method', '=', method),
)

/** @returns whether this payment is the probe: of all that ask, exactly one is. */
async function claimProbe(core: Core, tx: Tx, accountId: string, now: Instant): Promise<boolean> {
  const circuit = await lockCircuit(tx, accountId)
  if (!isProbeDue(circuit, now)) return false
  await keepCircuit(core, tx, accountId, probing(circuit, core.clock.now()))
  return true
}

/** Tells the circuit of an account that it was not reached, or did not answer. */
export const tellOutage = (core: Core, accountId: string): Promise<void> =>
  changeCircuit(core, accountId, (circuit) => afterOutage(circuit, core.clock.now()))

/** Tells it that the provider is at work, if only to refuse. Needed only where `Routed.watched`. */
export const tellSuccess = (core: Core, accountId: string): Promise<void> =>
  changeCircuit(core, accountId, afterSuccess)

async function changeCircuit(core: Core, accountId: string, change: (circuit: Circuit) => Circuit): Promise<void> {
  const opened = await core.store.transaction(async (tx) => {
    const before = await lockCircuit(tx, accountId)
    const after = change(before)
    if (after !== before) await keepCircuit(core, tx, accountId, after)
    return after.state === 'open' && before.state !== 'open'
  })
  if (opened) core.logger.warn({ account: accountId }, 'circuit opened: the provider is left out for a while')
}

/** Two that see the first outage at once must both be counted: the row is made before it is locked. */
async function lockCircuit(tx: Tx, accountId: string): Promise<Circuit> {
  const row = await findCircuit(tx, accountId)
  if (row) return circuitOf(row)
  await tx
    .insertInto('circuits')
    .values({ account_id: accountId, state: 'closed', failures: 0, opened: 0, retry_at: null, updated_at: '' })
    .onConflict((there) => there.column('account_id').doNothing())
    .execute()
  const made = await findCircuit(tx, accountId)
  return made ? circuitOf(made) : HEALTHY
}

const findCircuit = (tx: Tx, accountId: string) =>
  tx.selectFrom('circuits').selectAll().where('account_id', '=', accountId).forUpdate().executeTakeFirst()

async function keepCircuit(core: Core, tx: Tx, accountId: string, circuit: Circuit): Promise<void> {
  const { state, failures, opened, retryAt } = circuit
  await tx
    .updateTable('circuits')
    .set({ state, failures, opened, retry_at: retryAt, updated_at: instantNow(core.clock) })
    .where('account_id', '=', accountId)
    .execute()
}
