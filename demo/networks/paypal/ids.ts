import { randomInt } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `length` random digits and capitals: what every id of PayPal's is made of. */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length) text += ALPHABET[randomInt(ALPHABET.length)]
  return text
}

/** The id of an order, a capture, a refund or a webhook. */
export const newId = (): string => randomText(17)
