import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Keypair } from '@stellar/stellar-sdk/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('paylink.js', import.meta.url))

interface Ran {
  code: number | null
  out: string
  err: string
}

let folder: string
let merchant: string
let app: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paylink-cli-'))
  writeFileSync(join(folder, 'secret'), 'a secret for the program that is long enough to be one\n')
  merchant = await made('merchant', 'add', 'Fjord Coffee', '--origin', 'https://Shop.example/')
  app = await made('app', 'add', 'Webshop', '--merchant', merchant, '--origin', '*')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Surroundings {
  env?: Record<string, string>
  input?: string
  node?: string[]
}

/** Runs the program on the test's folder, with nothing else of this process's environment than where programs are. */
async function paylink(words: string[], { env, input = '', node = [] }: Surroundings = {}): Promise<Ran> {
  const child = spawn(process.execPath, [...node, PROGRAM, ...words], {
    env: { PATH: process.env.PATH, DATA_DIR: folder, ...env },
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stdin.end(input)
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, err }
}

/** What a command that must succeed printed for scripts. */
async function made(...words: string[]): Promise<string> {
  const { code, out, err } = await paylink(words)
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  return out.trim()
}

const json = async (...words: string[]) => JSON.parse(await made(...words, '--json'))

/** Everything in the SQLite file, as text. */
function dump(): string {
  const db = new DatabaseSync(join(folder, 'paylink.db'), { readOnly: true })
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all()
  const rows = tables.map(({ name }) => db.prepare(`select * from "${name}"`).all())
  db.close()
  return JSON.stringify(rows)
}

describe('paylink', () => {
  it('prints an id alone for scripts, and lists what was made', async () => {
    expect(merchant).toMatch(/^mer_\w{25}$/)
    expect(app).toMatch(/^app_\w{25}$/)
    expect(await json('merchant', 'list')).toMatchObject([
      { id: merchant, name: 'Fjord Coffee', plan: 'pro', allowedOrigins: ['https://shop.example'] },
    ])
    const { out } = await paylink(['app', 'list', '--merchant', merchant])
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'NAME', 'MERCHANT', 'ORIGINS'],
      [app, 'Webshop', merchant, '*'],
      [''],
    ])
  })

  it('changes what is given', async () => {
    await made('app', 'update', app, '--origin', 'https://a.example', '--origin', 'http://localhost:3000')
    const allowedOrigins = ['https://a.example', 'http://localhost:3000']
    expect(await json('app', 'list')).toMatchObject([{ name: 'Webshop', allowedOrigins }])
    expect(await json('merchant', 'update', merchant, '--plan', 'free')).toMatchObject({ plan: 'free' })
    expect(await json('merchant', 'update', merchant, '--plan', 'pro')).toMatchObject({ plan: 'pro' })
    expect(await paylink(['app', 'update', app])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/nothing to change/),
    })
  })

  it('sets how pages look, part by part, and takes it back', async () => {
    const look = [
      '--accent',
      '#0a7d5c',
      '--radius',
      '12',
      '--font',
      'Avenir Next',
      '--logo',
      'https://shop.example/l.svg',
    ]
    const appearance = {
      accent: '#0a7d5c',
      accent_dark: null,
      radius: 12,
      font: '"Avenir Next"',
      logo_url: 'https://shop.example/l.svg',
    }
    expect(await json('app', 'update', app, ...look)).toMatchObject({ name: 'Webshop', appearance })
    expect(await json('merchant', 'update', merchant, '--accent-dark', '#7FE0BF')).toMatchObject({
      appearance: { accent: null, accent_dark: '#7fe0bf' },
    })
    expect(await json('app', 'update', app, '--no-radius', '--no-logo')).toMatchObject({
      appearance: { ...appearance, radius: null, logo_url: null },
    })
    const refused: [string[], number, RegExp][] = [
      [['--accent', '#ffd400'], 1, /appearance\.accent: has a contrast of 1\.32 .*#866f00/],
      [['--radius', '12px'], 2, /whole number/],
      [['--radius', '25'], 1, /appearance\.radius: must be at most 24/],
      [['--logo', 'http://shop.example/l.svg'], 1, /appearance\.logo_url: must be an https address/],
    ]
    for (const [options, code, err] of refused) {
      expect(await paylink(['app', 'update', app, ...options])).toMatchObject({ code, err: expect.stringMatching(err) })
    }
    expect(await json('app', 'update', app, '--no-accent', '--no-font')).toMatchObject({ appearance: null })
    expect(await json('merchant', 'update', merchant, '--no-accent-dark')).toMatchObject({ appearance: null })
  })

  it('gives a key sites of its own, of an app too, and takes them back', async () => {
    const made = await json('key', 'create', 'Kiosk', '--app', app, '--origin', 'https://*.Kiosk.example')
    expect(made).toMatchObject({ dialect: 'paylinq', origins: ['https://*.kiosk.example'] })
    const moved = await json('key', 'update', made.id, '--name', 'Till', '--origin', 'https://till.example')
    expect(moved).toMatchObject({ id: made.id, name: 'Till', origins: ['https://till.example'] })
    expect(moved).not.toHaveProperty('key')
    expect(await json('key', 'update', made.id, '--inherit-origins')).toMatchObject({ name: 'Till', origins: [] })
    expect(await paylink(['key', 'update', made.id])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/nothing to change/),
    })
    const both = ['key', 'update', made.id, '--inherit-origins', '--origin', 'https://till.example']
    expect(await paylink(both)).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be used with/) })
    expect(await paylink(['key', 'update', made.id, '--origin', 'https://github.io'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/public suffix/),
    })
  })

  it('shows a key once, keeps its hash alone, and revokes it', async () => {
    const key = await made('key', 'create', 'Server', '--app', app, '--mode', 'live')
    expect(key).toMatch(/^plq_live_\w{40}$/)
    const limited = await json('key', 'create', 'Web', '--merchant', merchant, '--scope', 'invoices:read')
    expect(limited).toMatchObject({ key: expect.stringMatching(/^plr_test_/), scopes: ['invoices:read'] })
    const listed = await made('key', 'list')
    for (const secret of [key, limited.key]) {
      expect(listed).toContain(secret.slice(0, 13))
      expect(listed).not.toContain(secret.slice(13, -4))
      expect(dump()).not.toContain(secret.slice(13, -4))
    }
    await made('key', 'revoke', limited.id)
    expect(await json('key', 'list', '--merchant', merchant)).toMatchObject([{ revokedAt: expect.any(String) }])
  })

  it('adds and removes addresses as invoices tell people to', async () => {
    const address = Keypair.random().publicKey()
    const options = ['--merchant', merchant, '--mode', 'test', '--network', 'STELLAR']
    const id = await made('address', 'add', ...options, address)
    expect(await json('address', 'list')).toMatchObject([{ id, merchantId: merchant, mode: 'test', address }])
    expect(await paylink(['address', 'add', ...options, address])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/added already/),
    })
    await made('address', 'remove', id)
    expect(await json('address', 'list')).toEqual([])
  })

  it('never repeats a secret seed that was taken for an address', async () => {
    const seed = Keypair.random().secret()
    const ran = await paylink(['address', 'add', seed, '--merchant', merchant])
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/is a secret seed/) })
    expect(ran.out + ran.err).not.toContain(seed)
  })

  it('sets up a provider with secrets from a variable and standard input, and never shows them', async () => {
    const set = ['provider', 'set', 'stripe', '--app', app]
    const keys = ['--secret-key', 'env:STRIPE_KEY', '--publishable-key', 'pk_test_shown', '--webhook-secret', '-']
    const env = { STRIPE_KEY: 'sk_test_verysecret' }
    const ran = await paylink([...set, ...keys], { env, input: 'whsec_hidden\n' })
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^pac_\w{25}\n$/) })
    expect(await json(...set, '--disable', '--priority', '2')).toMatchObject({ enabled: false, priority: 2 })
    const shown = (await made('provider', 'list')) + (await made('provider', 'list', '--json')) + ran.out + ran.err
    expect(shown).toContain('stripe')
    expect(shown + dump()).not.toMatch(/verysecret|hidden|pk_test_shown/)
  })

  it('refuses half of the keys, keys of the other mode, and keys that are none', async () => {
    const set = (...keys: string[]) => paylink(['provider', 'set', 'stripe', '--app', app, ...keys])
    expect(await set('--secret-key', 'sk_test_x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/keys go together/),
    })
    expect(await set('--secret-key', 'sk_live_x', '--publishable-key', 'pk_live_x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/these are live keys: add --mode live/),
    })
    expect(await set('--secret-key', 'env:NOT_THERE', '--publishable-key', 'pk_test_x')).toMatchObject({
      code: 1,
      err: 'error: The variable NOT_THERE is not set.\n',
    })
    const wrong = await set('--secret-key', 'verywrong', '--publishable-key', 'pk_test_x')
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/must be a Stripe secret key/) })
    expect(wrong.err).not.toContain('verywrong')
  })

  it('keeps an account whose webhook the provider would not register, and says so', async () => {
    const keys = ['--secret-key', 'sk_live_x', '--publishable-key', 'pk_live_x', '--mode', 'live']
    const env = { STRIPE_API_URL: 'http://127.0.0.1:1' }
    const ran = await paylink(['provider', 'set', 'stripe', '--app', app, ...keys], { env })
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error: The account pac_\w+ is kept, but stripe does not send/),
    })
    expect(await json('provider', 'list')).toContainEqual(expect.objectContaining({ mode: 'live', enabled: true }))
  })

  it('sets a webhook, shows its secret once, and rotates it', async () => {
    const owner = ['--app', app]
    expect(await paylink(['webhook', 'show', ...owner])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/paylink webhook set https/),
    })
    const secret = await made('webhook', 'set', 'https://shop.example/hooks', ...owner)
    expect(secret).toMatch(/^whsec_/)
    const shown = await made('webhook', 'show', ...owner)
    expect(shown).toContain('https://shop.example/hooks')
    expect(shown + dump()).not.toContain(secret)
    const rotated = await made('webhook', 'rotate', ...owner)
    expect(rotated).toMatch(/^whsec_/)
    expect(rotated).not.toBe(secret)
    const changed = await json('webhook', 'set', '--disable', ...owner)
    expect(changed).toMatchObject({ endpoint: { url: 'https://shop.example/hooks', enabled: false }, secret: null })
    const nobody = await paylink(['webhook', 'set', 'https://shop.example/hooks', '--merchant', 'mer_none'])
    expect(nobody).toMatchObject({ code: 1, err: expect.stringMatching(/No merchant with this id/) })
  })

  it('sends what a webhook missed', async () => {
    const owner = ['--merchant', merchant]
    const from = ['--from', '2026-04-15T10:35:00Z']
    await made('webhook', 'set', 'https://shop.example/hooks', ...owner)
    expect(await made('webhook', 'replay', ...from, ...owner)).toBe('0')
    expect(await paylink(['webhook', 'replay', '--from', 'yesterday', ...owner])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Write an instant'),
    })
    await made('webhook', 'set', '--disable', ...owner)
    expect(await paylink(['webhook', 'replay', ...from, ...owner])).toMatchObject({
      code: 1,
      err: expect.stringContaining('switched off'),
    })
  })

  it('keeps who is told what has to be seen to', async () => {
    const id = await made('merchant', 'add', 'Told', '--origin', '*', '--email', 'ops@shop.example')
    const emailOf = async () => (await json('merchant', 'list')).find((each: { id: string }) => each.id === id).email
    expect(await emailOf()).toBe('ops@shop.example')
    const mine = await made('app', 'add', 'Shop', '--merchant', id, '--origin', '*', '--email', 'dev@shop.example')
    expect(await json('app', 'list', '--merchant', id)).toMatchObject([{ id: mine, email: 'dev@shop.example' }])
    await made('app', 'update', mine, '--no-email')
    expect(await json('app', 'list', '--merchant', id)).toMatchObject([{ email: null }])
    expect(await paylink(['merchant', 'update', id, '--email', 'nobody'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('email: must be an e-mail address'),
    })
    expect(await emailOf()).toBe('ops@shop.example')
  })
})

