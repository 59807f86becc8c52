import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'

/**
 * Whose request it is. Behind proxies of ours each appends the address it was called from to X-Forwarded-For: with
 * `trustedProxies` of them, the one that counts is that far from the end. What stands before it is the client's to
 * invent. Null when there is none that can be read.
 */
export function clientAddress(c: Context, trustedProxies: number): string | null {
  return parseAddress(c, trustedProxies)?.toString() ?? null
}

/** What a client's requests are counted under: an IPv6 client has a whole /64 to itself, so that is what counts. */
export function clientNetwork(c: Context, trustedProxies: number): string {
  const address = parseAddress(c, trustedProxies)
  if (!address) return 'unknown'
  if (address.kind() === 'ipv4') return address.toString()
  return (address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')
}

function parseAddress(c: Context, trustedProxies: number): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined
  const address = told ?? incoming?.socket?.remoteAddress ?? ''
  return ipaddr.isValid(address) ? ipaddr.process(address) : null
}
