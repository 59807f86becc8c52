import { type Answer, fail, succeed } from '../answer.ts'
import type { PayingWallet, SigningWallet } from './wallet.ts'

/**
 * Funded test accounts, for whoever asks. `GET` answers `{account}`. `POST {xdr}` to the Stellar one answers the same
 * signed; `POST {destination, tag, drops}` to the XRP Ledger's pays, and answers `{hash}`.
 */
export function sandboxStellarWallet(url: string, fetch: typeof globalThis.fetch): SigningWallet {
  const ask = askAt(`${url}/stellar`, fetch)
  return {
    connect: () => ask('account'),
    sign: ({ xdr }) => ask('xdr', { xdr }),
  }
}

export function sandboxXrplWallet(url: string, fetch: typeof globalThis.fetch): PayingWallet {
  const ask = askAt(`${url}/xrpl`, fetch)
  return {
    connect: () => ask('account'),
    async pay({ destination, tag, drops }) {
      const sent = await ask('hash', { destination, tag, drops })
      return sent.ok ? succeed(null) : sent
    },
  }
}

type Field = 'account' | 'xdr' | 'hash'

const askAt =
  (url: string, fetch: typeof globalThis.fetch) =>
  async (field: Field, body?: unknown): Promise<Answer<string, 'wallet_failed'>> => {
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
