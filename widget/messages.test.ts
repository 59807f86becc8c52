import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isConnectMessage,
  isThemeMessage,
  type PageState,
  readSubscriptionMessage,
  readTheme,
  takeOver,
} from './messages.ts'

const state: PageState = {
  ready: true,
  error: '',
  height: 480,
  busy: 'One moment',
  payment: 'failed',
  detail: { paymentId: 'p', status: 'failed' },
  title: 'Kasse',
  close: 'Zurück',
}
const unknown: PageState = {
  ready: false,
  error: '',
  height: 0,
  busy: '',
  payment: '',
  detail: {},
  title: '',
  close: '',
}

const cyclic: Record<string, unknown> = { type: 'paylinq:state' }
cyclic.height = cyclic

describe('takeOver', () => {
  it('takes over a whole state, and tells what type of message it was', () => {
    const page = { ...unknown }
    expect(takeOver(page, { type: 'paylinq:state', ...state })).toBe('paylinq:state')
    expect(page).toEqual(state)
  })

  it('takes over what has changed, and leaves the rest', () => {
    const page = { ...state }
    takeOver(page, { type: 'paylinq:state', height: 0, busy: '' })
    expect(page).toEqual({ ...state, height: 0, busy: '' })
  })

  it('overlooks fields that a later version may add', () => {
    const page = { ...state }
    takeOver(page, { type: 'paylinq:state', height: 3, since: 3, type2: {}, __proto__: { sequence: 7 } })
    expect(page).toEqual({ ...state, height: 3 })
  })

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['a type alone', 'paylinq:close'],
    ['a list', ['paylinq:close']],
    ['what goes round in a circle', cyclic],
    ['a map', new Map([['height', 7]])],
    ['a height as text', { height: '480' }],
    ['a flag as text', { ready: 'yes' }],
    ['words that are none', { title: undefined, close: null, busy: 7 }],
    ['a payment that only reads like one', { payment: ['succeeded'] }],
    ['details that are none', { detail: 'succeeded' }],
    ['the name of a prototype', JSON.parse('{"__proto__": {"height": 7}, "constructor": {}}')],
  ])('takes nothing of %s', (_what, data) => {
    const page = { ...state }
    takeOver(page, data)
    expect(page).toEqual(state)
  })

  it('keeps every field of its type and throws at nothing, whatever it is given', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true })
    const fields = Object.fromEntries(Object.keys(state).map((name) => [name, anything]))
    const data = fc.oneof(anything, fc.record({ type: anything, ...fields }, { requiredKeys: [] }))
    const types = (page: object) => Object.entries(page).map(([name, value]) => [name, typeof value])
    fc.assert(
      fc.property(data, (data) => {
        const page = { ...state }
        takeOver(page, data)
        expect(types(page)).toEqual(types(state))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('readSubscriptionMessage', () => {
  const payload = { subscriptionId: 'cusub_1', packageId: 'subpkg_1', status: 'incomplete' }

  it.each(['created', 'active', 'cancelled'])('reads %s', (name) => {
    const message = { type: `paylinkr:subscription:${name}`, payload }
    expect(readSubscriptionMessage(message)).toBe(message)
  })

  it.each([
    ['an unknown type', { type: 'paylinkr:subscription:paused', payload }],
    ['a type that only reads like one', { type: ['paylinkr:subscription:active'], payload }],
    ['a longer type', { type: 'paylinkr:subscription:active:now', payload }],
    ['no payload', { type: 'paylinkr:subscription:active' }],
    ['a status that is no text', { type: 'paylinkr:subscription:active', payload: { ...payload, status: 1 } }],
    ['no package', { type: 'paylinkr:subscription:active', payload: { ...payload, packageId: undefined } }],
  ])('ignores %s', (_what, data) => {
    expect(readSubscriptionMessage(data)).toBeUndefined()
  })

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (data) => {
        expect(readSubscriptionMessage(data)).toBeUndefined()
      }),
    )
  })
})

describe('what a page accepts of a widget', () => {
  it('reads a connect of any version, with a theme or without', () => {
    expect(isConnectMessage({ type: 'paylinq:connect', version: 1 })).toBe(true)
    expect(isConnectMessage({ type: 'paylinq:connect', version: 2, theme: 'dark', nonce: 'later' })).toBe(true)
    expect(isConnectMessage({ type: 'paylinq:connect' })).toBe(false)
    expect(isConnectMessage({ type: 'paylinq:connect', version: '1' })).toBe(false)
  })

  it('takes for the system’s theme whatever is no theme', () => {
    expect(isThemeMessage({ type: 'paylinq:theme', theme: 'system' })).toBe(true)
    expect(isThemeMessage({ theme: 'dark' })).toBe(false)
    expect(['light', 'dark', 'system', 'pink', undefined, ['dark'], {}].map(readTheme)).toEqual([
      'light',
      'dark',
      ...Array(5).fill('system'),
    ])
  })

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (data) => {
        expect(isConnectMessage(data)).toBe(false)
        expect(isThemeMessage(data)).toBe(false)
        expect(readTheme(data)).toBe('system')
      }),
    )
  })
})
