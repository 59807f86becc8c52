import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countPlaywright, countVitest, runSteps, type Step } from './steps.ts'

/**
 * `npm test`: the static checks, then the unit and store tests, then the browser tests. Stops at the first that fails,
 * and ends with one line that counts the tests: `12 passed, 0 failed`. With `--long` the tests that take long run too.
 */
const reports = mkdtempSync(join(tmpdir(), 'paylink-reports-'))
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

const steps: Step[] = [
  { name: 'Types, style and sizes', command: ['npm', 'run', '--silent', 'check'] },
  {
    name: 'Unit tests, and store tests on SQLite and PostgreSQL',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    count: () => countVitest(vitestReport),
  },
  {
    name: 'Browser tests',
    command: ['playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    count: () => countPlaywright(playwrightReport),
  },
]

process.on('SIGINT', () => {})
const long = process.argv.includes('--long') ? { LONG: '1' } : {}
const { passed, failed } = await runSteps(steps, {
  cwd: join(import.meta.dirname, '..'),
  env: { ...process.env, ...long },
})
rmSync(reports, { recursive: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
