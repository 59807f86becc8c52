import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { email } from '../billing/fields.ts'
import type { Core } from '../core.ts'
import { clientNetwork } from '../http/client-address.ts'
import { openRateLimit, type RateLimit, refuseWhenSpent } from '../http/rate-limit.ts'
import { readJson, validateBody } from '../http/validation.ts'
import { type Subscribed, subscribe } from '../subscriptions/public.ts'

/** Tries a minute from one network, and for one e-mail address: people need one, and then another after a typo. */
const TRIES_PER_NETWORK = 20
const TRIES_PER_EMAIL = 5

const visitorBody = z.object({
  email,
  name: z
    .string()
    .trim()
    .max(200)
    .nullish()
    .transform((name) => name || null),
  visit: z
    .string()
    .regex(/^[\w-]{20,64}$/)
    .nullish()
    .transform((visit) => visit ?? null),
})

/** What a package's page calls when a visitor subscribes: `POST /packages/:id/subscriptions`. */
export function subscriptionCheckout(core: Core): Hono {
  const app = new Hono()
  const byNetwork = openRateLimit(core.store, 'subscribe-network', TRIES_PER_NETWORK)
  const byEmail = openRateLimit(core.store, 'subscribe-email', TRIES_PER_EMAIL)

  app.post('/packages/:id/subscriptions', async (c) => {
    await spend(c, byNetwork, clientNetwork(c, core.config.trustedProxies))
    const visitor = validateBody(visitorBody, await readJson(c.req.raw))
    await spend(c, byEmail, visitor.email.toLowerCase())
    const subscribed: Subscribed = await subscribe(core, c.req.param('id'), visitor)
    return c.json(subscribed, 201)
  })
  return app
}

async function spend(c: Context, limit: RateLimit, key: string): Promise<void> {
  const allowance = await limit.take(key)
  if (allowance.retryAfter > 0) c.header('Retry-After', String(allowance.retryAfter))
  refuseWhenSpent(allowance)
}