describe('paylink, wrongly typed', () => {
  it.each([
    [['mercant'], "error: unknown command 'mercant'\n(Did you mean merchant?)\n"],
    [['key', 'creat'], "error: unknown command 'creat'\n(Did you mean create?)\n"],
    [
      ['merchant', 'add', 'Shop'],
      "error: required option '--origin <origin>' not specified\nTry: paylink merchant add --help\n",
    ],
    [
      ['key', 'create', 'K'],
      'error: say whose it is, with --app app_… (Paylinq) or --merchant mer_… (PayLinkr)\nTry: paylink key create --help\n',
    ],
    [
      ['key', 'create', 'K', '--app', 'a', '--merchant', 'm'],
      "error: option '--app <app-id>' cannot be used with option '--merchant <merchant-id>'\nTry: paylink key create --help\n",
    ],
    [
      ['key', 'create', 'K', '--app', 'a', '--mode', 'prod'],
      "error: option '--mode <mode>' argument 'prod' is invalid. Allowed choices are test, live.\nTry: paylink key create --help\n",
    ],
  ])('%j says what to type and exits with 2', async (words, err) => {
    expect(await paylink(words)).toEqual({ code: 2, out: '', err })
  })

  it('shows its help for no command at all', async () => {
    expect(await paylink([])).toMatchObject({ code: 2, err: expect.stringMatching(/Usage: paylink /) })
    expect(await paylink(['key', 'create', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Examples:\n {2}paylink key/),
    })
  })
})

