import type { KeyObject } from 'node:crypto'
import { randomBytes, sign } from 'node:crypto'

/**
 * A self-signed X.509 v3 certificate (RFC 5280), written as DER: each value is a tag, a length and its content.
 */

interface Subject {
  commonName: string
  /** Milliseconds. */
  validFrom: number
  validTo: number
}

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const NULL = 0x05
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const BOOLEAN = 0x01
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const VERSION = 0xa0
const EXTENSIONS = 0xa3

const SHA256_WITH_RSA = '2a864886f70d01010b'
const COMMON_NAME = '550403'
const BASIC_CONSTRAINTS = '551d13'
const KEY_USAGE = '551d0f'

/** @returns PEM. */
export function selfSigned(
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  subject: Subject,
) {
  const algorithm = der(SEQUENCE, objectId(SHA256_WITH_RSA), der(NULL))
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, objectId(COMMON_NAME), der(UTF8_STRING, Buffer.from(subject.commonName)))),
  )
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serialNumber()),
    algorithm,
    name,
    der(SEQUENCE, time(subject.validFrom), time(subject.validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, extension(BASIC_CONSTRAINTS, der(SEQUENCE)), extension(KEY_USAGE, SIGNS_DATA))),
  )
  const certificate = der(SEQUENCE, toBeSigned, algorithm, bits(sign('sha256', toBeSigned, privateKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content])
}

/** Up to 127 in one byte, else how many bytes follow and then those. */
function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

const objectId = (hex: string) => der(OBJECT_ID, Buffer.from(hex, 'hex'))

/** @param unused bits at the end of the last byte. */
const bits = (content: Buffer, unused = 0) => der(BIT_STRING, Buffer.from([unused]), content)

/** digitalSignature, the first of the nine uses. */
const SIGNS_DATA = bits(Buffer.from([0x80]), 7)

const CRITICAL = der(BOOLEAN, Buffer.from([0xff]))

const extension = (id: string, value: Buffer) => der(SEQUENCE, objectId(id), CRITICAL, der(OCTET_STRING, value))

/** Positive: the first bit of an integer is its sign; and no leading zeros. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes
}

/** Until 2049 with two digits of the year, from then on with four. */
function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
  return digits < '2050' ? der(UTC_TIME, Buffer.from(digits.slice(2))) : der(GENERALIZED_TIME, Buffer.from(digits))
}
