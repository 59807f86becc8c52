import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

export interface TestBuild {
  /** As `loadWidget` takes it. */
  folder: string
  /** What is in each file that pages get without a version. */
  contents: Record<string, string>
  /** And in each that they get with one. */
  pinned: Record<string, string>
  /** Its shell, by its name. */
  shell: string
  remove(): void
}

/** A folder as the build makes one, of other contents for each `mark`. */
export function testBuild(mark: string): TestBuild {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-widget-'))
  const shell = `widget/shell-${mark.padEnd(8, '_').slice(0, 8)}.js`
  const shellText = `export const shell = "${mark}"\n${'// So long that it is worth to compress it. ✓\n'.repeat(50)}`
  const contents = {
    'widget.js': `import("/${shell}")\n${'// The loader.\n'.repeat(100)}`,
    'widget/subscription.js': `console.log("subscription of ${mark}")`,
    'widget/payment.js': `console.log("payment of ${mark}")`,
    'widget/shell.js': shellText,
    [shell]: shellText,
  }
  const pinned = Object.fromEntries(
    ['widget.js', 'widget/subscription.js', 'widget/payment.js'].map((name) => [
      name,
      `${contents[name]}\n${'// All that it would load.\n'.repeat(100)}`,
    ]),
  )
  const files = [
    ...Object.entries(contents).map(([name, content]) => [join('widget', name), content] as const),
    ...Object.entries(pinned).map(([name, content]) => [join('pinned', name), content] as const),
  ]
  for (const [name, content] of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    writeFileSync(`${path}.br`, brotliCompressSync(content))
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  }
  return { folder, contents, pinned, shell, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
