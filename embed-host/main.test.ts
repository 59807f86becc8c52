import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../server/config.ts'
import { freshDatabase, freshFile } from '../server/store/test-stores.ts'
import { TEST_SECRET } from '../server/test-core.ts'
import { type Host, serve } from './main.ts'
import { ask } from './test-asking.ts'
import { type TestBuild, testBuild } from './test-widget-build.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'

describe.each(['sqlite', 'postgres'] as const)('hosts on one database, %s', (engine) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let [earlier, later]: TestBuild[] = []
  let running: Host[] = []

  beforeEach(async () => {
    database = engine === 'sqlite' ? freshFile() : await freshDatabase()
    earlier = testBuild('earlier')
    later = testBuild('later')
  })
  afterEach(async () => {
    for (const host of running) await host.stop()
    running = []
    for (const build of [earlier, later]) build!.remove()
    await database.drop()
  })

  async function start(widgetBuild: string): Promise<Host> {
    const settings = { PORT: '0', DATABASE_URL: database.url, PAYLINK_SECRET: TEST_SECRET }
    const host = await serve(readConfig(settings), { quiet: true, widgetBuild })
    running.push(host)
    return host
  }

  async function stop(host: Host): Promise<void> {
    running = running.filter((one) => one !== host)
    await host.stop()
  }

  /** The script by its version, and the part that the one without a version loads. */
  async function expectPinned(host: Host, { pinned, contents, shell }: TestBuild): Promise<void> {
    const loader = pinned['widget.js']!
    const version = createHash('sha256').update(loader).digest('hex').slice(0, 16)
    for (const [path, content] of [
      [`/pinned/${version}/widget.js`, loader],
      [`/${shell}`, contents[shell]!],
    ] as const) {
      const { status, headers, body } = await ask(host.address, path)
      expect([path, status, String(body)]).toEqual([path, 200, content])
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'cache-control': IMMUTABLE,
        'content-type': 'text/javascript; charset=utf-8',
        'cross-origin-resource-policy': 'cross-origin',
        vary: 'Accept-Encoding',
        'x-content-type-options': 'nosniff',
      })
    }
  }

  it('go on with what pages pinned after a deployment', async () => {
    await stop(await start(earlier!.folder))
    const host = await start(later!.folder)
    await expectPinned(host, earlier!)
    await expectPinned(host, later!)
    expect(String((await ask(host.address, '/widget.js')).body)).toBe(later!.contents['widget.js'])
  })

  // An SQLite file is for one host at a time.
  if (engine === 'sqlite') return

  it('have each other’s scripts while one takes the place of the other', async () => {
    const old = await start(earlier!.folder)
    const next = await start(later!.folder)
    for (const build of [earlier!, later!]) {
      await expectPinned(old, build)
      await expectPinned(next, build)
    }
  })

  it('start at the same time', async () => {
    const builds = [earlier!, later!, earlier!]
    const hosts = await Promise.all(builds.map(({ folder }) => start(folder)))
    for (const host of hosts) for (const build of builds) await expectPinned(host, build)
  })
})

it('says what to do where the widget is not built, before it opens a database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-host-'))
  const settings = { PORT: '0', DATA_DIR: join(folder, 'var'), PAYLINK_SECRET: TEST_SECRET }
  const starting = serve(readConfig(settings), { quiet: true, widgetBuild: join(folder, 'dist') })
  await expect(starting).rejects.toThrow('The pages are not built: run "npm run build" first.')
  expect(() => rmSync(join(folder, 'var'), { recursive: true })).toThrow('ENOENT')
  rmSync(folder, { recursive: true })
})
