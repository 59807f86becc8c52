import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listMerchants } from '../server/accounts/accounts.ts'
import { listReceivingAddresses } from '../server/accounts/receiving-addresses.ts'
import { paylinkr, paylinq } from '../server/http/dialects.ts'
import { openKeyring } from '../server/http/principal.ts'
import { describeOnBothStores } from '../server/store/test-stores.ts'
import { type TestCore, testCore } from '../server/test-core.ts'
import { openNetworkKeys, publicKeyOf } from './keys.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { stripeService } from './networks/stripe/stripe.ts'
import { provision, type ShopCredentials } from './provision.ts'

const SHOP = 'http://127.0.0.1:4243'
const MOVED_SHOP = 'http://127.0.0.1:5001'

describeOnBothStores('what npm start sets up', (store) => {
  let folder: string
  let core: TestCore
  let stripe: StandIn

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paylink-provision-'))
    const clock = { now: () => Date.now() }
    const keys = openNetworkKeys(folder).stripe
    const service = stripeService({ clock, booksFile: ':memory:', ...keys })
    stripe = await startStandIn({ name: 'stripe', port: 0, clock, service })
  })

  beforeEach(() => {
    core = testCore(store(), { config: { stripe: { apiUrl: stripe.url, scriptUrl: null } } })
  })

  afterAll(async () => {
    await stripe?.stop()
    rmSync(folder, { recursive: true })
  })

  const setUp = (shop: string): Promise<ShopCredentials> => {
    const keys = openNetworkKeys(folder)
    const stellarAddress = publicKeyOf(keys.stellar.merchant)
    return provision(core, {
      file: join(folder, 'sandbox.json'),
      shop,
      networks: { stripe: keys.stripe },
      stellarAddress,
    })
  }

  const identify = (credentials: ShopCredentials) => {
    const keyring = openKeyring(core)
    return Promise.all([
      keyring.identify(paylinq, new Headers({ 'X-API-Key': credentials.paylinq.apiKey })),
      keyring.identify(paylinkr, new Headers({ Authorization: `Bearer ${credentials.paylinkr.apiKey}` })),
    ])
  }

  test('the keys are good, one for each dialect, and PayLinkr’s is the shop’s alone', async () => {
    const credentials = await setUp(SHOP)
    const [app, merchant] = await identify(credentials)
    expect([app.mode, merchant.mode]).toEqual(['test', 'test'])
    expect([app.origins, merchant.origins]).toEqual([[], [SHOP]])
    expect(credentials.paylinkr.origin).toBe(SHOP)
  })

  test('a second start shows the same', async () => {
    const first = await setUp(SHOP)
    expect(await setUp(SHOP)).toEqual(first)
    expect(await listMerchants(core)).toHaveLength(1)
  })

  test('elsewhere the same merchant gets keys and secrets for there', async () => {
    const before = await setUp(SHOP)
    const after = await setUp(MOVED_SHOP)
    expect(after.paylinq.webhookSecret).not.toBe(before.paylinq.webhookSecret)
    const [[appBefore], [app, merchant]] = [await identify(before), await identify(after)]
    expect(app.ownerId).toBe(appBefore.ownerId)
    expect(merchant.origins).toEqual([MOVED_SHOP])
    const [owner] = await listMerchants(core)
    expect(owner).toMatchObject({ id: merchant.ownerId, allowedOrigins: [MOVED_SHOP] })
  })

  test('a start that was interrupted is done again, for the same merchant', async () => {
    await setUp(SHOP)
    rmSync(join(folder, 'sandbox.json'))
    const again = await setUp(SHOP)
    await identify(again)
    expect(JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8')).credentials).toEqual(again)
    expect(await listMerchants(core)).toHaveLength(1)
    expect(await listReceivingAddresses(core)).toHaveLength(1)
  })
})
