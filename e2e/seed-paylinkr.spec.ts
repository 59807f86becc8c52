import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DemoFile } from '../demo/demo-file.ts'
import { createInvoice, getInvoice, webhooksAbout } from './merchant.ts'
import { expect, test } from './sandbox.ts'
import { inShell } from './seed-server.ts'
import { payOnStellar } from './stellar-payer.ts'

/** The reference's own calls, with nothing replaced but address, key and ids, and the origin that servers send. */

const URL = 'https://your-paylinkr-domain.com'
const KEY_HEADER = '-H "Authorization: Bearer plr_live_xxxx"'
const JSON_HEADER = '-H "Content-Type: application/json"'
const INVOICE = `{
    "title": "Consulting Deposit",
    "amount": "250.00",
    "asset": "USDC",
    "orderId": "ORD-9001",
    "expiresIn": "24h"
  }`

const curl = (path: string) => `curl ${path.includes('&') ? `"${URL}${path}"` : URL + path} \\\n  ${KEY_HEADER}`
const curlPost = (path: string) => curl(path).replace('curl', 'curl -X POST')
const curlJson = (method: string, path: string, body: string, extra = '') =>
  `curl -X ${method} ${URL}${path} \\\n  ${KEY_HEADER} \\\n${extra}  ${JSON_HEADER} \\\n  -d '${body}'`

const IDEMPOTENT = curlJson(
  'POST',
  '/api/v1/invoices',
  '{ "title": "Consulting Deposit", "amount": "250.00", "asset": "USDC" }',
  '  -H "Idempotency-Key: inv_01hzyouruniqueclientkey" \\\n',
)
const PLAN = `{
    "title": "Monthly Support Retainer",
    "asset": "USDC",
    "expectedAmount": "250.00",
    "interval": "MONTHLY",
    "invoiceExpiresIn": "7d",
    "clientEmail": "client@example.com",
    "startsAt": "2026-04-15T09:00:00.000Z",
    "autoRemindersEnabled": true,
    "reminderPreset": "STANDARD"
  }`
const PACKAGE = `{
    "name": "Pro Support",
    "slug": "pro-support",
    "description": "Monthly support and account reviews",
    "asset": "USDC",
    "amount": "99.00",
    "interval": "MONTHLY",
    "trialDays": 14,
    "widgetButtonLabel": "Start subscription"
  }`
const SUBSCRIPTION = `{
    "packageId": "cm9pkgxxxxxxxxxxxx",
    "customerEmail": "buyer@example.com",
    "customerName": "Alex Buyer",
    "externalCustomerRef": "cust_2048",
    "startImmediately": true
  }`
const WEBHOOK = `{
    "webhookUrl": "https://example.com/paylinkr/webhooks",
    "regenerateSecret": false
  }`
const collections = ['invoices', 'recurring-plans', 'subscription-packages', 'subscriptions']
const DOCUMENTED = [
  ...collections.flatMap((name) => [`post /${name}`, `get /${name}`]),
  'get /invoices/{id}',
  ...['notify', 'remind', 'settle', 'expire'].map((name) => `post /invoices/{id}/${name}`),
  ...['recurring-plans', 'subscription-packages'].map((name) => `get /${name}/{id}`),
  ...collections.slice(1).map((name) => `patch /${name}/{id}`),
  ...['get /webhooks', 'patch /webhooks', 'post /webhooks/test', 'get /webhooks/logs'],
  ...['get /subscriptions/webhook-logs', 'get /requests/logs'],
]

type Made = { id: string; publicId: string; status: string; payUrl: string }
type Listed<T = Made> = { data: T[]; total: number }

const forSandbox = (text: string, { host, paylinkr }: DemoFile): string =>
  text
    .replaceAll(URL, host)
    .replaceAll(KEY_HEADER, `${KEY_HEADER} -H "X-Api-Origin: ${paylinkr.origin}"`)
    .replaceAll('plr_live_xxxx', paylinkr.apiKey)

/** Runs a call of the reference. @returns what it was answered. */
const run = <T = Made>(sandbox: DemoFile, call: string) => inShell<T>(forSandbox(call, sandbox))

/** As the reference shows it; what is not in it is no concern of its reader. */
const documentedInvoice = ({ host, paylinkr }: DemoFile) => ({
  id: expect.any(String),
  publicId: expect.stringMatching(/^\S{16,}$/),
  title: 'Consulting Deposit',
  status: 'unpaid',
  paymentNetwork: 'STELLAR',
  expectedAmount: '250.00',
  receivedAmount: '0',
  asset: 'USDC',
  memo: expect.stringMatching(/^PLR-[0-9A-Z]{8}$/),
  reference: expect.stringMatching(/^PLR-[0-9A-Z]{8}$/),
  referenceLabel: 'Memo',
  destinationAddress: paylinkr.stellarAddress,
  orderId: 'ORD-9001',
  payUrl: expect.stringContaining(`${host}/pay/`),
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
})

