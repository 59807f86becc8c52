import { createHash } from 'node:crypto'

/** A script that merchants' pages load, under a name that never stands for another content. */
export interface WidgetScript {
  /** As it is asked for: `widget.js?v=0123456789abcdef`, or a part that scripts load, `widget/shell-BqT1x_9-.js`. */
  name: string
  content: string
}

/** Scripts for tags. Their names stay from build to build. */
const SCRIPT = /^widget(?:\/[a-z][a-z0-9-]{0,40})?\.js$/

/** The build puts eight characters of its hash behind a part's name. No script's name may end like that. */
const PART = /^widget\/[\w.-]{1,60}-[\w-]{8}\.js$/

/** The newest shell, for loaders whose own is gone: it stands for whatever is newest, so there is nothing to pin. */
const LATEST_SHELL = 'widget/shell.js'

const VERSION = /^[0-9a-f]{16}$/

export const isVersion = (text: string): boolean => VERSION.test(text)

/** @param name without a version */
export const isPart = (name: string): boolean => PART.test(name)

/** Whether it is one that merchants put into a tag. @param name without a version */
export const isScript = (name: string): boolean => SCRIPT.test(name) && !isPart(name) && name !== LATEST_SHELL

/** The first 16 hexadecimal digits of its SHA-256. It tells contents apart; what proves one is `integrityOf`. */
export const versionOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16)

/** For a tag's `integrity`: https://www.w3.org/TR/sri-2/#integrity-metadata-description */
export const integrityOf = (content: string): string =>
  `sha384-${createHash('sha384').update(content).digest('base64')}`

/** The name of one version of a script. */
export const pinnedName = (script: string, version: string): string => `${script}?v=${version}`

/** Whether anything may be kept by this name. */
export function isKeptName(name: string): boolean {
  if (isPart(name)) return true
  const [script = '', version = '', ...more] = name.split('?v=')
  return more.length === 0 && isScript(script) && isVersion(version)
}
