import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newKey } from '../accounts/key.ts'
import { newId, newMemo } from '../ids.ts'
import { newWebhookSecret } from '../webhooks/signature.ts'
import { openLogger } from './logger.ts'
import { redact } from './redaction.ts'

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((each) => each.join(''))
const letters = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((each) => each.join(''))
const BASE62 = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const drawn = (make: () => string) => fc.integer().map(make)

const secrets = fc.oneof(
  drawn(() => newKey('paylinkr', 'live')),
  drawn(() => newKey('paylinq', 'test')),
  drawn(newWebhookSecret),
  fc
    .tuple(fc.constantFrom('sk_live_', 'sk_test_', 'rk_live_', 'live_', 'test_', 'access_'), letters(BASE62, 32))
    .map((all) => all.join('')),
  // Airwallex's and PayPal's have no mark.
  letters('0123456789abcdef', 96),
  letters(`${BASE62}_-`, 80),
  digits(13, 19),
  digits(16, 16).map((card) => card.replaceAll(/(?<=^(?:\d{4})+)(?=\d)/g, ' ')),
  fc.tuple(letters(BASE62, 6), fc.domain()).map(([name, host]) => `${name}@${host}`),
)

/** Each character as it is or percent-encoded, as often. */
const encoded = (text: string, levels: number) =>
  fc.infiniteStream(fc.boolean()).map((coins) => {
    let written = text
    for (let level = 0; level < levels; level += 1) {
      written = [...written]
        .map((character) => {
          const must = /[\s%]/.test(character)
          return must || coins.next().value ? `%${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character
        })
        .join('')
    }
    return written
  })

function decodings(text: string): string[] {
  const next = text.replaceAll(/%[0-7][\da-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
  return next === text ? [text] : [text, ...decodings(next)]
}

const places = fc.constantFrom(
  ['/api/v1/invoices/', ''],
  ['/api/v1/invoices/', '/settle'],
  ['/v1/payments?external_ref=', '&limit=1'],
  ['order ', ' paid twice'],
  ['', ''],
  ['{"to":"', '"}'],
)

it('takes out every key, secret, address and card number, however it is encoded', () => {
  const cases = fc
    .tuple(secrets, places, fc.integer({ min: 0, max: 3 }))
    .chain(([secret, place, levels]) => fc.tuple(fc.constant(secret), fc.constant(place), encoded(secret, levels)))
  fc.assert(
    fc.property(cases, ([secret, [before, after], written]) => {
      const safe = redact(before + written + after)
      for (const text of decodings(safe)) expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
      expect(safe).toContain('[redacted]')
      expect(safe.startsWith(before)).toBe(true)
      // A slash may belong to a webhook's secret: what follows goes with it.
      if (!secret.startsWith('whsec_')) expect(safe.endsWith(after)).toBe(true)
      expect(redact(safe)).toBe(safe)
    }),
    { numRuns: 2_000 },
  )
})

it('leaves ids, references and hashes as they are', () => {
  const plain = fc.oneof(
    fc.uuid(),
    drawn(() => newId('evt_')),
    drawn(() => `${newId('mer_')}/${newId('subpkg_')}`),
    drawn(newMemo),
    fc.uuid().map((id) => `/v1/payments/${id}/cancel?limit=20&created_from=2026-04-15T10:35:00.000Z`),
    fc.constantFrom(
      'order_1234_attempt_1',
      '/api/v1/webhooks/test',
      '/docs/%E2%82%AC%20%zz%',
      'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN',
      'at file:///srv/node_modules/kysely@0.29.9/dist/index.js:12:34',
      'https://shop.example:8443/@scope/x',
    ),
  )
  fc.assert(
    fc.property(plain, (text) => {
      expect(redact(text)).toBe(text)
    }),
  )
})

it('comes to an end with any text, and leaves its length alone where nothing is secret', () => {
  // What a pattern has to look at again and again would take minutes at this length, and the test ends before that.
  for (const part of ['live_', 'a', '@', '%25', '1234 ', 'eyJ', '//a:', 'Bearer ', '-']) {
    const text = part.repeat(20_000 / part.length)
    expect(redact(text).length).toBeLessThanOrEqual(text.length)
  }
})

it('keeps secrets out of what is logged, and every line JSON', () => {
  const lines: string[] = []
  const logger = openLogger('info', { write: (line) => void lines.push(line) })
  const key = newKey('paylinkr', 'live')
  const error = new Error(`connect smtp://mailer:hunter2@mail.example failed\nfor\tbob@example.com`)
  logger.error({ err: error, path: `/api/v1/invoices/${key}`, at: 4242424242424242 }, 'no "4242424242424242" there')
  const [line] = lines
  for (const secret of [key, 'hunter2', 'bob@example.com', '"4242424242424242']) expect(line).not.toContain(secret)
  const read = JSON.parse(line!)
  expect(read).toMatchObject({ path: expect.stringMatching(/^\/api\/v1\/invoices\/plr_\[redacted\]$/) })
  expect(read.msg).toBe('no "[redacted]" there')
  expect(Math.abs(read.time - Date.now())).toBeLessThan(60_000)
})
