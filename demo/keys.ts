import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import { Wallet } from 'xrpl'
import { readKept, writeKept } from './kept-file.ts'

/** Whom the stand-ins know: they keep these in their books, so they are made once for each DATA_DIR. */
export interface NetworkKeys {
  stripe: { secretKey: string; publishableKey: string }
  airwallex: { clientId: string; apiKey: string }
  mollie: { apiKey: string }
  paypal: { clientId: string; clientSecret: string }
  /** Secret keys of those who issue USDC, sell and buy. */
  stellar: { issuer: string; merchant: string; payer: string }
  /** Seeds of those who sell and buy on the XRP Ledger. */
  xrpl: { merchant: string; payer: string }
}

export function openNetworkKeys(folder: string): NetworkKeys {
  const file = join(folder, 'keys.json')
  // A folder from before a network was added keeps what it has.
  const keys: NetworkKeys = { ...newKeys(), ...readKept<Partial<NetworkKeys>>(file) }
  writeKept(file, keys)
  return keys
}

function newKeys(): NetworkKeys {
  return {
    stripe: { secretKey: `sk_test_${randomKey()}`, publishableKey: `pk_test_${randomKey()}` },
    airwallex: { clientId: randomKey(), apiKey: randomKey() },
    mollie: { apiKey: `test_${randomKey().slice(0, 30)}` },
    paypal: { clientId: `client-${randomKey()}`, clientSecret: randomKey() },
    stellar: {
      issuer: Keypair.random().secret(),
      merchant: Keypair.random().secret(),
      payer: Keypair.random().secret(),
    },
    xrpl: { merchant: randomSeed(), payer: randomSeed() },
  }
}

export const publicKeyOf = (secret: string): string => Keypair.fromSecret(secret).publicKey()

export const xrplAddressOf = (seed: string): string => Wallet.fromSeed(seed).classicAddress

/** PAYLINK_SECRET: everything that the store seals opens with it. */
export function openSecret(dataDir: string): string {
  const file = join(dataDir, 'secret')
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

const randomSeed = (): string => {
  const { seed } = Wallet.generate()
  if (!seed) throw new Error('A generated wallet has no seed.')
  return seed
}

const randomKey = () => randomBytes(24).toString('hex')
