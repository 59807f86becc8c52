import { execFile } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** `dist/npm` as npm would publish it, in the hands of those who install it. `npm run build` makes it. */
const root = join(import.meta.dirname, '..', '..')
const built = join(root, 'dist', 'npm')
const modules = join(root, 'node_modules')

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'paylink-npm-'))
let tarball: Buffer

beforeAll(async () => {
  if (!existsSync(built)) throw new Error('dist/npm is missing: run `npm run build`.')
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built })
  const path = join(folder, stdout.match(/"filename":\s*"([^"]+)"/)![1]!)
  tarball = readFileSync(path)
  await run('tar', ['-xzf', path, '-C', folder])
})

afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string) => readFileSync(join(folder, 'package', name), 'utf8')

describe('what is published', () => {
  it('is resolved to the right types by every kind of resolution', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(tarball))
    expect(analysis).toMatchObject({ types: { kind: 'included' }, problems: [] })
    expect(Object.keys(analysis.types && 'entrypoints' in analysis ? analysis.entrypoints : {})).toEqual([
      '.',
      './react',
      './redirect',
      './package.json',
    ])
  })

  it('has nothing that publint minds', async () => {
    const { messages } = await publint({ pkgDir: built, pack: 'npm', strict: true })
    expect(messages).toEqual([])
  })

  it('needs nothing at run time, and has no side effects', () => {
    const manifest = JSON.parse(read('package.json'))
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ name: 'paylink-checkout', version, license, sideEffects: false })
    expect(manifest.peerDependenciesMeta).toMatchObject({ react: { optional: true } })
    for (const name of ['dependencies', 'optionalDependencies', 'scripts', 'private']) {
      expect(manifest).not.toHaveProperty(name)
    }
  })

  it('goes to npm from nowhere but a CI that vouches for it', async () => {
    const asked: string[] = []
    const registry = createServer((request, response) => {
      asked.push(request.method!)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    }).listen(0, '127.0.0.1')
    await once(registry, 'listening')
    const address = `//127.0.0.1:${(registry.address() as AddressInfo).port}/`
    const { PATH, HOME } = process.env
    const publish = run('npm', ['publish', '--registry', `http:${address}`, `--${address}:_authToken=any`], {
      cwd: built,
      // As on a machine that is no CI, whichever this is.
      env: { PATH, HOME },
    })
    await expect(publish).rejects.toThrow('provenance generation not supported')
    registry.close()
    expect(asked).not.toContain('PUT')
    expect(asked).not.toEqual([])
  })

  it('holds all that its files import', () => {
    const files = readdirSync(join(folder, 'package'))
    const code = files.filter((file) => /\.c?[jt]s$/.test(file))
    const imports = code.flatMap((file) => [
      ...read(file).matchAll(/(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g),
    ])
    const paths = imports.map(([, path]) => path!).filter((path) => !/^react(\/|$)|^paylink-checkout/.test(path))
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) {
      expect(path).toMatch(/^\.\/\w+\.c?js$/)
      const types = path
        .replace(/^\.\//, '')
        .replace(/js$/, 'ts')
        .replace(/\.(c?ts)$/, '.d.$1')
      expect(files.includes(path.slice(2)) || files.includes(types), path).toBe(true)
    }
  })

  it('names itself as for browsers where it has effects', () => {
    expect(read('react.js')).toMatch(/^'use client';/)
    expect(read('react.cjs')).toMatch(/^'use client';/)
  })
})

/** A project that has installed the package, and a React. @returns its folder. */
function install(name: string, react?: string): string {
  const project = join(folder, name)
  mkdirSync(join(project, 'node_modules', '@types'), { recursive: true })
  // A copy of its own: what a link leads to would look for React where it lies.
  mkdirSync(join(project, 'node_modules', 'paylink-checkout'))
  for (const file of readdirSync(join(folder, 'package'))) {
    writeFileSync(join(project, 'node_modules', 'paylink-checkout', file), read(file))
  }
  if (react) {
    symlinkSync(join(modules, react), join(project, 'node_modules', 'react'))
    symlinkSync(join(modules, react.replace('react', 'react-dom')), join(project, 'node_modules', 'react-dom'))
  }
  symlinkSync(join(modules, '@types', 'react'), join(project, 'node_modules', '@types', 'react'))
  symlinkSync(join(modules, 'csstype'), join(project, 'node_modules', 'csstype'))
  return project
}

