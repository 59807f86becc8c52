import { createHash } from 'node:crypto'

/** What the files that merchants' pages load are called, below the host. */

/** The build puts eight characters of its hash behind a part's name. */
const PART = /^widget\/[\w.-]{1,60}-[\w-]{8}\.js$/

const PINNED = /^pinned\/[0-9a-f]{16}\/widget(?:\/[a-z][a-z0-9-]{0,40})?\.js$/

/** Whether it is loaded by scripts, and never stands for another content. */
export const isPart = (name: string): boolean => PART.test(name)

/** Whether it is one version of a script for tags. */
export const isPinned = (name: string): boolean => PINNED.test(name)

/**
 * Of a script for tags, by its own name and what is in it. The version is in the path, because there are caches that take
 * no notice of a query.
 */
export const pinnedName = (script: string, content: string): string => `pinned/${versionOf(content)}/${script}`

/** The first 16 hexadecimal digits of its SHA-256. It tells contents apart; what proves one is `integrityOf`. */
export const versionOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16)

/** For a tag's `integrity`: https://www.w3.org/TR/sri-2/#integrity-metadata-description */
export const integrityOf = (content: string): string =>
  `sha384-${createHash('sha384').update(content).digest('base64')}`
