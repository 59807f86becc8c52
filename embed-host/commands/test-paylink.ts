import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../paylink.js', import.meta.url))

export interface Ran {
  code: number | null
  out: string
  err: string
}

export interface TestFolder {
  path: string
  /** Runs the program on the folder, with nothing else of this process's environment than where programs are. */
  paylink(words: string[], surroundings?: { env?: Record<string, string>; input?: string }): Promise<Ran>
  remove(): void
}

/** A DATA_DIR of a test's own. */
export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'paylink-command-'))
  writeFileSync(join(path, 'secret'), 'a secret for the program that is long enough to be one\n')
  return {
    path,
    async paylink(words, { env, input = '' } = {}) {
      const child = spawn(process.execPath, [PROGRAM, ...words], {
        env: { PATH: process.env.PATH, DATA_DIR: path, ...env },
      })
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
      child.stdin.end(input)
      const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
      return { code, out, err }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
