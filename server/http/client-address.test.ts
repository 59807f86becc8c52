import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { clientAddress, clientNetwork } from './client-address.ts'

async function addressOf(socket: string, forwarded: string | null, trustedProxies: number): Promise<string> {
  const app = new Hono().get('/', (c) =>
    c.text(`${clientAddress(c, trustedProxies)} ${clientNetwork(c, trustedProxies)}`),
  )
  const headers = new Headers(forwarded === null ? [] : [['X-Forwarded-For', forwarded]])
  const answer = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: socket } } })
  return answer.text()
}

describe('the client’s address, and what its requests are counted under', () => {
  it.each([
    ['the connection’s own, without proxies', '203.0.113.7', null, 0, '203.0.113.7 203.0.113.7'],
    ['not what the client says it is', '203.0.113.7', '198.51.100.1', 0, '203.0.113.7 203.0.113.7'],
    ['what one proxy of ours saw', '127.0.0.1', '198.51.100.1, 203.0.113.7', 1, '203.0.113.7 203.0.113.7'],
    ['what the first of two saw', '127.0.0.1', '6.6.6.6, 203.0.113.7, 10.0.0.1', 2, '203.0.113.7 203.0.113.7'],
    ['the connection’s own when the proxy says nothing', '203.0.113.7', null, 1, '203.0.113.7 203.0.113.7'],
    ['an IPv4 address in IPv6 clothes', '::ffff:203.0.113.7', null, 0, '203.0.113.7 203.0.113.7'],
    ['for IPv6 counted by its network', '2001:db8:1:2:aaaa::1', null, 0, '2001:db8:1:2:aaaa::1 2001:db8:1:2'],
    ['nobody’s when it is no address', '127.0.0.1', 'nonsense', 1, 'null unknown'],
  ])('is %s', async (_what, socket, forwarded, proxies, expected) => {
    expect(await addressOf(socket, forwarded, proxies)).toBe(expected)
  })
})
