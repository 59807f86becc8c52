import { StrKey } from '@stellar/stellar-sdk'
import type { Context } from 'hono'
import { badRequest } from './problem.ts'

/** The parameters of paths, by what they must look like. Each throws a 400 that names the one it could not read. */

export function accountOf(c: Context): string {
  const id = c.req.param('account')!
  if (!StrKey.isValidEd25519PublicKey(id)) throw badRequest('account_id', 'it is G and 55 more letters and digits')
  return id
}

export function hashOf(c: Context): string {
  const hash = c.req.param('hash')!
  if (!/^[0-9a-f]{64}$/.test(hash)) throw badRequest('tx_id', 'it is 64 digits in lower-case hex')
  return hash
}

export function ledgerOf(c: Context): number {
  const text = c.req.param('ledger')!
  if (!/^\d{1,10}$/.test(text) || Number(text) < 1 || Number(text) >= 2 ** 32)
    throw badRequest('ledger_id', 'it is a whole number above 0')
  return Number(text)
}

export function operationOf(c: Context): bigint {
  const text = c.req.param('operation')!
  if (!/^\d{1,20}$/.test(text)) throw badRequest('id', 'it is a whole number above 0')
  return BigInt(text)
}
