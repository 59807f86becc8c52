import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isKeptName } from '../server/widget-scripts/widget-script.ts'
import { DIST } from './assets.ts'
import { type TestBuild, testBuild } from './test-widget-build.ts'
import { loadWidget, pinnedTags } from './widget-build.ts'

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
        src: `https://pay.example/below/${name}?v=${version(build.contents[name]!)}`,
        integrity: `sha384-${digest('sha384', build.contents[name]!).toString('base64')}`,
      })),
    )
  })

  it('has its scripts by version, and their parts', () => {
    const { scripts } = loadWidget(build.folder)
    const pinned = (name: string) => `${name}?v=${version(build.contents[name]!)}`
    const names = ['widget.js', 'widget/payment.js', 'widget/subscription.js'].map(pinned)
    expect(scripts.map(({ name }) => name)).toEqual([...names, build.shell])
    expect(scripts.at(-1)!.content).toBe(build.contents[build.shell])
  })

  it('stays what it was when its files are written over', () => {
    const before = loadWidget(build.folder)
    const { integrity } = pinnedTags(before, '')[0]!
    writeFileSync(join(build.folder, 'widget.js'), 'the next build')
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
  const folder = join(DIST, 'widget')

  it('is kept whole, as it is on the disk', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
    const { scripts } = loadWidget()
    const kept = scripts.map(({ name, content }) => [name.replace(/\?.*/, ''), content])
    const expected = files.filter((name) => name !== 'widget/shell.js').sort()
    expect(kept.map(([name]) => name).sort()).toEqual(expected)
    for (const [name, content] of kept) expect(Buffer.from(content!)).toEqual(readFileSync(join(folder, name!)))
  })

  it('can be kept in both databases', () => {
    for (const { name, content } of loadWidget().scripts) {
      expect(isKeptName(name)).toBe(true)
      expect(content).not.toContain('\0')
    }
  })
})
