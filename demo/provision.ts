import { createApp, createMerchant, listApps, updateApp, updateMerchant } from '../server/accounts/accounts.ts'
import { createKey } from '../server/accounts/keys.ts'
import { setProviderAccount } from '../server/accounts/provider-accounts.ts'
import { addReceivingAddress, listReceivingAddresses } from '../server/accounts/receiving-addresses.ts'
import type { Core } from '../server/core.ts'
import { readAmount } from '../server/invoices/terms.ts'
import { registerWebhook } from '../server/providers/registration.ts'
import { createPackage, findPackage } from '../server/subscriptions/packages.ts'
import { type EndpointOwner, rotateSecret, setEndpoint } from '../server/webhooks/endpoints.ts'
import { readKept, writeKept } from './kept-file.ts'
import type { NetworkKeys } from './keys.ts'
import { club } from './shop/products.ts'
import { WEBHOOK_PATHS } from './shop/shop.ts'

export interface ProvisionOptions {
  /** Keeps what can be read but once, so that the next start can show it again. */
  file: string
  /** The shop's origin: it may embed payments, and it hears of them. */
  shop: string
  /** Where the shop has accounts, with their credentials. */
  networks: Partial<Pick<NetworkKeys, (typeof PROVIDERS)[number]>>
  /** Where the merchant receives money. It belongs to this sandbox alone, so the merchant is known by it. */
  stellarAddress: string
  /** On the XRP Ledger, where that is part of the sandbox. */
  xrplAddress?: string
}

/** In the order in which they are asked: cards go to the first of them that is up. */
const PROVIDERS = ['stripe', 'airwallex', 'mollie', 'paypal'] as const

/** What the shop's server is given. */
export interface ShopCredentials {
  paylinq: { apiKey: string; webhookSecret: string }
  paylinkr: { apiKey: string; origin: string; webhookSecret: string }
  /** Of the subscription that it sells. */
  packageId: string
}

interface Kept {
  merchantId: string
  /** Providers that are set up. */
  providers: string[]
  /** What keys and webhooks were made for. Elsewhere (another PORT) they are made anew. */
  host: string
  shop: string
  credentials: ShopCredentials
}

/** Makes the shop's owner a merchant, with all that a merchant sets up; once, and again where that was interrupted. */
export async function provision(core: Core, options: ProvisionOptions): Promise<ShopCredentials> {
  const { file, shop, stellarAddress } = options
  const host = core.config.publicUrl
  const merchantId = (await merchantAt(core, stellarAddress)) ?? (await newMerchant(core, options))
  if (options.xrplAddress) await receiveXrp(core, merchantId, options.xrplAddress)
  const packageId = await clubPackage(core, merchantId)
  const kept = readKept<Kept>(file)
  const providers = PROVIDERS.filter((provider) => options.networks[provider])
  const current = kept?.merchantId === merchantId && kept.host === host && kept.shop === shop
  const sameClub = kept?.credentials.packageId === packageId
  if (current && sameClub && String(kept.providers) === String(providers)) return kept.credentials
  const credentials = await { ...(await setUp(core, merchantId, options)), packageId }
  writeKept(file, { merchantId, providers, host, shop, credentials } satisfies Kept)
  return credentials
}

async function merchantAt(core: Core, address: string): Promise<string | undefined> {
  const addresses = await listReceivingAddresses(core)
  return addresses.find((one) => one.address === address)?.merchantId
}

async function newMerchant(core: Core, { shop, stellarAddress }: ProvisionOptions): Promise<string> {
  const { id } = await createMerchant(core, { name: 'Birch & Ember', origins: [shop] })
  await addReceivingAddress(core, { merchantId: id, mode: 'test', network: 'STELLAR', address: stellarAddress })
  return id
}

/** On data from before the XRP Ledger was watched the merchant gets it now. */
async function receiveXrp(core: Core, merchantId: string, address: string): Promise<void> {
  if (await merchantAt(core, address)) return
  await addReceivingAddress(core, { merchantId, mode: 'test', network: 'XRPL', address })
}

/** By its slug: the same one at every start, also on data from before there was one. */
async function clubPackage(core: Core, merchantId: string): Promise<string> {
  const owner = { merchantId, mode: 'test' } as const
  const { slug, name, notes, price } = club
  const { id } = await core.store.transaction(
    async (tx) =>
      (await findPackage(tx, owner, slug)) ??
      (await createPackage(core, tx, owner, {
        name,
        slug,
        description: notes,
        asset: price.asset,
        ...readAmount('amount', price.amount, price.asset),
        billing_interval: 'MONTHLY',
        trial_days: 0,
        invoice_expires_in: '7d',
        reminder_preset: 'STANDARD',
        widget_button_label: 'Join the club',
        active: 1,
      })),
  )
  return id
}

type Access = Omit<ShopCredentials, 'packageId'>

async function setUp(core: Core, merchantId: string, { shop, networks }: ProvisionOptions): Promise<Access> {
  const origins = [shop]
  await updateMerchant(core, merchantId, { origins })
  const [first] = await listApps(core, merchantId)
  const app = first
    ? await updateApp(core, first.id, { origins })
    : await createApp(core, { merchantId, name: 'Birch & Ember', origins })

  for (const [index, provider] of PROVIDERS.entries()) {
    const credentials = networks[provider]
    if (!credentials) continue
    const settings = { appId: app.id, mode: 'test', provider, priority: index + 1, credentials } as const
    const account = await setProviderAccount(core, settings)
    await registerWebhook(core, account.id)
  }
  return {
    paylinq: await paylinqCredentials(core, app.id, shop),
    paylinkr: await paylinkrCredentials(core, merchantId, shop),
  }
}

async function paylinqCredentials(core: Core, appId: string, shop: string): Promise<ShopCredentials['paylinq']> {
  const owner = { dialect: 'paylinq', ownerId: appId, mode: 'test' } as const
  const { key: apiKey } = await createKey(core, { ...owner, name: 'Shop server' })
  return { apiKey, webhookSecret: await hearOfEvents(core, owner, shop + WEBHOOK_PATHS.paylinq) }
}

async function paylinkrCredentials(core: Core, merchantId: string, shop: string): Promise<ShopCredentials['paylinkr']> {
  const owner = { dialect: 'paylinkr', ownerId: merchantId, mode: 'test' } as const
  const { key: apiKey } = await createKey(core, { ...owner, name: 'Shop server', origins: [shop] })
  return { apiKey, origin: shop, webhookSecret: await hearOfEvents(core, owner, shop + WEBHOOK_PATHS.paylinkr) }
}

/** @returns the secret that the webhooks are signed with. Of one that was there before nobody knows it any more. */
async function hearOfEvents(core: Core, owner: EndpointOwner, url: string): Promise<string> {
  const { secret } = await setEndpoint(core, { ...owner, url, enabled: true })
  return secret ?? (await rotateSecret(core, owner)).secret!
}