describe('a merchant’s code', { timeout: 120_000 }, () => {
  const code = readFileSync(join(import.meta.dirname, 'merchant.types.tsx'), 'utf8')
    .replace("'./index.ts'", "'paylink-checkout'")
    .replace("'./react.tsx'", "'paylink-checkout/react'")
    .replace("'./redirect.ts'", "'paylink-checkout/redirect'")

  it.each([
    ['an ES module', 'module', 'nodenext'],
    ['CommonJS', 'commonjs', 'nodenext'],
    ['for a bundler', 'module', 'bundler'],
  ])('is checked against the published types: %s', async (kind, type, resolution) => {
    const project = install(kind)
    writeFileSync(join(project, 'package.json'), JSON.stringify({ type }))
    writeFileSync(join(project, 'merchant.tsx'), code)
    const options = {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        jsx: 'react-jsx',
        module: resolution === 'bundler' ? 'esnext' : resolution,
        moduleResolution: resolution,
      },
      files: ['merchant.tsx'],
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(options))
    const tsc = run(process.execPath, [join(modules, 'typescript', 'bin', 'tsc'), '-p', project])
    await expect(tsc.catch(({ stdout }) => ({ stdout }))).resolves.toMatchObject({ stdout: '' })
  })
})

describe('a server', { timeout: 120_000 }, () => {
  const useIt = `
    for (const call of [() => openCheckout({}), () => mountCheckout(null, {}), () => mountSubscription(null, {})]) {
      try { call(); console.log('no error') } catch (error) { console.log(error.name + ': ' + error.message) }
    }
    const elements = [
      createElement(PaylinqCheckout, { host: 'https://pay.example', paymentId: 'p', className: 'till' }),
      createElement(PaylinqCheckout, { host: 'https://pay.example', paymentId: 'p', mode: 'overlay' }),
      createElement(PaylinkrSubscription, { host: 'https://pay.example', packageId: 's', height: 600 }),
    ]
    for (const element of elements) console.log(renderToString(element))
    console.log(getRedirectResult())`
  const said = `${'TypeError: paylink-checkout: this must be called in a browser.\n'.repeat(3)}
<div class="till"><svg width="1" height="480" aria-hidden="true"></svg></div>

<div><svg width="1" height="600" aria-hidden="true"></svg></div>
null
`.replace('\n\n<', '\n<')

  it.each(['react', 'react-18'])('imports it, and renders empty places: ES modules, %s', async (react) => {
    const project = install(`${react}-esm`, react)
    const code = `import { createElement } from 'react'
      import { renderToString } from 'react-dom/server'
      import { mountCheckout, mountSubscription, openCheckout } from 'paylink-checkout'
      import { PaylinkrSubscription, PaylinqCheckout } from 'paylink-checkout/react'
      import { getRedirectResult } from 'paylink-checkout/redirect'
      ${useIt}`
    writeFileSync(join(project, 'server.mjs'), code)
    expect(await run(process.execPath, ['--preserve-symlinks', 'server.mjs'], { cwd: project })).toEqual({
      stdout: said,
      stderr: '',
    })
  })

  it.each(['react', 'react-18'])('requires it, and renders empty places: CommonJS, %s', async (react) => {
    const project = install(`${react}-cjs`, react)
    const code = `const { createElement } = require('react')
      const { renderToString } = require('react-dom/server')
      const { mountCheckout, mountSubscription, openCheckout } = require('paylink-checkout')
      const { PaylinkrSubscription, PaylinqCheckout } = require('paylink-checkout/react')
      const { getRedirectResult } = require('paylink-checkout/redirect')
      ${useIt}`
    writeFileSync(join(project, 'server.cjs'), code)
    expect(await run(process.execPath, ['--preserve-symlinks', 'server.cjs'], { cwd: project })).toEqual({
      stdout: said,
      stderr: '',
    })
  })
})
