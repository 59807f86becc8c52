import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreeBase } from '../demo/ports.ts'
import { startSandbox } from '../demo/start.ts'

/** The whole sandbox, as `npm start` runs it, with data of its own. Sends what `demo.json` tells when it listens. */
const dataDir = mkdtempSync(join(tmpdir(), 'paylink-bench-'))
const limits = { RATE_LIMIT: '1000000000', TRUSTED_PROXIES: undefined }
const sandbox = await startSandbox({ port: await findFreeBase(), dataDir, limits })
process.send?.(sandbox.demo)
process.once('disconnect', async () => {
  await sandbox.stop()
  rmSync(dataDir, { recursive: true, force: true })
  process.exit()
})
