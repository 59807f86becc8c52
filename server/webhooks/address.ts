import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'
import type { Config } from '../config.ts'
import { invalid } from '../problem.ts'

/*
 * Where a webhook may go. Its address comes from a merchant, and the request from inside our network, so:
 *  1. only http and https, and no password in the address;
 *  2. only to addresses of the public internet, however they are written;
 *  3. a name is resolved and checked at each connection, and the connection goes to an address that passed, so that a
 *     name cannot pass with one address and be connected with another;
 *  4. loopback only where the configuration says so.
 */

type Policy = Pick<Config, 'webhooksToLoopback'>

const LONGEST_URL = 2_048

/**
 * What can be told of an address without connecting. The URL standard has by then turned `2130706433`, `0x7f.1` and
 * `0177.0.0.1` into `127.0.0.1`.
 * @param field as the dialect names it.
 * @throws Problem `invalid`, naming the field.
 */
export function checkWebhookUrl(policy: Policy, text: string, field = 'webhookUrl'): void {
  const url = URL.parse(text)
  if (!url) throw invalid(field, 'must be a whole address, like https://shop.example/webhooks')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalid(field, `must begin with https:// (or http://), not ${url.protocol}`)
  }
  if (text.length > LONGEST_URL) throw invalid(field, `must have at most ${LONGEST_URL} characters`)
  if (url.username !== '' || url.password !== '') {
    throw invalid(field, 'must not hold a user name or password: every webhook is signed, check its signature instead')
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const allowed = isLocalName(host) ? policy.webhooksToLoopback : !ipaddr.isValid(host) || isAllowed(policy, host)
  if (!allowed) throw invalid(field, `must be reachable from the public internet, ${host} is not`)
}

/** RFC 6761, section 6.3: these names are the machine itself, whatever a resolver says. */
const isLocalName = (host: string) => /(^|\.)localhost\.?$/.test(host)

const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')
/** Looks public, but answers every machine in Azure with what configures that machine. */
const AZURE_WIRE_SERVER = '168.63.129.16'

/** @param address literal, IPv4 or IPv6. */
export function isAllowed(policy: Policy, address: string): boolean {
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (range === 'loopback') return policy.webhooksToLoopback
  if (range !== 'unicast' || parsed.toString() === AZURE_WIRE_SERVER) return false
  // "unicast" is what no list names; in IPv6 only this eighth is given out, and IPv4 embedded elsewhere stays outside.
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST, 3)
}

/** The connection was not made: it would have left the public internet. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED'
}

export type Resolve = (hostname: string) => Promise<LookupAddress[]>

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true })

/** Resolves names for connections, and gives only addresses that webhooks may go to. */
export function publicOnlyLookup(policy: Policy, resolve: Resolve = resolveAll): LookupFunction {
  const resolveOnce = shareWhileRunning(resolve)
  return (hostname, options, callback) => {
    resolveOnce(hostname).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => isAllowed(policy, address))
        const [first] = allowed
        // The addresses are not named: who may set a webhook shall not learn the names inside our network.
        if (!first) callback(new AddressRefused(`The host ${hostname} has no public address.`), [])
        else if (options.all) callback(null, allowed)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, []),
    )
  }
}

/**
 * Connections that are opened at the same time share one look-up. The system resolves few names at once, and a name
 * whose servers never answer would take all places if each of its connections asked.
 */
function shareWhileRunning(resolve: Resolve): Resolve {
  const running = new Map<string, Promise<LookupAddress[]>>()
  return (hostname) => {
    let addresses = running.get(hostname)
    if (!addresses) {
      addresses = resolve(hostname).finally(() => running.delete(hostname))
      running.set(hostname, addresses)
    }
    return addresses
  }
}

/** Opens connections to allowed addresses only; a literal address has no look-up, so it is checked here. */
export function publicOnlyConnector(
  policy: Policy,
  options: { timeout: number; resolve?: Resolve },
): buildConnector.connector {
  const connect = buildConnector({
    lookup: publicOnlyLookup(policy, options.resolve),
    timeout: options.timeout,
    allowH2: false,
  })
  return (target, callback) => {
    const { hostname } = target
    if (!ipaddr.isValid(hostname) || isAllowed(policy, hostname)) return connect(target, callback)
    // Answered later, as a connection would: the caller is not done with its own bookkeeping.
    setImmediate(callback, new AddressRefused(`The address ${hostname} is not public.`), null)
  }
}
