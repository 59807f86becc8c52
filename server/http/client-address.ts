import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'

/**
 * Whose request it is, for rate limits. Behind proxies of ours each appends the address it was called from to
 * X-Forwarded-For: with `trustedProxies` of them, the one that counts is that far from the end. What stands before it
 * is the client's to invent. An IPv6 client has a whole /64 to itself, so that is what counts.
 */
export function clientAddress(c: Context, trustedProxies: number): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined
  const address = told ?? incoming?.socket?.remoteAddress ?? ''
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return (parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')
}
