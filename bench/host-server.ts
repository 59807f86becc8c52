import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import { serve } from '../embed-host/main.ts'
import { createApp, createMerchant } from '../server/accounts/accounts.ts'
import { createKey } from '../server/accounts/keys.ts'
import { addReceivingAddress } from '../server/accounts/receiving-addresses.ts'
import { readConfig } from '../server/config.ts'

/** The whole host on an SQLite file of its own, with one merchant. Sends its address and keys when it listens. */
const folder = mkdtempSync(join(tmpdir(), 'paylink-bench-'))
const host = await serve(
  readConfig({
    PORT: process.argv[2] ?? '0',
    DATA_DIR: folder,
    PAYLINK_SECRET: 'a secret for the bench that is long enough to be one',
    RATE_LIMIT: '1000000000',
    // Nothing listens there: the watcher keeps trying, as it does when a network is down.
    STELLAR_TEST_HORIZON_URLS: 'http://127.0.0.1:9',
  }),
  { quiet: true },
)
const { id: merchantId } = await createMerchant(host.core, { name: 'Bench', origins: ['*'] })
const { id: appId } = await createApp(host.core, { merchantId, name: 'Bench', origins: ['*'] })
const paylinq = await createKey(host.core, { ownerId: appId, dialect: 'paylinq', mode: 'test', name: 'bench' })
const paylinkr = await createKey(host.core, { ownerId: merchantId, dialect: 'paylinkr', mode: 'test', name: 'bench' })
await addReceivingAddress(host.core, {
  merchantId,
  mode: 'test',
  network: 'STELLAR',
  address: Keypair.random().publicKey(),
})
process.send?.({ url: host.address, paylinq: paylinq.key, paylinkr: paylinkr.key })
process.once('disconnect', async () => {
  await host.stop()
  rmSync(folder, { recursive: true, force: true })
  process.exit()
})
