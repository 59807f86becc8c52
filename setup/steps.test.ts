import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { countVitest } from './steps.ts'

const ROOT = join(import.meta.dirname, '..')
const STEPS = join(import.meta.dirname, 'steps.ts')
const PASSES = `it('passes', () => {})`

/** Runs Vitest as a step in a project of its own with this test file, in a process as `npm test` is one. */
function verdictOn(testFile: string, setup?: string): { passed: number; failed: number } {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-steps-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const config = { root: folder, test: { include: ['*.test.ts'], ...(setup && { globalSetup: setup }) } }
  writeFileSync(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify(config)}`)
  if (testFile !== '') writeFileSync(join(folder, 'one.test.ts'), `import { expect, it } from 'vitest'\n${testFile}`)

  const report = join(folder, 'report.json')
  const vitest = join(ROOT, 'node_modules', '.bin', 'vitest')
  const command = [vitest, 'run', '--reporter=json', `--outputFile.json=${report}`]
  const program = `
    const { countVitest, runSteps } = await import(${JSON.stringify(STEPS)})
    const step = { name: 'tests', command: ${JSON.stringify(command)}, count: () => countVitest(${JSON.stringify(report)}) }
    const count = await runSteps([step], { cwd: ${JSON.stringify(folder)}, env: process.env })
    console.log(JSON.stringify(count))`
  const { TEST_POSTGRES_URL: _url, VITEST: _vitest, ...env } = process.env
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { env, encoding: 'utf8' })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
}

it('passes where all tests pass, with the database that is started for them', () => {
  expect(verdictOn(PASSES, join(ROOT, 'setup', 'postgres.ts'))).toEqual({ passed: 1, failed: 0 })
})

it('fails where a test fails, whatever the database does when it is stopped', () => {
  const one = `${PASSES}\nit('fails', () => expect(1).toBe(2))`
  expect(verdictOn(one, join(ROOT, 'setup', 'postgres.ts'))).toEqual({ passed: 1, failed: 1 })
})

it('fails where an error was left unhandled', () => {
  const one = `it('passes', () => { setTimeout(() => Promise.reject(new Error('late'))); return new Promise((done) => setTimeout(done, 50)) })`
  expect(verdictOn(one)).toEqual({ passed: 1, failed: 1 })
})

it('fails where a file cannot be loaded', () => {
  expect(verdictOn(`import './not-there.ts'\n${PASSES}`)).toEqual({ passed: 0, failed: 1 })
})

it('fails where there is no test', () => {
  expect(verdictOn('')).toEqual({ passed: 0, failed: 1 })
  expect(verdictOn('export {}')).toEqual({ passed: 0, failed: 1 })
})

it('counts nothing where nothing was reported', () => {
  expect(countVitest(join(ROOT, 'not-there.json'))).toEqual({ passed: 0, failed: 0 })
})
