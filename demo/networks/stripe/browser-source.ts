import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const IMPORT = /^import [^']*'\.\/([\w-]+)\.ts'$/gm
const EXPORT = /^export (?=const|function|async function|interface|type)/gm

const sourceOf = (name: string) => readFileSync(new URL(`./browser/${name}.ts`, import.meta.url), 'utf8')

/**
 * A script of `browser/` as one classic script, which a page can load with a plain tag: the file and what it imports,
 * each as it is written but without types, in the order in which they need each other.
 */
export function browserScript(entry: string): string {
  const parts = new Map<string, string>()
  collect(entry, parts)
  return `'use strict';\n(() => {\n${[...parts.values()].join('\n')}\n})();\n`
}

function collect(name: string, parts: Map<string, string>) {
  if (parts.has(name)) return
  // Type imports are blanked by then, so what is left is what has to come first.
  const source = stripTypeScriptTypes(sourceOf(name))
  for (const [, imported] of source.matchAll(IMPORT)) collect(imported!, parts)
  parts.set(name, `// ${name}.ts\n${source.replaceAll(IMPORT, '').replaceAll(EXPORT, '')}`)
}

/** A style sheet of `browser/`. */
export const browserStyle = (name: string) => readFileSync(new URL(`./browser/${name}.css`, import.meta.url), 'utf8')