test('its invoice calls: created, found, listed, written about, settled, expired', async ({ sandbox }) => {
  const first = await run(sandbox, IDEMPOTENT)
  expect(first).toMatchObject({ ...documentedInvoice(sandbox), orderId: null })
  expect(await run(sandbox, IDEMPOTENT)).toEqual(first)
  const changed = await run<object>(sandbox, IDEMPOTENT.replace('250.00', '251.00'))
  expect(changed).toMatchObject({ error: expect.stringContaining('Idempotency-Key') })

  const call = curlJson('POST', '/api/v1/invoices', INVOICE)
  const made = await run<Made & { memo: string; reference: string }>(sandbox, call)
  expect(made).toMatchObject(documentedInvoice(sandbox))
  expect(made.reference).toBe(made.memo)
  expect(made.payUrl).toBe(`${sandbox.host}/pay/${made.publicId}`)
  await payOnStellar(sandbox, { to: sandbox.paylinkr.stellarAddress, amount: '250', memo: made.memo })
  await expect.poll(async () => (await getInvoice(sandbox, made.id)).status).toBe('paid')
  for (const id of [made.id, made.publicId]) {
    expect(await run(sandbox, curl(`/api/v1/invoices/${id}`))).toMatchObject({
      ...documentedInvoice(sandbox),
      status: 'paid',
      receivedAmount: '250.00',
      paidAt: expect.stringMatching(/Z$/),
    })
  }
  const paid = await run<Listed>(sandbox, curl('/api/v1/invoices?page=1&limit=10&status=paid'))
  expect(paid).toMatchObject({ page: 1, limit: 10, total: expect.any(Number), pages: Math.ceil(paid.total / 10) })
  expect(paid.data[0]).toMatchObject({ id: made.id, status: 'paid' })

  const written = await createInvoice(sandbox, { clientEmail: 'client@example.com' })
  const notify = curlJson('POST', `/api/v1/invoices/${written.publicId}/notify`, '{"channel":"EMAIL"}')
  expect(await run(sandbox, notify)).toMatchObject({ id: written.id, status: 'unpaid' })
  const action = (name: string) => run(sandbox, curlPost(`/api/v1/invoices/${written.publicId}/${name}`))
  expect(await action('remind')).toMatchObject({ id: written.id, status: 'unpaid' })
  await payOnStellar(sandbox, { to: written.destinationAddress, amount: '100', memo: written.memo })
  await expect.poll(async () => (await getInvoice(sandbox, written.id)).status).toBe('partially_paid')
  expect(await action('settle')).toMatchObject({ status: 'paid', statusDetail: 'accepted', receivedAmount: '100.00' })
  expect(await action('expire')).toMatchObject({ error: expect.any(String) })
  const expired = await run(sandbox, curlPost(`/api/v1/invoices/${first.publicId}/expire`))
  expect(expired).toMatchObject({ id: first.id })
  await expect.poll(async () => (await getInvoice(sandbox, first.id)).status).toBe('expired')
})

test('its plan, package and subscription calls, each with the ids of those before', async ({ sandbox }) => {
  const plans = '/api/v1/recurring-plans'
  const plan = await run(sandbox, curlJson('POST', plans, PLAN))
  expect(plan).toMatchObject({ ...JSON.parse(PLAN), id: expect.any(String), active: true })
  expect((await run<Listed>(sandbox, curl(plans))).data.map(({ id }) => id)).toContain(plan.id)
  expect(await run(sandbox, curlJson('PATCH', `${plans}/${plan.id}`, '{"active":false}'))).toMatchObject({
    id: plan.id,
    active: false,
  })
  expect(await run(sandbox, curl(`${plans}/${plan.id}`))).toMatchObject({ active: false, nextInvoiceAt: null })

  const packages = '/api/v1/subscription-packages'
  const offer = await run(sandbox, curlJson('POST', packages, PACKAGE))
  expect(offer).toMatchObject({ ...JSON.parse(PACKAGE), id: expect.stringMatching(/^subpkg_/), active: true })
  expect((await run<Listed>(sandbox, curl(packages))).data.map(({ id }) => id)).toContain(offer.id)
  const close = curlJson('PATCH', `${packages}/pro-support`, '{"active":false}')
  expect(await run(sandbox, close)).toMatchObject({ id: offer.id, active: false })

  const subscriptions = '/api/v1/subscriptions'
  const enroll = curlJson('POST', subscriptions, SUBSCRIPTION.replace('cm9pkgxxxxxxxxxxxx', offer.id))
  expect(await run(sandbox, enroll)).toMatchObject({ error: expect.stringMatching(/package/i) })
  await run(sandbox, close.replace('false', 'true'))
  const { startImmediately, packageId, ...customer } = JSON.parse(SUBSCRIPTION)
  const enrolled = await run(sandbox, enroll)
  expect(enrolled).toMatchObject({
    ...customer,
    id: expect.stringMatching(/^cusub_/),
    packageId: offer.id,
    status: 'incomplete',
    trialEndsAt: null,
    latestInvoice: { status: 'unpaid', expectedAmount: '99.00' },
  })
  expect((await run<Listed>(sandbox, curl(subscriptions))).data.map(({ id }) => id)).toContain(enrolled.id)
  await expect.poll(() => webhooksAbout(sandbox, enrolled.id)).toMatchObject([{ event: 'subscription.created' }])
  const logs = async () => (await run<Listed<object>>(sandbox, curl(`${subscriptions}/webhook-logs?limit=10`))).data
  const taken = { event: 'subscription.created', success: true, statusCode: 200, attempt: 1 }
  await expect.poll(logs).toContainEqual(expect.objectContaining(taken))
  const pause = curlJson('PATCH', `${subscriptions}/${enrolled.id}`, '{"action":"pause"}')
  expect(await run(sandbox, pause)).toMatchObject({ id: enrolled.id, status: 'paused' })
  // The slug is free again for whoever runs this once more.
  await run(
    sandbox,
    curlJson('PATCH', `${packages}/${offer.id}`, JSON.stringify({ slug: `was-${offer.id.slice(-16)}` })),
  )
})

