import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** What reading a request's headers takes: a `Headers`, or Node's own. Names in lower case. */
export interface ReadHeaders {
  get(name: string): string | null
}

/** Node has parsed them already; a `Headers` object of them would cost as much as the rest of a small request. */
export function headersOf(c: Context): ReadHeaders {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  if (!incoming?.headers) return c.req.raw.headers
  return {
    get(name) {
      const value = incoming.headers[name]
      return (Array.isArray(value) ? value.join(', ') : value) ?? null
    },
  }
}
