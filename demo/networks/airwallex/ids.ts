import { randomInt } from 'node:crypto'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

/** `length` random letters and digits. */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length) text += ALPHABET[randomInt(ALPHABET.length)]
  return text
}

/** An id as Airwallex writes them: `int_hkpd…`. */
export const newId = (prefix: string): string => `${prefix}_hkpd${randomText(20)}`
