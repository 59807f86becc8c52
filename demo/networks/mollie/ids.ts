import { randomInt } from 'node:crypto'

/** Letters and digits that nobody takes for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** `length` random letters and digits. */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length) text += ALPHABET[randomInt(ALPHABET.length)]
  return text
}

/** An id as Mollie writes them: what it names, an underscore, 22 random letters and digits. */
export const newId = (prefix: 'tr' | 're' | 'chb'): string => `${prefix}_${randomText(22)}`
