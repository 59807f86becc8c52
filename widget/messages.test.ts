import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isConnectMessage,
  isPaymentMessage,
  isThemeMessage,
  type PageMessage,
  type PageState,
  readPageMessage,
  readSubscriptionMessage,
} from './messages.ts'

const succeeded: PageMessage = { type: 'paylinq:payment:succeeded', payload: { paymentId: 'p', status: 'succeeded' } }
const state: PageState = {
  height: 480,
  busy: false,
  payment: null,
  title: 'Checkout',
  close: 'Close',
  busyReason: 'One moment',
}

const valid: PageMessage[] = [
  { type: 'paylinq:ready', payload: state },
  { type: 'paylinq:ready', payload: { ...state, payment: succeeded } },
  { type: 'paylinq:resize', payload: { height: 0 } },
  { type: 'paylinq:busy', payload: { busy: true } },
  { type: 'paylinq:close' },
  succeeded,
  { type: 'paylinq:payment:failed', payload: { paymentId: 'p', status: 'failed' } },
  { type: 'paylinq:payment:requires_action', payload: { paymentId: 'p' } },
]

const cyclic: Record<string, unknown> = { type: 'paylinq:resize' }
cyclic.payload = cyclic

describe('readPageMessage', () => {
  it.each(valid.map((message) => [message.type, message] as const))('reads %s', (_type, message) => {
    expect(readPageMessage(message)).toBe(message)
  })

  it('overlooks fields that a later version may add', () => {
    const message = { type: 'paylinq:busy', payload: { busy: true, since: 3 }, sequence: 7 }
    expect(readPageMessage(message)).toBe(message)
  })

  it.each([
    ['null', null],
    ['a type alone', 'paylinq:close'],
    ['a list', ['paylinq:close']],
    ['what goes round in a circle', cyclic],
    ['an unknown type', { type: 'paylinq:paid', payload: {} }],
    ['a name that every object has', { type: 'toString', payload: {} }],
    ['the name of a prototype', { type: '__proto__', payload: {} }],
    ['a type that only reads like one', { type: ['paylinq:close'], payload: {} }],
    ['a type that cannot be read', { type: Object.create(null), payload: {} }],
    ['no payload', { type: 'paylinq:resize' }],
    ['a payload of null', { type: 'paylinq:resize', payload: null }],
    ['a height as text', { type: 'paylinq:resize', payload: { height: '480' } }],
    ['a negative height', { type: 'paylinq:resize', payload: { height: -1 } }],
    ['a height without end', { type: 'paylinq:resize', payload: { height: Number.POSITIVE_INFINITY } }],
    ['a height that is no number', { type: 'paylinq:resize', payload: { height: Number.NaN } }],
    ['a payment without a status', { type: 'paylinq:payment:succeeded', payload: { paymentId: 'p' } }],
    ['a payment id that is no text', { type: 'paylinq:payment:requires_action', payload: { paymentId: 7 } }],
    ['a state whose payment is something else', { type: 'paylinq:ready', payload: { ...state, payment: cyclic } }],
    ['a state whose payment is another message', { type: 'paylinq:ready', payload: { ...state, payment: valid[3] } }],
    ['a state without words', { type: 'paylinq:ready', payload: { ...state, title: undefined } }],
  ])('ignores %s', (_what, data) => {
    expect(readPageMessage(data)).toBeUndefined()
  })

  it('accepts nothing of the sort, and throws at nothing, whatever it is given', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true })
    const type = fc.oneof(fc.constantFrom(...valid.map((message) => message.type)), anything)
    const data = fc.oneof(anything, fc.record({ type, payload: anything }), fc.record({ type }))
    fc.assert(
      fc.property(data, (data) => {
        const message = readPageMessage(data)
        if (message === undefined || message.type === 'paylinq:close') return
        expect(valid.map(({ type }) => type)).toContain(message.type)
        if (isPaymentMessage(message)) expect(message.payload.paymentId).toBeTypeOf('string')
        if (message.type === 'paylinq:resize') expect(message.payload.height).toBeGreaterThanOrEqual(0)
        if (message.type === 'paylinq:busy') expect(message.payload.busy).toBeTypeOf('boolean')
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses every message of which a field is spoiled', () => {
    const spoiled = fc.oneof(
      fc.constantFrom(undefined, [], {}, -1, Number.NaN, cyclic),
      fc.anything({ maxDepth: 1 }).filter((value) => value !== null && typeof value === 'object'),
    )
    const withFields = valid.filter((message) => 'payload' in message)
    fc.assert(
      fc.property(fc.constantFrom(...withFields), fc.nat(), spoiled, (message, index, value) => {
        const names = Object.keys(message.payload)
        const name = names[index % names.length]!
        expect(readPageMessage({ ...message, payload: { ...message.payload, [name]: value } })).toBeUndefined()
      }),
    )
  })
})

describe('readSubscriptionMessage', () => {
  const payload = { subscriptionId: 'cusub_1', packageId: 'subpkg_1', status: 'incomplete' }

  it.each(['created', 'active', 'cancelled'])('reads %s', (name) => {
    const message = { type: `paylinkr:subscription:${name}`, payload }
    expect(readSubscriptionMessage(message)).toBe(message)
    expect(readPageMessage(message)).toBeUndefined()
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
    expect(isConnectMessage({ type: 'paylinq:connect', version: 1, theme: 'pink' })).toBe(false)
  })

  it('reads a theme that there is', () => {
    expect(isThemeMessage({ type: 'paylinq:theme', theme: 'system' })).toBe(true)
    expect(isThemeMessage({ type: 'paylinq:theme', theme: 'pink' })).toBe(false)
    expect(isThemeMessage({ type: 'paylinq:theme' })).toBe(false)
  })

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (data) => {
        expect(isConnectMessage(data)).toBe(false)
        expect(isThemeMessage(data)).toBe(false)
      }),
    )
  })
})
