import { describe, expect, it } from 'vitest'
import { decodeWords, headerOf, readMessage } from './message.ts'

const read = (...lines: string[]) => readMessage(Buffer.from(lines.join('\r\n'), 'latin1'))

describe('reading a message', () => {
  it('finds the text and the HTML of a multipart message, however deep', () => {
    const { subject, text, html } = read(
      'Subject: =?UTF-8?Q?Caf=C3=A9_?=',
      ' =?UTF-8?B?4oKs?=',
      'Content-Type: multipart/mixed; boundary="outer one"',
      '',
      'Not for people.',
      '--outer one',
      'Content-Type: multipart/alternative;',
      ' boundary=inner',
      '',
      '--inner',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'A long =',
      'line, caf=C3=A9',
      '--inner',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      'PHA+4oKsPC9wPg==',
      '--inner--',
      '--outer one--',
      '',
    )
    expect({ subject, text, html }).toEqual({ subject: 'Café €', text: 'A long line, café', html: '<p>€</p>' })
  })

  it('reads a plain message, and its headers unfolded', () => {
    const message = read('Subject: Hello', 'X-Long: one', '\ttwo', '', 'First', 'Second')
    expect(message).toMatchObject({ subject: 'Hello', text: 'First\nSecond', html: null })
    expect(headerOf(message, 'x-long')).toBe('one\ttwo')
  })

  it('takes what is broken as it is', () => {
    expect(read('no header at all')).toEqual({ headers: [], subject: '', text: '', html: null })
    expect(read('Content-Type: multipart/mixed; boundary=x', '', '--y', '').text).toBeNull()
    expect(decodeWords('=?klingon?Q?nuqneH?=')).toBe('nuqneH')
    expect(decodeWords('=?UTF-8?Q?half')).toBe('=?UTF-8?Q?half')
  })
})
