import { expect, it } from 'vitest'
import { integrityOf, isPart, isPinned, pinnedName, versionOf } from './widget-names.ts'

const VERSION = '0123456789abcdef'

it.each(['widget.js', 'widget/subscription.js', 'widget/payment.js'])('%s has a name for each version', (name) => {
  const pinned = pinnedName(name, 'alert(1)')
  expect(pinned).toBe(`pinned/${versionOf('alert(1)')}/${name}`)
  expect([isPinned(pinned), isPart(pinned)]).toEqual([true, false])
  expect([isPinned(name), isPart(name)]).toEqual([false, false])
})

it.each(['widget/shell-BqT1x_9-.js', 'widget/shell-abcdefgh.js', 'widget/jsx-runtime.module-C1-_xYz0.js'])(
  '%s is a part',
  (name) => {
    expect([isPinned(name), isPart(name)]).toEqual([false, true])
  },
)

it.each([
  '',
  'widget/shell.js',
  `pinned/${VERSION.toUpperCase()}/widget.js`,
  `pinned/${VERSION.slice(1)}/widget.js`,
  `pinned/${VERSION}0/widget.js`,
  `pinned/${VERSION}/widget.js\n`,
  `pinned/${VERSION}\n/widget.js`,
  `pinned/${VERSION}/widget.js.br`,
  `pinned/${VERSION}//widget.js`,
  `/pinned/${VERSION}/widget.js`,
  `pinned/${VERSION}/../widget.js`,
  `pinned/${VERSION}/widget/../widget.js`,
  `pinned/${VERSION}/widget/a/b.js`,
  `pinned/${VERSION}/assets/page.js`,
  `pinned/${VERSION}/pinned/${VERSION}/widget.js`,
  `pinned/${VERSION}/widget/${'a'.repeat(100)}.js`,
  'widget/shell-BqT1x_9-.js.br',
  'widget/shell-BqT1x_9-.js\n',
  'widget/shell-BqT1x\0_-.js',
  'widget/../shell-BqT1x_9-.js',
  'widget/a/shell-BqT1x_9-.js',
  `widget/${'a'.repeat(100)}-BqT1x_9-.js`,
])('%j is neither', (name) => {
  expect([isPinned(name), isPart(name)]).toEqual([false, false])
})

// From `printf '…' | sha256sum`, and `| openssl dgst -sha384 -binary | base64`.
it('has a version and a proof, both of its bytes', () => {
  expect(versionOf('alert("ü")')).toBe('4c9d156abf3b6690')
  expect(integrityOf('alert("ü")')).toBe('sha384-cieah5jeh5cUyTvgFaE6gO1ERvqNqiTTNDWH3XYPf713KVqwBtAWXw+VNPUZvdbI')
})
