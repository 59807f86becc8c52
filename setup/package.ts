import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { build, type Plugin } from 'vite'
import { COMPRESS, smallPreact, WIDGET_CSS_TARGET } from '../vite.config.ts'

/**
 * Builds the npm package `paylink-checkout` from `widget/package/` into `dist/npm`: each entry as an ES module and as
 * CommonJS, with types of each kind, and what they load later as ES modules, which both kinds can import. All of it lies
 * side by side, so that tools which do not read `exports` find `paylink-checkout/react` too.
 */
const root = join(import.meta.dirname, '..')
const sources = join(root, 'widget', 'package')

const KINDS = [
  { format: 'es', js: '.js', types: '.d.ts' },
  { format: 'cjs', js: '.cjs', types: '.d.cts' },
] as const

type Kind = (typeof KINDS)[number]

/** What stands in a file of its own in the package, by how the sources import it. */
const FILES: Record<string, (js: Kind['js']) => string> = {
  './index.ts': (js) => `./index${js}`,
  './shown-checkout.ts': () => './checkout.js',
  './shown-subscription.ts': () => './subscription.js',
}

/** @param target a folder, which is emptied. */
async function buildPackage(target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true })
  for (const kind of KINDS) {
    await bundle('index', join(sources, 'index.ts'), target, kind)
    await bundle('react', join(sources, 'react.tsx'), target, kind)
    await bundle('redirect', join(sources, 'redirect.ts'), target, kind)
  }
  // Each is whole, so that none waits for a file that they would share.
  await bundle('checkout', join(sources, 'shown-checkout.ts'), target, KINDS[0])
  await bundle('subscription', join(sources, 'shown-subscription.ts'), target, KINDS[0])
  writeTypes(target)
  copyFileSync(join(sources, 'README.md'), join(target, 'README.md'))
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
}

async function bundle(name: string, entry: string, outDir: string, { format, js }: Kind) {
  const elsewhere: Plugin = {
    name: 'elsewhere',
    enforce: 'pre',
    resolveId(id, importer) {
      const file = importer && FILES[id]?.(js)
      return file ? { id: file, external: 'relative' } : null
    },
    // Components with effects: frameworks that render on a server are told so. Bundling would drop it from the source.
    generateBundle(_, output) {
      for (const chunk of Object.values(output)) {
        if (chunk.type === 'chunk' && name === 'react') chunk.code = `'use client';${chunk.code}`
      }
    },
  }
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [elsewhere, smallPreact],
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      cssTarget: WIDGET_CSS_TARGET,
      minify: 'terser',
      terserOptions: { module: true, ecma: 2020, compress: COMPRESS },
      lib: { entry, formats: [format], fileName: () => name + js },
      rolldownOptions: { external: /^react(\/|$)/ },
    },
  })
}

/** As tsc makes them, of the entries and all that their types are made of. */
function writeTypes(target: string) {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-types-'))
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      noEmitOnError: true,
      rootDir: join(root, 'widget'),
      outDir: folder,
      types: [],
    },
    // Overrides the one that is extended: nothing but what the entries need.
    include: [],
    files: ['index.ts', 'react.tsx', 'redirect.ts'].map((name) => join(sources, name)),
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder], {
    stdio: 'inherit',
  })

  const written = new Set<string>()
  const write = (path: string) => {
    if (written.has(path)) return
    written.add(path)
    const text = readFileSync(path, 'utf8')
    for (const { js, types } of KINDS) {
      const flat = text.replaceAll(IMPORT, (_, file: string) => `'./${nameOf(file)}${js}'`)
      writeFileSync(join(target, nameOf(path) + types), flat)
    }
    for (const [, file] of text.matchAll(IMPORT)) write(join(dirname(path), file!.replace(/\.tsx?$/, '.d.ts')))
  }
  for (const name of ['index', 'react', 'redirect']) write(join(folder, 'package', `${name}.d.ts`))
  rmSync(folder, { recursive: true })
}

/** Of a file of the sources, in a declaration. */
const IMPORT = /'(\.[^']+\.tsx?)'/g

const nameOf = (path: string) => basename(path).replace(/(\.d)?\.tsx?$/, '')

function manifest() {
  const { version, license, repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entry = (name: string) => ({
    import: { types: `./${name}.d.ts`, default: `./${name}.js` },
    require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
  })
  return {
    name: 'paylink-checkout',
    version,
    description: 'The Paylink checkout in your page: over it, in place, or as a React component',
    keywords: ['paylink', 'checkout', 'payments', 'subscriptions', 'embed', 'react'],
    license,
    repository,
    // With a statement of where it was built, which only a CI can make that npm trusts.
    publishConfig: { access: 'public', provenance: true },
    type: 'module',
    sideEffects: false,
    main: './index.cjs',
    module: './index.js',
    types: './index.d.cts',
    exports: {
      '.': entry('index'),
      './react': entry('react'),
      './redirect': entry('redirect'),
      './package.json': './package.json',
    },
    files: ['*.js', '*.cjs', '*.d.ts', '*.d.cts'],
    // Of the tools that build a site with it, and of servers that render one.
    engines: { node: '>=18' },
    peerDependencies: { '@types/react': '>=18', react: '>=18' },
    peerDependenciesMeta: { '@types/react': { optional: true }, react: { optional: true } },
  }
}

await buildPackage(join(root, 'dist', 'npm'))
