import { verify, X509Certificate } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'

/**
 * Whether a webhook is PayPal's: RSA over the transmission's id and time, the webhook's id and a checksum of the body,
 * under a certificate that is fetched from PayPal itself.
 * https://developer.paypal.com/api/rest/webhooks/rest/
 */

/** PayPal's own hosts, and what its certificates' addresses begin with there. Nothing else is ever fetched. */
const CERTIFICATE_ORIGINS = [
  'https://api.paypal.com',
  'https://api-m.paypal.com',
  'https://api.sandbox.paypal.com',
  'https://api-m.sandbox.paypal.com',
]
const CERTIFICATE_PATH = /^\/v1\/notifications\/certs\/[\w-]+$/

const LONGEST_CERTIFICATE = 20_000
const KEPT_CERTIFICATES = 10
const LEAST_KEY_BITS = 2048

/**
 * PayPal repeats a webhook for three days, perhaps under its first signature: that and a day. Within it a copy is told
 * from the original by the event's id. Clocks may differ by five minutes.
 */
const OLDEST_MS = 4 * 24 * 60 * 60 * 1000
const NEWEST_MS = 5 * 60 * 1000

const transmission = z.object({
  'paypal-auth-algo': z.literal('SHA256withRSA'),
  'paypal-cert-url': z.url().max(500),
  'paypal-transmission-id': z.string().min(1).max(100),
  'paypal-transmission-sig': z.base64().min(1).max(2_000),
  'paypal-transmission-time': z.iso.datetime({ offset: true }),
})

/** Never throws: what cannot be proven is not genuine, and PayPal sends it again. */
type Verifier = (rawBody: string, headers: Headers, expected: { webhookId: string; now: number }) => Promise<boolean>

/** @param apiUrl where certificates may come from as well: a stand-in serves its own. */
export function openVerifier({ apiUrl, timeout }: { apiUrl: string; timeout: number }): Verifier {
  const origins = new Set([...CERTIFICATE_ORIGINS, new URL(apiUrl).origin])
  const certificates = new LRUCache<string, X509Certificate>({ max: KEPT_CERTIFICATES })

  async function certificateAt(address: string): Promise<X509Certificate | null> {
    const url = new URL(address)
    if (!origins.has(url.origin) || !CERTIFICATE_PATH.test(url.pathname) || url.username || url.search) return null
    const kept = certificates.get(url.href)
    if (kept) return kept
    const certificate = await download(url.href, timeout)
    if (certificate) certificates.set(url.href, certificate)
    return certificate
  }

  return async (rawBody, headers, { webhookId, now }) => {
    const sent = transmission.safeParse(Object.fromEntries(headers)).data
    if (!sent) return false
    const time = sent['paypal-transmission-time']
    const age = now - Date.parse(time)
    if (age > OLDEST_MS || age < -NEWEST_MS) return false
    const certificate = await certificateAt(sent['paypal-cert-url'])
    if (!certificate || !canSign(certificate, now)) return false
    const signed = `${sent['paypal-transmission-id']}|${time}|${webhookId}|${crc32(rawBody)}`
    const signature = Buffer.from(sent['paypal-transmission-sig'], 'base64')
    return verify('sha256', Buffer.from(signed), certificate.publicKey, signature)
  }
}

function canSign({ publicKey, validFromDate, validToDate }: X509Certificate, now: number): boolean {
  if (publicKey.asymmetricKeyType !== 'rsa') return false
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_KEY_BITS) return false
  return validFromDate.getTime() <= now && now <= validToDate.getTime()
}

/** Null when it is not to be had: the webhook comes again. */
async function download(url: string, timeout: number): Promise<X509Certificate | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeout) })
    const pem = await response.text()
    return response.ok && pem.length <= LONGEST_CERTIFICATE ? new X509Certificate(pem) : null
  } catch {
    return null
  }
}
