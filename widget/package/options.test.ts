import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mountCheckout, mountSubscription, openCheckout } from './index.ts'
import { readBase } from './options.ts'

const host = 'https://pay.example'

/** As a caller without types may write it. */
const wrong = (options: object) => options as never
const nowhere = null as unknown as Element

describe('on a server', () => {
  it('says that it needs a browser, whatever else is wrong', () => {
    const message = 'paylink-checkout: this must be called in a browser.'
    expect(() => openCheckout({ host, paymentId: 'p' })).toThrow(new TypeError(message))
    expect(() => mountCheckout(nowhere, wrong({}))).toThrow(new TypeError(message))
    expect(() => mountSubscription(nowhere, { host, packageId: 's' })).toThrow(new TypeError(message))
  })
})

describe('in a browser', () => {
  // As far as the options are read, it is enough that there is a document.
  beforeEach(() => void vi.stubGlobal('document', { createElement: () => ({ dataset: {} }) }))
  afterEach(() => void vi.unstubAllGlobals())

  it.each([
    ['host', {}],
    ['host', { host: '' }],
    ['host', { host: 'pay.example' }],
    ['host', { host: '/pay' }],
    ['host', { host: 'ftp://pay.example' }],
    ['host', { host: 'javascript://pay.example' }],
    ['host', { host: 'https://' }],
    ['host', { host: 'https://pay.example?a=b' }],
    ['host', { host: 'https://pay.example#top' }],
    ['host', { host: 'https://pay.example ' }],
    ['host', { host: 7 }],
    ['paymentId', { host }],
    ['paymentId', { host, paymentId: '' }],
    ['paymentId', { host, paymentId: 7 }],
    ['paymentId', { host, payment_id: 'p' }],
    ['theme', { host, paymentId: 'p', theme: 'auto' }],
    ['theme', { host, paymentId: 'p', theme: null }],
    ['locale', { host, paymentId: 'p', locale: 'de&theme=dark' }],
    ['locale', { host, paymentId: 'p', locale: 'de DE' }],
  ])('names %s in %j', (name, options) => {
    const message = new RegExp(`^paylink-checkout: ${name} must be `)
    for (const open of [() => openCheckout(wrong(options)), () => mountCheckout(nowhere, wrong(options))]) {
      expect(open).toThrow(TypeError)
      expect(open).toThrow(message)
    }
  })

  it.each([
    ['packageId', { host }],
    ['width and height', { host, packageId: 's', width: 0 }],
    ['width and height', { host, packageId: 's', width: '420px' }],
    ['width and height', { host, packageId: 's', height: -1 }],
    ['width and height', { host, packageId: 's', height: Number.NaN }],
  ])('names %s in %j, of a subscription', (name, options) => {
    const open = () => mountSubscription(nowhere, wrong(options))
    expect(open).toThrow(TypeError)
    expect(open).toThrow(`paylink-checkout: ${name} must be `)
  })

  it('names the target', () => {
    const message = 'paylink-checkout: target must be an element.'
    for (const target of [nowhere, wrong({}), wrong({ isConnected: false })]) {
      expect(() => mountCheckout(target, { host, paymentId: 'p' })).toThrow(new TypeError(message))
      expect(() => mountSubscription(target, { host, packageId: 's' })).toThrow(new TypeError(message))
    }
  })

  it.each([
    ['https://pay.example', 'https://pay.example/'],
    ['https://pay.example/', 'https://pay.example/'],
    ['https://pay.example/till', 'https://pay.example/till/'],
    ['https://pay.example/till//', 'https://pay.example/till/'],
    ['http://localhost:4242', 'http://localhost:4242/'],
    ['https://zahlung.bücher.example', 'https://zahlung.bücher.example/'],
  ])('takes %s', (host, base) => {
    expect(readBase({ host, theme: 'dark', locale: 'zh-Hant' })).toBe(base)
  })
})
