import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { selfSigned } from './certificate.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

test.each([
  ['2026-01-15T12:00:00.000Z', '2027-01-15T12:00:00.000Z'],
  ['2049-06-01T00:00:00.000Z', '2050-06-01T00:00:00.000Z'],
])('a certificate from %s to %s is read as it was meant', (from, to) => {
  const pem = selfSigned(pair, { commonName: 'certs.example', validFrom: Date.parse(from), validTo: Date.parse(to) })
  const certificate = new X509Certificate(pem)
  expect(certificate.subject).toBe('CN=certs.example')
  expect(certificate.issuer).toBe('CN=certs.example')
  expect([certificate.validFromDate.toISOString(), certificate.validToDate.toISOString()]).toEqual([from, to])
  expect(certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
  expect(certificate.ca).toBe(false)
  expect(certificate.publicKey.equals(pair.publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(pair.privateKey)).toBe(true)
})

test('it is signed by its own key and by no other', () => {
  const day = { validFrom: Date.UTC(2026, 0, 1), validTo: Date.UTC(2026, 0, 2) }
  const certificate = new X509Certificate(selfSigned(pair, { commonName: 'certs.example', ...day }))
  expect(certificate.verify(pair.publicKey)).toBe(true)
  expect(certificate.verify(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)).toBe(false)
})
