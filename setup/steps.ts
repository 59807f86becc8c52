import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

export interface Count {
  passed: number
  failed: number
}

export interface Step {
  name: string
  command: string[]
  env?: Record<string, string>
  /** Reads what its tests reported; left out where there are none. */
  count?: () => Count
}

/**
 * Runs one after the other, and stops at the first that fails. A step whose command fails counts as a failed test at
 * least, and so does one that reports no test at all.
 */
export async function runSteps(steps: Step[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Count> {
  const total: Count = { passed: 0, failed: 0 }
  for (const step of steps) {
    console.log(`\n── ${step.name} ──\n`)
    const wentWell = await run(step.command, cwd, { ...env, ...step.env })
    const { passed, failed } = step.count?.() ?? { passed: 0, failed: 0 }
    const isEmpty = step.count !== undefined && passed + failed === 0
    total.passed += passed
    total.failed += wentWell && !isEmpty ? failed : Math.max(failed, 1)
    if (total.failed > 0) break
  }
  return total
}

/** Its end is awaited whatever happens: an interrupt reaches it as well, and it has something to tidy up. */
function run([command, ...args]: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, { cwd, env, stdio: 'inherit' })
    child.once('error', (error) => {
      console.error(error.message)
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
}

/** @param path of what Vitest's JSON reporter wrote. */
export function countVitest(path: string): Count {
  const report = readReport<{
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }>(path)
  if (!report) return { passed: 0, failed: 0 }
  // A file that could not even be loaded has no tests to count.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

/** @param path of what Playwright's JSON reporter wrote. */
export function countPlaywright(path: string): Count {
  const report = readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(path)
  if (!report) return { passed: 0, failed: 0 }
  // Passed at the second try is not passed.
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky }
}

const readReport = <T>(path: string): T | null =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null
