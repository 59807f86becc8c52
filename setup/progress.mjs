import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The set-up runs on whatever Node is there, from version 20 on, before anything is installed: plain JavaScript. */

/** The project's folder. Everything of the set-up runs in it. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url))

const HEARTBEAT_MS = 5_000

/** A line for the person who waits. */
export function say(line) {
  console.log(`paylink: ${line}`)
}

/**
 * Ends the set-up with one sentence that says what is wrong.
 * @returns {never}
 */
export function giveUp(sentence) {
  console.error(`paylink: ${sentence}`)
  process.exit(1)
}

/**
 * Runs a command to its end and shows that it is alive meanwhile.
 * @returns {Promise<boolean>} whether it went well.
 */
export async function run(what, command, args, { env = process.env } = {}) {
  say(`${what} …`)
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const heartbeat = setInterval(() => say(`${what} … ${seconds()} s`), HEARTBEAT_MS)
  try {
    const child = spawn(command, args, { cwd: projectFolder, env, stdio: ['ignore', 'inherit', 'inherit'] })
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code === 0) say(`${what}: done in ${seconds()} s`)
    return code === 0
  } catch (error) {
    console.error(error.message)
    return false
  } finally {
    clearInterval(heartbeat)
  }
}
