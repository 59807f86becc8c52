import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DIST } from './assets.ts'
import { type TestBuild, testBuild } from './test-widget-build.ts'
import { loadWidget, pinnedTags } from './widget-build.ts'
import { isPart, isPinned } from './widget-names.ts'

const digest = (algorithm: string, content: string | Buffer) => createHash(algorithm).update(content).digest()
const version = (content: string | Buffer) => digest('sha256', content).toString('hex').slice(0, 16)

describe('a build', () => {
  let build: TestBuild

  beforeEach(() => {
    build = testBuild('first')
  })
  afterEach(() => build.remove())

  it('has a tag for each script whose name stays, and not for the newest shell', () => {
    const tags = pinnedTags(loadWidget(build.folder), 'https://pay.example/below')
    expect(tags).toEqual(
      ['widget.js', 'widget/payment.js', 'widget/subscription.js'].map((name) => ({
        name,
        src: `https://pay.example/below/pinned/${version(build.pinned[name]!)}/${name}`,
        integrity: `sha384-${digest('sha384', build.pinned[name]!).toString('base64')}`,
      })),
    )
  })

  it('has its scripts by version, and their parts', () => {
    const { scripts } = loadWidget(build.folder)
    const pinned = (name: string) => `pinned/${version(build.pinned[name]!)}/${name}`
    const names = ['widget.js', 'widget/payment.js', 'widget/subscription.js'].map(pinned)
    expect(scripts.map(({ name }) => name)).toEqual([...names, build.shell])
    expect(scripts.at(-1)!.content).toBe(build.contents[build.shell])
  })

  it('stays what it was when its files are written over', () => {
    const before = loadWidget(build.folder)
    const { integrity } = pinnedTags(before, '')[0]!
    writeFileSync(join(build.folder, 'pinned', 'widget.js'), 'the next build')
    expect(pinnedTags(before, '')[0]!.integrity).toBe(integrity)
    expect(pinnedTags(loadWidget(build.folder), '')[0]!.integrity).not.toBe(integrity)
  })
})

it('tells what to do where nothing was built', () => {
  const empty = mkdtempSync(join(tmpdir(), 'paylink-widget-'))
  for (const folder of [empty, join(empty, 'nowhere')]) {
    expect(() => loadWidget(folder)).toThrow('The pages are not built: run "npm run build" first.')
  }
  rmSync(empty, { recursive: true })
})

describe('our own build', () => {
  const scriptsIn = (folder: string) =>
    readdirSync(join(DIST, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))

  it('is kept as it is on the disk: all that is pinned, and the parts of the rest', () => {
    const [pinned, parts] = [scriptsIn('pinned'), scriptsIn('widget').filter((name) => isPart(name))]
    expect([pinned.length, parts.length]).toEqual([3, 1])
    const read = (folder: string) => (name: string) => [name, readFileSync(join(DIST, folder, name), 'utf8')]
    const kept = loadWidget().scripts.map(({ name, content }) => [name.replace(/^pinned\/\w+\//, ''), content])
    expect(kept.sort()).toEqual([...pinned.map(read('pinned')), ...parts.map(read('widget'))].sort())
  })

  it('pins each script that there is, and nothing that loads another', () => {
    expect(scriptsIn('pinned').sort()).toEqual(
      scriptsIn('widget')
        .filter((name) => !isPart(name) && name !== 'widget/shell.js')
        .sort(),
    )
    for (const { content } of loadWidget().tags) expect(content).not.toMatch(/\bimport\b/)
  })

  it('can be kept in both databases', () => {
    for (const { name, content } of loadWidget().scripts) {
      expect(isPart(name) || isPinned(name)).toBe(true)
      expect(content).not.toContain('\0')
    }
  })
})
