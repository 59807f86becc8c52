import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** What a file in DATA_DIR holds, as JSON; undefined where there is none. */
export const readKept = <T>(file: string): T | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined

/** Readable by its owner alone, and at any time either as it was or as it is now. */
export function writeKept(file: string, content: object): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
