import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test as base } from '@playwright/test'
import type { DemoFile } from '../demo/demo-file.ts'
import { findFreeBase } from '../demo/ports.ts'

const STARTS_WITHIN_MS = 60_000
const STOPS_WITHIN_MS = 15_000

/** What `demo.json` tells, and where the stand-ins keep their books. */
export interface Sandbox extends DemoFile {
  dataDir: string
}

/** Payers' addresses are counted up in a network that is kept for tests (RFC 2544). */
let payers = 0
const payerAddress = () => `198.18.${Math.floor(++payers / 250)}.${(payers % 250) + 1}`

/**
 * Playwright's `test`, with the whole sandbox running as `npm start` runs it: on free ports, with data of its own. One
 * for each worker; a test that fails ends its worker, so the next one finds a fresh sandbox. Each test is a payer with
 * an address of its own, as a proxy would tell it: what one payer may do in a minute is counted by address.
 */
export const test = base.extend<{ payer: string }, { sandbox: Sandbox }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
  payer: async ({}, use) => use(payerAddress()),
  context: async ({ context, sandbox, payer }, use) => {
    await context.route(new RegExp(`^${sandbox.host}/(checkout/payments|shop)/`), (route) =>
      route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': payer } }),
    )
    await use(context)
  },
  sandbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
    async ({}, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'paylink-e2e-'))
      const { child, output } = startSandbox(await findFreeBase(), dataDir)
      try {
        await use({ ...(await waitForDemoFile(join(dataDir, 'demo.json'), child, output)), dataDir })
      } finally {
        await stop(child)
        rmSync(dataDir, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: STARTS_WITHIN_MS + STOPS_WITHIN_MS },
  ],
})

export { expect } from '@playwright/test'

function startSandbox(port: number, dataDir: string) {
  const output: string[] = []
  const child = spawn(process.execPath, ['demo/start.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, RATE_LIMIT: '1000', TRUSTED_PROXIES: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)))
  return { child, output }
}

/** It is written when all of it listens. */
async function waitForDemoFile(file: string, child: ChildProcess, output: string[]): Promise<DemoFile> {
  const deadline = Date.now() + STARTS_WITHIN_MS
  while (!existsSync(file)) {
    if (hasEnded(child)) throw new Error(`The sandbox ended while it started:\n${output.join('')}`)
    if (Date.now() > deadline) throw new Error(`The sandbox did not start in time:\n${output.join('')}`)
    await sleep(50)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
  await ended
  clearTimeout(kill)
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
