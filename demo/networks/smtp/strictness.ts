import { type Header, headerOf } from './message.ts'

/** Headers that a message has once each (RFC 5322, section 3.6; without Message-ID many receivers suspect it). */
const ONCE = ['from', 'to', 'subject', 'date', 'message-id']
const LONGEST_LINE = 998

/**
 * What a strict receiver finds wrong with a message, beyond what the protocol itself refuses.
 * @returns null when there is nothing.
 */
export function whatIsWrong(raw: Buffer, headers: Header[]): string | null {
  const text = raw.toString('latin1')
  if (/(?<!\r)\n|\r(?!\n)/.test(text)) return 'a line does not end with CRLF'
  if (text.split('\r\n').some((line) => line.length > LONGEST_LINE)) {
    return `a line has more than ${LONGEST_LINE} characters`
  }
  const head = text.split('\r\n\r\n', 1)[0]!
  if (/[^\x20-\x7e\t\r\n]/.test(head)) return 'a header holds characters that are not ASCII'
  for (const name of ONCE) {
    const count = headers.filter((header) => header.name.toLowerCase() === name).length
    if (count !== 1) return `there are ${count} headers called ${name}`
  }
  const date = headerOf({ headers }, 'date')!
  if (Number.isNaN(Date.parse(date))) return `"${date}" is no date`
  return null
}