test('its webhook and log calls: what is changed, sent and asked can be looked up', async ({ sandbox }) => {
  const hooks = '/api/v1/webhooks'
  const before = await run<{ webhookUrl: string }>(sandbox, curl(hooks))
  expect(before).toMatchObject({ webhookUrl: expect.stringContaining(sandbox.shop), enabled: true })
  try {
    const changed = await run<object>(sandbox, curlJson('PATCH', hooks, WEBHOOK))
    expect(changed).toMatchObject({ ...before, webhookUrl: 'https://example.com/paylinkr/webhooks' })
    expect(changed).not.toHaveProperty('secret')
  } finally {
    await run(sandbox, curlJson('PATCH', hooks, JSON.stringify({ webhookUrl: before.webhookUrl })))
  }
  const { webhookUrl } = before
  expect(await run(sandbox, curlPost(`${hooks}/test`))).toMatchObject({ event: 'webhook.test', webhookUrl })
  const sent = async () => (await run<Listed<{ event: string }>>(sandbox, curl(`${hooks}/logs?limit=25`))).data
  // The shop answers 401 to what is not signed with its secret.
  const taken = { event: 'webhook.test', url: webhookUrl, statusCode: 200, success: true, error: null }
  await expect.poll(sent).toContainEqual(expect.objectContaining(taken))

  const { requestId, error } = await refusedCall(sandbox)
  expect(error).toContain('amount')
  const logged = { requestId, method: 'POST', path: '/api/v1/invoices', statusCode: 422, apiKeyName: 'Shop server' }
  for (const query of ['?limit=25', `?requestId=${requestId}`, '?method=POST&statusCode=422']) {
    const logs = async () => (await run<Listed<object>>(sandbox, curl(`/api/v1/requests/logs${query}`))).data
    await expect.poll(logs).toContainEqual(expect.objectContaining(logged))
  }
  const other = await run<Listed<object>>(
    sandbox,
    curl('/api/v1/requests/logs?requestId=4f9cb77a-2a1b-4e3d-a2a4-7fdc6e9b6d2f'),
  )
  expect(other).toMatchObject({ data: [], total: 0 })
})

/** With an amount below nothing. */
async function refusedCall({ host, paylinkr }: DemoFile): Promise<{ requestId: string; error: string }> {
  const headers = { Authorization: `Bearer ${paylinkr.apiKey}`, 'X-Api-Origin': paylinkr.origin }
  const body = INVOICE.replace('250.00', '-250.00')
  const answer = await fetch(`${host}/api/v1/invoices`, { method: 'POST', headers, body })
  return { requestId: answer.headers.get('x-request-id')!, ...((await answer.json()) as { error: string }) }
}

test('its documents tell of every call it has', async ({ sandbox }) => {
  const { paths } = await run<{ paths: Record<string, object> }>(sandbox, `curl ${URL}/api/openapi`)
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((name) => `${name} ${path}`),
  )
  expect(calls).toEqual(expect.arrayContaining(DOCUMENTED))
  const folder = mkdtempSync(join(tmpdir(), 'paylink-postman-'))
  try {
    const download = `curl -OJ ${URL}/api/postman/collection`
    const { variable } = await run<{ variable: { key: string }[] }>(
      sandbox,
      `cd ${folder} && { ${download}; } >&2 && cat *`,
    )
    const named = variable.map(({ key }) => key)
    expect(named).toEqual(expect.arrayContaining(['baseUrl', 'apiKey', 'apiOrigin']))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
