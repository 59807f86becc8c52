import { randomBytes } from 'node:crypto'

/** Lower case, without the letters that are read as digits. 32 of them: five bits each, no bias. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `length` characters of five random bits each. */
export function randomText(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += ALPHABET[byte & 31]
  return text
}

/** 120 random bits behind a prefix that says what it names: `evt_…`. */
export const newId = (prefix: string): string => prefix + randomText(24)

/** An invoice's public id: 80 random bits, short enough to be read out. */
export const newPublicId = (): string => randomText(16)

/** What a payer must put into a Stellar memo. Drawn on its own, so that it tells nothing about the invoice. */
export const newMemo = (): string => `PLR-${randomText(8).toUpperCase()}`
