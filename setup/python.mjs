import { spawnSync } from 'node:child_process'
import { installPackages } from './packages.mjs'
import { say } from './progress.mjs'

const PACKAGES = ['python3-flask', 'python3-requests']

const isThere = () => spawnSync('python3', ['-c', 'import flask, requests'], { stdio: 'ignore' }).status === 0

/**
 * Python with Flask and Requests, in which merchants' examples are run. As root on Debian and its like installs it;
 * anyone else is told what those tests need, and they are skipped.
 */
export async function installPython() {
  if (isThere()) return
  await installPackages('Flask and Requests', PACKAGES)
  if (!isThere()) say(`The tests in Python are skipped: they need ${PACKAGES.join(' and ')}.`)
}
