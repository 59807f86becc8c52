import { text } from 'node:stream/consumers'

/** Said in the help of an option that takes a secret. */
export const SECRET_SOURCES = 'env:NAME to read a variable, - to read standard input'

const VARIABLE = /^env:(.+)$/

/**
 * Secrets from where their options say, so that none needs to stand in a shell's history: `env:NAME` is a variable,
 * `-` is the next line of standard input. Anything else is the secret itself.
 * @throws when the variable is not set, or there are too few lines.
 */
export async function readSecrets<Name extends string>(
  given: Record<Name, string | undefined>,
  env: Record<string, string | undefined>,
  input: NodeJS.ReadableStream,
): Promise<Record<Name, string | undefined>> {
  const sources = Object.entries<string | undefined>(given)
  const lines = sources.some(([, source]) => source === '-') ? (await text(input)).split(/\r?\n/) : []
  const read = ([name, source]: [string, string | undefined]) => [name, source && readSecret(source, env, lines)]
  return Object.fromEntries(sources.map(read))
}

function readSecret(source: string, env: Record<string, string | undefined>, lines: string[]): string {
  if (source === '-') {
    const line = lines.shift()?.trim()
    if (!line) throw new Error('Standard input has too few lines: write one for each option that is -, in their order.')
    return line
  }
  const variable = VARIABLE.exec(source)?.[1]
  if (variable === undefined) return source
  const value = env[variable]
  if (!value) throw new Error(`The variable ${variable} is not set.`)
  return value
}
