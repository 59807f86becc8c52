import { createdWebhook, eventTypes, webhooks } from './answers.ts'
import type { PaypalApi } from './api.ts'
import { EVENTS } from './webhooks.ts'

const PATH = '/v1/notifications/webhooks'

/**
 * Makes PayPal send the events that we read to `url`. One that points there already is used again, and told of events
 * that it lacks.
 * @returns the webhook's id, which signatures name.
 */
export async function registerAt(api: PaypalApi, url: string): Promise<string> {
  const { webhooks: kept } = await api.call({ method: 'GET', path: PATH }, webhooks)
  const wanted = await offeredEvents(api)
  const found = kept.find((webhook) => webhook.url === url)
  if (!found) {
    const { id } = await api.call({ method: 'POST', path: PATH, body: { url, event_types: wanted } }, createdWebhook)
    return id
  }
  const had = new Set(found.event_types.map(({ name }) => name))
  if (!had.has('*') && wanted.some(({ name }) => !had.has(name))) {
    const body = [{ op: 'replace', path: '/event_types', value: wanted }]
    await api.call({ method: 'PATCH', path: `${PATH}/${encodeURIComponent(found.id)}`, body }, createdWebhook)
  }
  return found.id
}

/** PayPal refuses a whole webhook for one event that it does not offer. */
async function offeredEvents(api: PaypalApi): Promise<{ name: string }[]> {
  const { event_types } = await api.call({ method: 'GET', path: `${PATH}-event-types` }, eventTypes)
  const offered = new Set(event_types.map(({ name }) => name))
  return EVENTS.filter((name) => offered.has(name)).map((name) => ({ name }))
}
