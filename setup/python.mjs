import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run, say } from './progress.mjs'

const PACKAGES = ['python3-flask', 'python3-requests']

const isThere = () => spawnSync('python3', ['-c', 'import flask, requests'], { stdio: 'ignore' }).status === 0

/**
 * Python with Flask and Requests, in which merchants' examples are run. As root on Debian and its like installs it;
 * anyone else is told what those tests need, and they are skipped.
 */
export async function installPython() {
  if (isThere()) return
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (canInstall) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const install = ['-o=Dpkg::Use-Pty=0', '-y', '-qq', '--no-install-recommends', 'install', ...PACKAGES]
    await run('Reading the package lists (apt-get update)', 'apt-get', ['-qq', 'update'], { env })
    await run('Installing Flask and Requests (apt-get install)', 'apt-get', install, { env })
  }
  if (!isThere()) say(`The tests in Python are skipped: they need ${PACKAGES.join(' and ')}.`)
}
