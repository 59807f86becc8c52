import { existsSync } from 'node:fs'
import { run } from './progress.mjs'

/** @type {Promise<boolean> | undefined} once for all that is installed. */
let listsAreRead

/**
 * Installs Debian packages, as root on Debian and its like. Anyone else has to be told what to install.
 * @param {string} what for the person who waits.
 * @param {string[]} packages
 * @returns {Promise<boolean>} whether that was done.
 */
export async function installPackages(what, packages) {
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!canInstall) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['-o=Dpkg::Use-Pty=0', '-y', '-qq', '--no-install-recommends', 'install', ...packages]
  listsAreRead ??= run('Reading the package lists (apt-get update)', 'apt-get', ['-qq', 'update'], { env })
  return (await listsAreRead) && (await run(`Installing ${what} (apt-get install)`, 'apt-get', install, { env }))
}
