import { expect, it } from 'vitest'
import { readConfig } from '../../config.ts'
import { TEST_SECRET } from '../../test-core.ts'

const read = (env: Record<string, string>) => readConfig({ PAYLINK_SECRET: TEST_SECRET, ...env }).xrpl

it('knows public servers of both networks', () => {
  expect(read({})).toEqual({
    live: { urls: ['wss://xrplcluster.com', 'wss://s1.ripple.com'], networkId: 0 },
    test: { urls: ['wss://s.altnet.rippletest.net:51233'], networkId: 1 },
  })
})

it('takes others, in order', () => {
  const urls = 'wss://one.example, ws://127.0.0.1:6006,ws://localhost:6006'
  expect(read({ XRPL_TEST_URLS: urls, XRPL_TEST_NETWORK_ID: '2' }).test).toEqual({
    urls: ['wss://one.example', 'ws://127.0.0.1:6006', 'ws://localhost:6006'],
    networkId: 2,
  })
})

it.each(['https://one.example', 'ws://one.example', 'ws://127.0.0.1.one.example', 'one.example', ''.padEnd(3)])(
  'refuses "%s"',
  (urls) => {
    expect(() => read({ XRPL_LIVE_URLS: urls })).toThrow('XRPL_LIVE_URLS')
  },
)
