import { randomFillSync } from 'node:crypto'

/** Lower case, without the letters that are read as digits. 32 of them: five bits each, no bias. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `length` characters of five random bits each. */
export function randomText(length: number): string {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  for (const byte of pool.subarray(used, used + length)) text += ALPHABET[byte & 31]
  used += length
  return text
}

/** Asking the system for random bytes takes as long for many as for a few. Each is used once. */
const pool = new Uint8Array(4_096)
let used = pool.length

/**
 * A prefix that says what it names, the time, and 80 random bits: `evt_…`. Ids that are made one after the other lie
 * side by side in an index; wholly random ones would have each insert write a page of its own.
 */
export const newId = (prefix: string): string => prefix + timeText(Date.now()) + randomText(16)

/** Milliseconds in nine characters, which lasts until the year 3084. */
function timeText(ms: number): string {
  let text = ''
  for (let rest = ms, n = 0; n < 9; n += 1) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** An invoice's public id: 80 random bits, short enough to be read out. */
export const newPublicId = (): string => randomText(16)

/** What a payer must put into a Stellar memo. Drawn on its own, so that it tells nothing about the invoice. */
export const newMemo = (): string => `PLR-${randomText(8).toUpperCase()}`
