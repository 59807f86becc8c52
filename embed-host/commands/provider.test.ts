import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestFolder, testFolder } from './test-paylink.ts'

let folder: TestFolder
let app: string

beforeAll(async () => {
  folder = testFolder()
  const merchant = await made('merchant', 'add', 'Fjord Coffee', '--origin', '*')
  app = await made('app', 'add', 'Webshop', '--merchant', merchant, '--origin', '*')
})

afterAll(() => folder.remove())

async function made(...words: string[]): Promise<string> {
  const { code, out, err } = await folder.paylink(words)
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  return out.trim()
}

const set = (name: string, ...words: string[]) => ['provider', 'set', name, '--app', app, ...words]
const containing = (text: string) => expect.stringContaining(text)

describe('paylink provider set', () => {
  it('keeps an account at each provider that can be named', async () => {
    await made(...set('mollie', '--api-key', 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM', '--priority', '3'))
    const hand = ['--webhook-secret', 'by_hand']
    await made(...set('airwallex', '--client-id', 'client', '--api-key', 'key', ...hand))
    await made(...set('paypal', '--client-id', 'client', '--client-secret', 'hidden', '--webhook-id', 'WH-1'))
    await made(...set('stripe', '--secret-key', 'sk_test_x', '--publishable-key', 'pk_test_x', ...hand))
    const accounts = JSON.parse(await made('provider', 'list', '--json'))
    expect(
      accounts.map(({ provider, priority }: { provider: string; priority: number }) => [provider, priority]),
    ).toEqual([
      ['airwallex', 1],
      ['paypal', 1],
      ['stripe', 1],
      ['mollie', 3],
    ])
    for (const account of accounts) expect(account).toMatchObject({ mode: 'test', webhooksRegistered: true })
  })

  it('takes fees as people write them', async () => {
    const fees = ['--fee-percent', '1.4', '--fee-fixed', 'EUR=0.25', '--fee-fixed', 'jpy=30']
    const keys = ['--api-key', 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM']
    const account = JSON.parse(await made(...set('mollie', ...keys, ...fees, '--json')))
    expect(account.feeSchedule).toEqual({ percentBps: 140, fixed: { EUR: 25, JPY: 30 } })
    expect(JSON.parse(await made(...set('mollie', '--disable', '--json')))).toMatchObject({
      enabled: false,
      feeSchedule: account.feeSchedule,
    })
    expect(await made('provider', 'list')).toContain('1.4% + 0.25 EUR + 30 JPY')
  })

  it.each<[string, string[], string]>([
    ['half of the keys', ['paypal', '--client-id', 'client'], 'give --client-id and --client-secret'],
    ['a webhook alone', ['stripe', '--webhook-secret', 'whsec_x'], 'give --secret-key and --publishable-key'],
    ['keys of the other mode', ['mollie', '--api-key', 'live_x'], 'these are live keys: add --mode live'],
    ['more than all of it', ['paypal', '--fee-percent', '100.01'], 'It must be from 0 to 100'],
    ['parts of a cent', ['paypal', '--fee-fixed', 'EUR=0.255'], 'EUR amounts have at most 2 decimals'],
    ['a fee without a currency', ['paypal', '--fee-fixed', '0.25'], 'Write a currency and an amount'],
    ['another provider’s credential', ['mollie', '--client-id', 'x'], "unknown option '--client-id'"],
  ])('refuses %s', async (_what, [name, ...words], err) => {
    expect(await folder.paylink(set(name!, ...words))).toEqual({ code: 2, out: '', err: containing(err) })
  })

  it('keeps an account that does not send its webhooks yet, and says what to do', async () => {
    const keys = ['--secret-key', 'sk_live_x', '--publishable-key', 'pk_live_x', '--mode', 'live']
    const env = { STRIPE_API_URL: 'http://127.0.0.1:1' }
    const ran = await folder.paylink(set('stripe', ...keys), { env })
    expect(ran).toEqual({ code: 1, out: '', err: containing('is kept, but stripe does not send its webhooks yet') })
    expect(ran.err).toContain('or give --webhook-secret')
    expect(JSON.parse(await made('provider', 'list', '--json'))).toContainEqual(
      expect.objectContaining({ mode: 'live', webhooksRegistered: false }),
    )
  })
})

describe('paylink settlement', () => {
  it('settles a week once, and lists it', async () => {
    const id = await made('settlement', 'make', '--app', app, '--week-of', '2026-01-15')
    expect(id).toMatch(/^set_/)
    expect(JSON.parse(await made('settlement', 'list', '--app', app, '--json'))).toMatchObject([
      { id, periodStart: '2026-01-12T00:00:00.000Z', lines: [] },
    ])
    expect(await made('settlement', 'list', '--app', app)).toContain('nothing moved')
    const again = await folder.paylink(['settlement', 'make', '--app', app, '--week-of', '2026-01-12'])
    expect(again).toEqual({ code: 1, out: '', err: containing('is settled already') })
  })

  it('knows no other apps, and no other words for a day', async () => {
    const unknown = await folder.paylink(['settlement', 'list', '--app', 'app_none'])
    expect(unknown).toMatchObject({ code: 1, err: containing('No app with this id') })
    const wrong = await folder.paylink(['settlement', 'make', '--app', app, '--week-of', '13 April'])
    expect(wrong).toMatchObject({ code: 2, err: containing('It must be a date or an instant') })
  })
})
