import type { Engine } from './driver.ts'
import { firefox } from './firefox.ts'
import { webkit } from './webkit.ts'

/** Those that are there: `setup/browsers.mjs` says which are not. In CI all of them, so that a missing one fails. */
export const engines: Engine[] = [firefox, webkit].filter((engine) => engine.isInstalled() || process.env.CI)
