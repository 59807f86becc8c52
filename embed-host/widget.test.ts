import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, brotliDecompress, gunzip, gzipSync } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeOnBothStores } from '../server/store/test-stores.ts'
import { type TestCore, testCore } from '../server/test-core.ts'
import { keepWidgetScripts } from '../server/widget-scripts/widget-scripts.ts'
import { type Answer, ask as askHost } from './test-asking.ts'
import { type TestBuild, testBuild } from './test-widget-build.ts'
import { widgetRoutes } from './widget.ts'
import { loadWidget, type PinnedTag } from './widget-build.ts'

const EVERGREEN = 'public, max-age=300'
const IMMUTABLE = 'public, max-age=31536000, immutable'
const UNKNOWN = '0123456789abcdef'
const LOADER = 'widget.js'

const unpack: Record<string, (body: Buffer) => Promise<Buffer>> = {
  br: promisify(brotliDecompress),
  gzip: promisify(gunzip),
}

const integrityOf = (body: string | Buffer) => `sha384-${createHash('sha384').update(body).digest('base64')}`
const versionOf = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 16)

describeOnBothStores('what merchants’ pages load', (store) => {
  let core: TestCore
  let earlier: TestBuild
  let present: TestBuild
  let http: Server
  let ask: (path: string, options?: Parameters<typeof askHost>[2]) => Promise<Answer>

  beforeEach(async () => {
    core = testCore(store(), { config: { publicUrl: 'https://pay.example' } })
    await store().db.deleteFrom('widget_scripts').execute()
    earlier = testBuild('earlier')
    present = testBuild('present')
    const build = loadWidget(present.folder)
    await keepWidgetScripts(core, loadWidget(earlier.folder).scripts)
    await keepWidgetScripts(core, build.scripts)
    const app = new Hono().route('/', widgetRoutes(core, build)).notFound((c) => c.text('no page', 404))
    http = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
    await once(http, 'listening')
    ask = (path, options) => askHost(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, path, options)
  })
  afterEach(async () => {
    http.close()
    await once(http, 'close')
    earlier.remove()
    present.remove()
  })

  const pinned = (build: TestBuild, name = LOADER) => `/pinned/${versionOf(build.pinned[name]!)}/${name}`

  const told = async (): Promise<PinnedTag[]> => JSON.parse(String((await ask('/widget/versions.json')).body)).scripts

  async function expectScript(path: string, content: string, cacheControl: string, asking = {}): Promise<void> {
    const answer = await ask(path, asking)
    expect([answer.status, String(answer.body)]).toEqual([200, content])
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': cacheControl,
      'content-length': String(Buffer.byteLength(content)),
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    })
  }

  async function expectMissing(path: string, name = path.slice(1)): Promise<void> {
    const { status, headers, body } = await ask(path)
    expect(status).toBe(404)
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^text\/plain/),
    })
    expect(String(body)).toBe(
      `There is no ${name} here. The present versions are told by https://pay.example/widget/versions.json\n`,
    )
  }

  it('changes with the build, without a version', async () => {
    for (const name of [LOADER, 'widget/subscription.js', 'widget/payment.js', 'widget/shell.js']) {
      await expectScript(`/${name}`, present.contents[name]!, EVERGREEN)
      await expectScript(`/${name}?second`, present.contents[name]!, EVERGREEN)
    }
  })

  it('is for good, with its version', async () => {
    for (const build of [present, earlier]) {
      for (const name of [LOADER, 'widget/subscription.js', 'widget/payment.js']) {
        await expectScript(pinned(build, name), build.pinned[name]!, IMMUTABLE)
        await expectScript(`${pinned(build, name)}?utm=1`, build.pinned[name]!, IMMUTABLE)
      }
      await expectScript(`/${build.shell}`, build.contents[build.shell]!, IMMUTABLE)
    }
  })

  it('is what its integrity says, in each encoding', async () => {
    const tags = await told()
    expect(tags.map(({ name }) => name)).toEqual([LOADER, 'widget/payment.js', 'widget/subscription.js'])
    for (const { name, src, integrity } of tags) {
      expect(src).toBe(`https://pay.example${pinned(present, name)}`)
      const { pathname, search } = new URL(src)
      for (const [encoding, unpacked] of Object.entries(unpack)) {
        const { headers, body } = await ask(pathname + search, { headers: { 'accept-encoding': encoding } })
        expect(headers['content-encoding']).toBe(encoding)
        expect(integrityOf(await unpacked(body))).toBe(integrity)
      }
      expect(integrityOf((await ask(pathname + search)).body)).toBe(integrity)
    }
  })

  it('tells its versions to pages too, and to nobody for long', async () => {
    const { status, headers } = await ask('/widget/versions.json')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': EVERGREEN,
      'content-type': expect.stringMatching(/^application\/json/),
    })
  })

  it.each(['present', 'earlier'])('is as small as the build makes it, of the %s build', async (which) => {
    const build = which === 'present' ? present : earlier
    for (const [path, content] of [
      [pinned(build), build.pinned[LOADER]!],
      [`/${build.shell}`, build.contents[build.shell]!],
    ] as const) {
      const sizes: number[] = []
      for (const [accepted, expected] of [
        ['gzip, deflate, br, zstd', 'br'],
        ['gzip, deflate', 'gzip'],
        ['identity', undefined],
      ] as const) {
        const { headers, body } = await ask(path, { headers: { 'accept-encoding': accepted } })
        expect([headers['content-encoding'], headers.vary]).toEqual([expected, 'Accept-Encoding'])
        expect(headers['content-length']).toBe(String(body.length))
        sizes.push(body.length)
      }
      const [br, gz, plain] = [brotliCompressSync(content), gzipSync(content, { level: 9 }), Buffer.from(content)]
      expect(sizes).toEqual([br, gz, plain].map(({ length }) => length))
    }
  })

  it('is sent as it is to who refuses what it could be packed in', async () => {
    const { headers, body } = await ask(pinned(earlier), { headers: { 'accept-encoding': 'br;q=0, gzip;q=0' } })
    expect([headers['content-encoding'], String(body)]).toEqual([undefined, earlier.pinned[LOADER]])
  })

  it('answers HEAD as it would GET, without the script', async () => {
    const asked: Record<string, string>[] = [{}, { 'accept-encoding': 'br' }]
    for (const path of [`/${LOADER}`, pinned(present), pinned(earlier), `/${present.shell}`, `/${earlier.shell}`]) {
      for (const headers of asked) {
        const [got, head] = [await ask(path, { headers }), await ask(path, { headers, method: 'HEAD' })]
        expect([head.status, head.body.length]).toEqual([200, 0])
        const compared = ({ headers: { date, connection, ...rest } }: Answer) => rest
        expect(compared(head)).toEqual(compared(got))
      }
    }
    const statusOf = async (path: string) => (await ask(path, { method: 'HEAD' })).status
    expect(await statusOf(`/pinned/${UNKNOWN}/${LOADER}`)).toBe(404)
    expect(await statusOf('/widget/shell-UNKNOWN_.js')).toBe(404)
    expect(await statusOf('/widget/versions.json')).toBe(200)
  })

  it('sends parts of its files, and the whole of what is pinned', async () => {
    const headers = { range: 'bytes=0-5', 'if-none-match': '*' }
    for (const name of [LOADER, present.shell]) {
      const { status, body } = await ask(`/${name}`, { headers })
      expect([status, String(body)]).toEqual([206, present.contents[name]!.slice(0, 6)])
    }
    await expectScript(pinned(present), present.pinned[LOADER]!, IMMUTABLE, { headers })
    await expectScript(pinned(earlier), earlier.pinned[LOADER]!, IMMUTABLE, { headers })
  })

  it('says that a version is unknown, and where the present one is told', async () => {
    await expectMissing(`/pinned/${UNKNOWN}/${LOADER}`)
    await expectMissing(`/pinned/${UNKNOWN}/widget/new.js`)
    await expectMissing('/widget/shell-UNKNOWN_.js')
    // A version is one script's own.
    await expectMissing(`/pinned/${versionOf(present.pinned[LOADER]!)}/widget/payment.js`)
  })

  it('takes a query for nothing: so many a page gets past a cache', async () => {
    for (const query of ['v', 'v=2', `v=${versionOf(present.pinned[LOADER]!)}`]) {
      await expectScript(`/${LOADER}?${query}`, present.contents[LOADER]!, EVERGREEN)
      await expectScript(`${pinned(earlier)}?${query}`, earlier.pinned[LOADER]!, IMMUTABLE)
    }
  })

  it('pins neither the newest shell nor what is named by its content', async () => {
    for (const { contents, shell } of [present, earlier]) {
      for (const name of ['widget/shell.js', shell]) {
        expect((await ask(`/pinned/${versionOf(contents[name]!)}/${name}`)).status).toBe(404)
      }
    }
  })

  it.each([
    '/widget/nothing.js',
    '/widget/',
    '/widget/a/shell-abcdefgh.js',
    '/widget/shell.css',
    '/widget/../../package.json',
    '/widget/..%2f..%2fpackage.json',
    '/widget/%2e%2e/%2e%2e/package.json',
    '/widget/..%5cwidget.js',
    '/widget/shell-%00abcdefg.js',
    '/widget/shell-abcdefgh.js%00',
    '/widget//shell-abcdefgh.js',
    '//widget.js',
    '/pinned/',
    `/pinned/${UNKNOWN}`,
    `/pinned/${UNKNOWN}/`,
    `/pinned/${UNKNOWN}/../widget.js`,
    `/pinned/${UNKNOWN}0/widget.js`,
    `/pinned/${UNKNOWN}//widget.js`,
    `/pinned/${UNKNOWN}/widget.js%00`,
    `/pinned/..%2fwidget.js`,
  ])('leaves %s to the pages, of which it is none', async (path) => {
    const { status, headers, body } = await ask(path)
    expect([status, headers['cache-control'], String(body)]).toEqual([404, undefined, 'no page'])
  })

  it('goes on with what it started with while the next build is written over it', async () => {
    const { src, integrity } = (await told())[0]!
    writeFileSync(join(present.folder, 'pinned', LOADER), 'the next script')
    for (const end of ['', '.br', '.gz']) rmSync(join(present.folder, 'widget', `${present.shell}${end}`))
    expect(integrityOf((await ask(src.replace('https://pay.example', ''))).body)).toBe(integrity)
    await expectScript(`/${present.shell}`, present.contents[present.shell]!, IMMUTABLE)
    expect((await told())[0]).toEqual({ name: LOADER, src, integrity })
  })
})

