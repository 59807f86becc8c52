import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, projectFolder, run, say } from './progress.mjs'

/** Temporal, `node:sqlite` and plain `.ts` files need it. It comes as the package `node`. */
const NODE_MAJOR = 26

/** Installs what package-lock.json lists, unless exactly that is installed already. */
export async function installDependencies() {
  const difference = differenceFromLock()
  if (difference) {
    say(difference)
    // The npm that runs this script, and the Node that it runs on: the one in node_modules is about to be replaced.
    const { npm_execpath, npm_node_execpath } = process.env
    const [command, ...before] = npm_execpath ? [npm_node_execpath ?? process.execPath, npm_execpath] : ['npm']
    if (
      !(await run('Installing dependencies (npm ci)', command, [...before, 'ci', '--include=dev', '--loglevel=error']))
    ) {
      giveUp('npm ci failed: see its message above, and start again once that is mended.')
    }
  }
  checkNode()
}

/** What npm notes in node_modules about what it installed, against the lock file: a sentence, or null if they agree. */
function differenceFromLock() {
  const wanted = packagesIn('package-lock.json')
  const installed = packagesIn('node_modules/.package-lock.json')
  if (!installed) return 'The dependencies are not installed yet.'
  for (const [path, { version, integrity, optional, devOptional }] of wanted) {
    if (path === '') continue
    const found = installed.get(path)
    if (!found && (optional || devOptional)) continue
    if (found?.version !== version || found?.integrity !== integrity) {
      return `The dependencies changed: ${path.replace(/^.*node_modules\//, '')} is to be ${version}.`
    }
  }
  return null
}

function packagesIn(file) {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(join(projectFolder, file), 'utf8')).packages))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** npm puts node_modules/.bin first on the scripts' path, so `node` is the installed one if its own script ran. */
function checkNode() {
  const path = [join(projectFolder, 'node_modules', '.bin'), process.env.PATH].join(':')
  const version = execFileSync('node', ['--version'], { env: { ...process.env, PATH: path }, encoding: 'utf8' }).trim()
  if (Number(version.slice(1).split('.')[0]) >= NODE_MAJOR) return
  giveUp(
    `Node ${NODE_MAJOR} is needed and npm scripts run on ${version}: the install script of the package "node" did not ` +
      'run. Allow it (npm config delete ignore-scripts), remove node_modules and start again; ' +
      `or use a Node ${NODE_MAJOR} of your own.`,
  )
}
