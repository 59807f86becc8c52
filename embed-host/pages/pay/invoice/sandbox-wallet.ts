import { fail, succeed } from '../answer.ts'
import type { Wallet } from './wallet.ts'

/** A funded test account that signs whatever it is given: `GET` answers `{account}`, `POST {xdr}` answers `{xdr}`. */
export function sandboxWallet(url: string, fetch: typeof globalThis.fetch): Wallet {
  async function ask(field: 'account' | 'xdr', body?: unknown) {
    try {
      const response = await fetch(url, {
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      const answer: Record<string, unknown> = await response.json()
      const value = answer[field]
      return response.ok && typeof value === 'string' ? succeed(value) : fail('wallet_failed')
    } catch {
      return fail('wallet_failed')
    }
  }

  return {
    connect: () => ask('account'),
    sign: ({ xdr }) => ask('xdr', { xdr }),
  }
}
