import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WidgetScript } from '../server/widget-scripts/widget-scripts.ts'
import { DIST, notBuilt } from './assets.ts'
import { integrityOf, isPart, pinnedName } from './widget-names.ts'

/**
 * What the build made for merchants' pages, as it was when it was read: a host that is running goes on telling, and
 * answering, the same versions while the next build is written over its files.
 */
export interface WidgetBuild {
  /** Where the files lie that pages get without a version. */
  folder: string
  /** What tags with a version run, by the names that stay: each is whole, and loads no other. */
  tags: { name: string; content: string }[]
  /** The same by the names of their versions, and the parts that the others load. */
  scripts: WidgetScript[]
}

/** @throws when the pages were not built. */
export function loadWidget(dist = DIST): WidgetBuild {
  const folder = join(dist, 'widget')
  const parts = readFiles(folder).filter(({ name }) => isPart(name))
  const tags = readFiles(join(dist, 'pinned'))
  const pinned = tags.map(({ name, content }) => ({ name: pinnedName(name, content), content }))
  return { folder, tags, scripts: [...pinned, ...parts] }
}

function readFiles(folder: string): { name: string; content: string }[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
    if (!names.includes('widget.js')) throw new Error(`There is no widget.js in ${folder}.`)
    return names.sort().map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }))
  } catch (error) {
    throw notBuilt(error)
  }
}

/** What a merchant copies to run exactly this version of a script. */
export interface PinnedTag {
  name: string
  src: string
  integrity: string
}

/** @param host its address, without a slash at the end */
export const pinnedTags = ({ tags }: WidgetBuild, host: string): PinnedTag[] =>
  tags.map(({ name, content }) => ({
    name,
    src: `${host}/${pinnedName(name, content)}`,
    integrity: integrityOf(content),
  }))
