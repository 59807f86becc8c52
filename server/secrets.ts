import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What is kept secret at rest. Everything follows from the one secret in the configuration. */
export interface Secrets {
  /** Keyed hash of an API key: what the store holds in its place. */
  hashApiKey(key: string): string
  /** The same for an Idempotency-Key: some send there what should be in no database. */
  hashIdempotencyKey(key: string): string
  /** Encrypts. `place` binds the result to where it is kept: moved elsewhere it does not open. */
  seal(plain: string, place: string): string
  /** @throws when it was sealed for another place, under another secret, or was changed. */
  open(sealed: string, place: string): string
}

const VERSION = 'v1.'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function openSecrets(secret: string): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'paylink', purpose, 32))
  const hashedUnder = (purpose: string) => {
    const key = derive(purpose)
    return (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  }
  const sealKey = derive('at-rest')
  return {
    hashApiKey: hashedUnder('api-keys'),
    hashIdempotencyKey: hashedUnder('idempotency-keys'),
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, place) {
      if (!sealed.startsWith(VERSION)) throw new Error(`The secret at ${place} has an unknown format.`)
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url')
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
      try {
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new Error(`The secret at ${place} does not open: was it sealed under another PAYLINK_SECRET?`)
      }
    },
  }
}
