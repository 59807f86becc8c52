import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../server/clock.ts'
import { readConfig } from '../server/config.ts'
import type { Core } from '../server/core.ts'
import { openCore } from '../server/open-core.ts'

/** A core over an SQLite file of its own, for as long as `work` takes. */
export async function withCore<T>(work: (core: Core, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-bench-'))
  const config = readConfig({
    DATA_DIR: folder,
    PAYLINK_SECRET: 'a secret for the bench that is long enough to be one',
    WEBHOOKS_TO_LOOPBACK: '1',
  })
  const core = await openCore(config, { clock: systemClock })
  core.logger.level = 'error'
  try {
    return await work(core, folder)
  } finally {
    await core.store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