describe('what was found', () => {
  it('is asked for once, and what nobody has each time', async () => {
    const [present, earlier] = [testBuild('present'), testBuild('earlier')]
    const kept = new Map(loadWidget(earlier.folder).scripts.map(({ name, content }) => [name, content]))
    const reads: string[] = []
    const host = widgetRoutes(coreThatReads(reads, kept), loadWidget(present.folder))
    const path = `/pinned/${versionOf(earlier.pinned[LOADER]!)}/${LOADER}`
    const unknown = `/pinned/${UNKNOWN}/${LOADER}`
    const own = `/pinned/${versionOf(present.pinned[LOADER]!)}/${LOADER}`
    const answers = await Promise.all([path, path, path].map((asked) => host.request(asked)))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    for (const asked of [path, own, unknown, unknown, `/pinned/odd/${LOADER}`]) await host.request(asked)
    expect(reads).toEqual([path, unknown, unknown].map((asked) => asked.slice(1)))
    present.remove()
    earlier.remove()
  })
})

/** A store that has nothing but these, and tells what was looked for. */
function coreThatReads(reads: string[], kept: Map<string, string>): TestCore {
  const query = {
    select: () => query,
    where: (_column: string, _is: string, name: string) => {
      reads.push(name)
      return { executeTakeFirst: async () => (kept.has(name) ? { content: kept.get(name) } : undefined) }
    },
  }
  const store = { db: { selectFrom: () => query } } as unknown as TestCore['store']
  return testCore(store)
}
