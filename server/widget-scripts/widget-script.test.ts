import { describe, expect, it } from 'vitest'
import { integrityOf, isKeptName, isPart, isScript, pinnedName, versionOf } from './widget-script.ts'

const VERSION = '0123456789abcdef'

describe('a name', () => {
  it.each(['widget.js', 'widget/subscription.js', 'widget/payment.js'])(
    '%s is of a script, kept by version',
    (name) => {
      expect([isScript(name), isPart(name)]).toEqual([true, false])
      expect(isKeptName(name)).toBe(false)
      expect(isKeptName(pinnedName(name, VERSION))).toBe(true)
    },
  )

  it.each(['widget/shell-BqT1x_9-.js', 'widget/shell-abcdefgh.js', 'widget/jsx-runtime.module-C1-_xYz0.js'])(
    '%s is of a part, kept as it is',
    (name) => {
      expect([isScript(name), isPart(name)]).toEqual([false, true])
      expect(isKeptName(name)).toBe(true)
      expect(isKeptName(pinnedName(name, VERSION))).toBe(false)
    },
  )

  it.each([
    '',
    'widget/shell.js',
    pinnedName('widget/shell.js', VERSION),
    'widget.js?v=',
    pinnedName('widget.js', VERSION.toUpperCase()),
    pinnedName('widget.js', VERSION.slice(1)),
    pinnedName('widget.js', `${VERSION}0`),
    pinnedName('widget.js', `${VERSION}\n`),
    pinnedName('widget.js', `${VERSION}?v=${VERSION}`),
    pinnedName('widget.js', `${VERSION}&v=${VERSION}`),
    pinnedName('/widget.js', VERSION),
    pinnedName('widget/../widget.js', VERSION),
    pinnedName('widget/a/b.js', VERSION),
    pinnedName('assets/page.js', VERSION),
    'widget/shell-BqT1x_9-.js.br',
    'widget/shell-BqT1x_9-.js\n',
    'widget/shell-BqT1x\0_-.js',
    'widget/../shell-BqT1x_9-.js',
    'widget/a/shell-BqT1x_9-.js',
    `widget/${'a'.repeat(100)}-BqT1x_9-.js`,
  ])('%j is of nothing that is kept', (name) => {
    expect(isKeptName(name)).toBe(false)
  })
})

// From `printf '…' | sha256sum`, and `| openssl dgst -sha384 -binary | base64`.
it('has a version and a proof, both of its bytes', () => {
  expect(versionOf('alert("ü")')).toBe('4c9d156abf3b6690')
  expect(integrityOf('alert("ü")')).toBe('sha384-cieah5jeh5cUyTvgFaE6gO1ERvqNqiTTNDWH3XYPf713KVqwBtAWXw+VNPUZvdbI')
})
