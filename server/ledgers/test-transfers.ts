import { randomBytes } from 'node:crypto'
import { toInstant } from '../clock.ts'
import type { TestCore } from '../test-core.ts'
import { creditTransfers } from './crediting.ts'
import type { Place, Transfer } from './ledger.ts'

/** A transfer of 100.00 USDC by the right issuer that closes now, unless told otherwise. */
export function testTransfer(core: TestCore, change: Partial<Transfer> = {}): Transfer {
  return {
    transactionHash: randomBytes(32).toString('hex'),
    operationIndex: 1,
    sender: 'GSENDER',
    assetCode: 'USDC',
    assetIssuer: core.config.stellar.test.usdcIssuer,
    amount: 1_000_000_000n,
    reference: null,
    ledger: 7,
    closedAt: toInstant(core.clock.now()),
    ...change,
  }
}

export const placeOf = (address: string): Place => ({ mode: 'test', network: 'STELLAR', address })

export async function openPosition(core: TestCore, address: string, cursor = '0'): Promise<void> {
  await core.store.db
    .insertInto('watch_positions')
    .values({ ...placeOf(address), cursor, read_until: null })
    .execute()
}

export const positionOf = (core: TestCore, address: string) =>
  core.store.db
    .selectFrom('watch_positions')
    .select(['cursor', 'read_until'])
    .where('address', '=', address)
    .executeTakeFirstOrThrow()

/** Credits as if the ledger told it: the position moves with the transfers. */
export const credit = (core: TestCore, address: string, transfers: Transfer[], cursor = '1') =>
  creditTransfers(core, { ...placeOf(address), cursor, readUntil: null }, transfers)

export const transfersAt = (core: TestCore, address: string) =>
  core.store.db.selectFrom('transfers').selectAll().where('address', '=', address).execute()
