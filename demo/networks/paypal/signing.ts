import { createPrivateKey, generateKeyPair, sign, verify, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import type { Account } from './account.ts'
import { selfSigned } from './certificate.ts'
import { randomText } from './ids.ts'

interface KeptCertificate {
  id: string
  /** PEM, both. */
  certificate: string
  privateKey: string
  validTo: number
}

export const CERTIFICATES_PATH = '/v1/notifications/certs/'

const DAY_MS = 24 * 60 * 60 * 1000
const VALID_MS = 365 * DAY_MS
/** A new one is made so long before the old one ends that what was signed last can still be checked. */
const RENEWED_BEFORE_MS = 30 * DAY_MS

/** PEM; undefined when there is none of this id. */
export const findCertificate = ({ books }: Pick<Account, 'books'>, id: string): string | undefined =>
  books.get<KeptCertificate>('certificate', id)?.certificate

export interface Transmission {
  transmissionId: string
  webhookId: string
  body: string
}

/** Signs what is sent under the newest certificate. */
export interface Signer {
  /** The headers that prove a webhook: https://developer.paypal.com/api/rest/webhooks/rest/ */
  headers(transmission: Transmission): Promise<Record<string, string>>
}

const newKeys = promisify(generateKeyPair)

export function openSigner({ books, url, now }: Pick<Account, 'books' | 'url' | 'now'>): Signer {
  let making: Promise<KeptCertificate> | null = null

  /** Made when there is none, or it runs out soon. */
  async function current(): Promise<KeptCertificate> {
    const [newest] = books.listBack<KeptCertificate>('certificate', { limit: 1 })
    if (newest && newest.document.validTo - now() > RENEWED_BEFORE_MS) return newest.document
    making ??= make().finally(() => {
      making = null
    })
    return making
  }

  async function make(): Promise<KeptCertificate> {
    const pair = await newKeys('rsa', { modulusLength: 2048 })
    const validTo = now() + VALID_MS
    const subject = { commonName: 'messageverificationcerts.sandbox.example', validFrom: now() - DAY_MS, validTo }
    const made: KeptCertificate = {
      id: `CERT-${randomText(8)}-${randomText(8)}`.toLowerCase(),
      certificate: selfSigned(pair, subject),
      privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      validTo,
    }
    books.put('certificate', made.id, made)
    return made
  }

  return {
    async headers({ transmissionId, webhookId, body }) {
      const { id, privateKey } = await current()
      const time = new Date(now()).toISOString()
      const message = signedText({ transmissionId, webhookId, body, time })
      return {
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-auth-version': 'v2',
        'paypal-cert-url': url + CERTIFICATES_PATH + id,
        'paypal-transmission-id': transmissionId,
        'paypal-transmission-sig': sign('sha256', message, createPrivateKey(privateKey)).toString('base64'),
        'paypal-transmission-time': time,
      }
    },
  }
}

interface Claim extends Transmission {
  algorithm: string
  certUrl: string
  time: string
  signature: string
}

/** Whether a transmission was signed here. */
export function isGenuine(account: Pick<Account, 'books' | 'url'>, claim: Claim): boolean {
  const prefix = account.url + CERTIFICATES_PATH
  if (claim.algorithm !== 'SHA256withRSA' || !claim.certUrl.startsWith(prefix)) return false
  const pem = findCertificate(account, claim.certUrl.slice(prefix.length))
  if (!pem) return false
  const { publicKey } = new X509Certificate(pem)
  return verify('sha256', signedText(claim), publicKey, Buffer.from(claim.signature, 'base64'))
}

const signedText = ({ transmissionId, time, webhookId, body }: Transmission & { time: string }) =>
  Buffer.from(`${transmissionId}|${time}|${webhookId}|${crc32(body)}`)
