import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { testMerchant } from '../invoices/test-invoices.ts'
import { credit, openPosition, testTransfer } from '../ledgers/test-transfers.ts'
import { paylinkrDocument } from '../reference.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { forgetWebhooks } from '../webhooks/test-webhooks.ts'
import { type PostmanCollection, type PostmanItem, postmanCollection } from './postman.ts'
import { testApi, testKey } from './test-api.ts'

const ORIGIN = 'https://shop.example'

describeOnBothStores('the Postman collection', (store) => {
  async function open() {
    const core = testCore(store())
    const { merchantId, address } = await testMerchant(core)
    await openPosition(core, address)
    await credit(core, address, [testTransfer(core)])
    const key = await testKey(core, 'paylinkr', merchantId, { origins: [ORIGIN] })
    return { collection: postmanCollection(paylinkrDocument(core)), key, app: testApi(core, 'paylinkr').app }
  }

  it('has the variables that whoever imports it fills in, and those that it fills in itself', async () => {
    const { collection } = await open()
    const keys = collection.variable.map(({ key }) => key)
    expect(keys.slice(0, 3)).toEqual(['baseUrl', 'apiKey', 'apiOrigin'])
    const used = new Set([...JSON.stringify(collection.item).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))
    expect([...used].filter((name) => !keys.includes(name!))).toEqual([])
    expect(collection.auth).toMatchObject({ bearer: [{ value: '{{apiKey}}' }] })
  })

  it('holds every operation of the reference', async () => {
    const { collection } = await open()
    const core = testCore(store())
    const operations = Object.values(paylinkrDocument(core).paths).flatMap((methods) => Object.values(methods))
    const names = collection.item.flatMap(({ item }) => item.map(({ name }) => name))
    expect(names.sort()).toEqual(operations.map(({ summary }) => summary).sort())
  })

  it('runs from its first request to its last', async () => {
    const { collection, key, app } = await open()
    const variables = new Map(collection.variable.map(({ key: name, value }) => [name, value]))
    variables.set('baseUrl', '').set('apiKey', key).set('apiOrigin', ORIGIN)
    const answers: string[] = []
    for (const item of collection.item.flatMap((folder) => folder.item)) {
      const response = await app.request(...requestOf(collection, item, variables))
      const text = await response.text()
      const { code } = JSON.parse(text) as { code?: string }
      expect([item.name, response.status < 500, code === 'unknown_path', response.status === 403]).toEqual([
        item.name,
        true,
        false,
        false,
      ])
      if (!item.request.method.startsWith('GET') || response.status !== 200) {
        answers.push(`${item.request.method} ${item.request.url.raw} ${response.status}`)
      }
      runScripts(item, response.status, text, variables)
    }
    // What makes something works as it is.
    for (const made of ['invoices', 'recurring-plans', 'subscription-packages', 'subscriptions']) {
      expect(answers).toContain(`POST {{baseUrl}}/${made} 201`)
    }
    expect(answers).toContain('POST {{baseUrl}}/unmatched-transfers/{{unmatchedTransferId}}/attach 200')
    expect(answers).toContain('PATCH {{baseUrl}}/webhooks 200')
    expect(answers).toContain('POST {{baseUrl}}/webhooks/test 200')
    expect(answers.filter((answer) => /^(?:GET|PATCH) /.test(answer) && !/ 2\d\d$/.test(answer))).toEqual([])
    await forgetWebhooks(store())
  })
})

/** The request as Postman would send it. */
function requestOf(
  collection: PostmanCollection,
  { request }: PostmanItem,
  variables: Map<string, string>,
): [string, RequestInit] {
  const fill = (text: string) => text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables.get(name) ?? '')
  const { bearer } = collection.auth as { bearer: [{ value: string }] }
  const sent = request.header.filter(({ disabled }) => !disabled)
  return [
    fill(request.url.raw),
    {
      method: request.method,
      headers: {
        ...Object.fromEntries(sent.map(({ key, value }) => [key, fill(value)])),
        Authorization: `Bearer ${fill(bearer[0].value)}`,
      },
      ...(request.body && { body: fill(request.body.raw) }),
    },
  ]
}

/** Runs what the collection does with an answer, as Postman would. */
function runScripts(item: PostmanItem, code: number, text: string, variables: Map<string, string>): void {
  const pm = {
    response: { code, json: () => JSON.parse(text) },
    collectionVariables: { set: (name: string, value: string) => variables.set(name, value) },
  }
  for (const { script } of item.event ?? []) runInNewContext(script.exec.join('\n'), { pm })
}
