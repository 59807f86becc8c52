import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '../../server/config.ts'

type Environment = Record<string, string | undefined>

/**
 * The environment's settings; a secret that is not among them is read from the file `secret` in DATA_DIR.
 * @throws with one line for each setting that is missing or wrong.
 */
export function readConfiguration(env: Environment): Config {
  return readConfig(env.PAYLINK_SECRET ? env : { ...env, PAYLINK_SECRET: readKeptSecret(env) })
}

function readKeptSecret(env: Environment): string {
  const file = join(env.DATA_DIR || 'var', 'secret')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw new Error(`PAYLINK_SECRET is not set, and ${file} cannot be read: ${message}.`)
    throw new Error(
      `PAYLINK_SECRET is not set, and there is no ${file}.\n` +
        `Make one, and keep it: mkdir -p ${join(file, '..')} && (umask 077; openssl rand -base64 48 > ${file})`,
    )
  }
}