describe('paylink, when it cannot', () => {
  it('says what to write instead, in words, without a stack', async () => {
    const ran = await paylink(['merchant', 'add', 'Shop', '--origin', 'https://*.github.io'])
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/like https:\/\/\*\.your-shop\.github\.io/),
    })
    expect(ran.err.split('\n')).toHaveLength(2)
    const unknown = await paylink(['app', 'add', 'Shop', '--merchant', 'mer_none', '--origin', '*'])
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: No merchant with this id\.\nIds are shown by: .*\n$/),
    })
  })

  it('names the settings that are missing or wrong', async () => {
    const nowhere = join(folder, 'nowhere')
    const missing = await paylink(['merchant', 'list'], { env: { DATA_DIR: nowhere } })
    expect(missing).toMatchObject({ code: 1, out: '' })
    expect(missing.err).toContain(`PAYLINK_SECRET is not set, and there is no ${join(nowhere, 'secret')}`)
    const wrong = await paylink(['merchant', 'list'], { env: { PAYLINK_SECRET: 'short', PORT: 'x' } })
    expect(wrong).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: PORT must be a port number\nPAYLINK_SECRET is too short/),
    })
  })

  it('says that nobody answers at DATABASE_URL', async () => {
    const ran = await paylink(['migrate'], { env: { DATABASE_URL: 'postgres://user:hidden@localhost:1/paylink' } })
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: The database did not open: .*ECONNREFUSED.* Check DATABASE_URL/),
    })
    expect(ran.err).not.toContain('hidden')
  })

  it('asks for a newer Node in one line', async () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })'
    const ran = await paylink(['--help'], { node: ['--import', pretend] })
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error: paylink needs Node 26, this is 20\.1\.0\. .*npx paylink.*\n$/),
    })
  })
})
