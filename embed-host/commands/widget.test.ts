import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadWidget, type PinnedTag, pinnedTags } from '../widget-build.ts'
import { type TestFolder, testFolder } from './test-paylink.ts'

const env = { PUBLIC_URL: 'https://pay.example/' }

let folder: TestFolder
let tags: PinnedTag[]

beforeAll(() => {
  folder = testFolder()
  tags = pinnedTags(loadWidget(), 'https://pay.example')
})

afterAll(() => folder.remove())

describe('paylink widget', () => {
  it('prints a tag for each script, to be copied as it stands', async () => {
    const { code, out, err } = await folder.paylink(['widget'], { env })
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('go on working') })
    const lines = tags.map(
      ({ src, integrity }) => `<script src="${src}" integrity="${integrity}" crossorigin="anonymous"></script>\n`,
    )
    expect(out).toBe(lines.join(''))
    expect(out).toMatch(
      /^<script src="https:\/\/pay\.example\/pinned\/[0-9a-f]{16}\/widget\.js" integrity="sha384-[\w+/]{64}" crossorigin="anonymous"><\/script>\n/,
    )
  })

  it('prints the same for programs', async () => {
    const { code, out, err } = await folder.paylink(['widget', '--json'], { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual(tags)
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['widget.js', 'widget/subscription.js']))
  })

  it('needs no database', () => {
    expect(existsSync(join(folder.path, 'paylink.db'))).toBe(false)
  })
})
