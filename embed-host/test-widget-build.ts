import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

export interface TestBuild {
  folder: string
  /** What is in each file. */
  contents: Record<string, string>
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
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    writeFileSync(`${path}.br`, brotliCompressSync(content))
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  }
  return { folder, contents, shell, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
