import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `npm test`: the static checks, then the unit and store tests, then the browser tests. Stops at the first that fails,
 * and ends with one line that counts the tests: `12 passed, 0 failed`. With `--long` the tests that take long run too.
 */
interface Count {
  passed: number
  failed: number
}

interface Step {
  name: string
  command: string[]
  env?: Record<string, string>
  /** Reads what the step reported. A step that fails without a failed test to show counts as one. */
  count: () => Count
}

const reports = mkdtempSync(join(tmpdir(), 'paylink-reports-'))
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

const steps: Step[] = [
  {
    name: 'Types, style and sizes',
    command: ['npm', 'run', '--silent', 'check'],
    count: () => ({ passed: 0, failed: 0 }),
  },
  {
    name: 'Unit tests, and store tests on SQLite and PostgreSQL',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    count: countVitest,
  },
  {
    name: 'Browser tests',
    command: ['playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    count: countPlaywright,
  },
]

async function main() {
  const total: Count = { passed: 0, failed: 0 }
  const long = process.argv.includes('--long') ? { LONG: '1' } : {}
  for (const { name, command, env, count } of steps) {
    console.log(`\n── ${name} ──\n`)
    const wentWell = await run(command, { ...process.env, ...long, ...env })
    const { passed, failed } = count()
    total.passed += passed
    total.failed += wentWell ? failed : Math.max(failed, 1)
    if (total.failed > 0) break
  }
  rmSync(reports, { recursive: true })
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

/** Its end is awaited whatever happens: an interrupt reaches it as well, and it has something to tidy up. */
function run([command, ...args]: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, { cwd: join(import.meta.dirname, '..'), env, stdio: 'inherit' })
    child.once('error', (error) => {
      console.error(error.message)
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
}

function countVitest(): Count {
  const report = readReport<{
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }>(vitestReport)
  if (!report) return { passed: 0, failed: 0 }
  // A file that could not even be loaded has no tests to count.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

function countPlaywright(): Count {
  const report = readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(playwrightReport)
  if (!report) return { passed: 0, failed: 0 }
  // Passed at the second try is not passed.
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky }
}

const readReport = <T>(path: string): T | null =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null

process.on('SIGINT', () => {})
await main()
