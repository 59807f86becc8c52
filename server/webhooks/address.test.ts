import type { LookupAddress, LookupOptions } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { Problem } from '../problem.ts'
import { AddressRefused, checkWebhookUrl, isAllowed, publicOnlyLookup, type Resolve } from './address.ts'

const strict = { webhooksToLoopback: false }
const lenient = { webhooksToLoopback: true }

const problemOf = (policy: typeof strict, url: string, field?: string): Problem | null => {
  try {
    checkWebhookUrl(policy, url, field)
    return null
  } catch (error) {
    return error as Problem
  }
}

const NOT_PUBLIC = [
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
  ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
  ['link-local, where clouds keep credentials', ['169.254.169.254', 'fe80::1']],
  ['carrier-grade NAT', ['100.64.0.1', '100.100.100.200', '100.127.255.255']],
  ['reserved, documentation, benchmarks', ['192.0.0.192', '192.0.2.1', '198.18.0.1', '203.0.113.9', '240.0.0.1']],
  ['multicast and broadcast', ['224.0.0.1', '255.255.255.255', 'ff02::1']],
  ['unique local', ['fc00::1', 'fd00:ec2::254']],
  ['IPv4 in IPv6', ['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '::ffff:0:7f00:1']],
  ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::a00:1']],
  ['6to4 and Teredo', ['2002:7f00:1::', '2002:a00:1::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2']],
  ['documentation and discard in IPv6', ['2001:db8::1', '3fff::1', '100::1', 'fec0::1', '5f00::1', '4000::1']],
  ['the metadata host of Azure', ['168.63.129.16']],
] as const

const PUBLIC = ['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e']

describe('an address', () => {
  it.each(NOT_PUBLIC)('that is %s is refused, loopback allowed or not', (_, addresses) => {
    for (const address of addresses) {
      expect(isAllowed(strict, address), address).toBe(false)
      expect(isAllowed(lenient, address), address).toBe(false)
    }
  })

  it.each(PUBLIC)('%s is public', (address) => {
    expect(isAllowed(strict, address)).toBe(true)
  })

  it.each(['127.0.0.1', '127.255.255.254', '::1'])('%s is loopback, for the configuration to allow', (address) => {
    expect(isAllowed(strict, address)).toBe(false)
    expect(isAllowed(lenient, address)).toBe(true)
  })
})

describe('a webhook URL', () => {
  it.each([
    'https://shop.example/webhooks',
    'http://shop.example:8080/hook?shop=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/hook',
    'https://localhost.shop.example/',
  ])('%s is accepted', (url) => {
    expect(problemOf(strict, url)).toBeNull()
  })

  it.each([
    ['shop.example/hook', 'whole address'],
    ['', 'whole address'],
    ['ftp://shop.example/', 'not ftp:'],
    ['file:///etc/passwd', 'not file:'],
    ['javascript:alert(1)', 'not javascript:'],
    ['https://user:secret@shop.example/', 'user name or password'],
    ['https://user@shop.example/', 'user name or password'],
    [`https://shop.example/${'a'.repeat(2_100)}`, 'at most 2048'],
  ])('%s is refused', (url, why) => {
    const problem = problemOf(lenient, url)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem!.kind).toBe('invalid')
    expect(problem!.message).toContain(why)
    expect(problem!.issues[0]!.path).toBe('webhookUrl')
  })

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://127。0。0。1/',
    'http://[::1]/',
    'http://localhost:3000/',
    'http://LOCALHOST/',
    'http://shop.localhost/',
    'http://localhost./',
  ])('%s is loopback, however it is written', (url) => {
    expect(problemOf(strict, url)?.message).toContain('public internet')
    expect(problemOf(lenient, url)).toBeNull()
  })

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://0xA9FEA9FE/',
    'http://3232235777/',
    'http://012.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fd00::1]/',
    'http://0/',
  ])('%s is never public', (url) => {
    expect(problemOf(lenient, url)?.message).toContain('public internet')
  })

  it('is named as the dialect names it', () => {
    expect(problemOf(strict, 'http://10.0.0.1/', 'webhook_url')!.issues[0]!.path).toBe('webhook_url')
  })
})

describe('the look-up of a name', () => {
  const found = (...addresses: string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

  const lookUp = (lookup: ReturnType<typeof publicOnlyLookup>, name: string, options: LookupOptions = { all: true }) =>
    new Promise<unknown>((resolve, reject) =>
      lookup(name, options, (error, address) => (error ? reject(error) : resolve(address))),
    )

  it('passes on public addresses only', async () => {
    const lookup = publicOnlyLookup(strict, async () => found('10.0.0.1', '93.184.216.34', '::1', '2606:4700::1111'))
    expect(await lookUp(lookup, 'shop.example')).toEqual(found('93.184.216.34', '2606:4700::1111'))
    expect(await lookUp(lookup, 'shop.example', {})).toBe('93.184.216.34')
  })

  it('fails when none is public, without telling what it found', async () => {
    const lookup = publicOnlyLookup(strict, async () => found('10.1.2.3', '127.0.0.1'))
    const error = await lookUp(lookup, 'db.internal').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AddressRefused)
    expect(String(error)).not.toMatch(/10\.1\.2\.3|127\.0\.0\.1/)
  })

  it('is made anew for each connection, so that a name that turns private is refused', async () => {
    const answers = [found('93.184.216.34'), found('127.0.0.1')]
    const lookup = publicOnlyLookup(strict, async () => answers.shift()!)
    expect(await lookUp(lookup, 'rebind.example')).toEqual(found('93.184.216.34'))
    await expect(lookUp(lookup, 'rebind.example')).rejects.toBeInstanceOf(AddressRefused)
  })

  it('is shared by connections that are opened at the same time', async () => {
    let asked = 0
    const resolve: Resolve = async () => {
      asked += 1
      return found('93.184.216.34')
    }
    const lookup = publicOnlyLookup(strict, resolve)
    await Promise.all([lookUp(lookup, 'a.example'), lookUp(lookup, 'a.example'), lookUp(lookup, 'b.example')])
    expect(asked).toBe(2)
  })

  it("passes on the resolver's own failure", async () => {
    const lookup = publicOnlyLookup(strict, async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    })
    await expect(lookUp(lookup, 'nowhere.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
})
