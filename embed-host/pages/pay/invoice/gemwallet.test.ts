import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gemWallet, isGemWalletPresent } from './gemwallet.ts'

const payment = { destination: 'rMerchant', tag: 7, drops: '2500000', testMode: true }

/** A page with an extension in it that answers as it is told; what it does not know stays without an answer. */
function pageWith(answers: Record<string, object> | null) {
  const events = new EventTarget()
  const asked: Record<string, unknown>[] = []
  const page = {
    location: { origin: 'https://pay.example' },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    postMessage(data: Record<string, unknown>, target: string) {
      expect(target).toBe('https://pay.example')
      asked.push(data)
      const answer = answers?.[String(data.type)]
      if (answer) hear({ source: 'GEM_WALLET_MSG_RESPONSE', messagedId: data.messageId, ...answer })
    },
  }
  const hear = (data: object, source: unknown = page) =>
    events.dispatchEvent(Object.assign(new Event('message'), { source, data }))
  return { page: page as unknown as Window, asked, hear }
}

const present = { 'REQUEST_IS_INSTALLED/V3': { isInstalled: true } }
const onNetwork = (network: string) => ({ ...present, 'REQUEST_GET_NETWORK/V3': { result: { network } } })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('GemWallet', () => {
  it('is there when it says so, and not when nothing answers', async () => {
    expect(await isGemWalletPresent(pageWith(present).page)).toBe(true)
    const silent = isGemWalletPresent(pageWith(null).page)
    await vi.runAllTimersAsync()
    expect(await silent).toBe(false)
  })

  it('hears nothing from another window, or of another request', async () => {
    const { page, asked, hear } = pageWith(null)
    const found = isGemWalletPresent(page)
    const answer = { source: 'GEM_WALLET_MSG_RESPONSE', isInstalled: true }
    hear({ ...answer, messagedId: asked[0]?.messageId }, {})
    hear({ ...answer, messagedId: 'another' })
    await vi.runAllTimersAsync()
    expect(await found).toBe(false)
  })

  it('is not asked to pay where it is not installed', async () => {
    const connecting = gemWallet(pageWith(null).page).connect(payment)
    await vi.runAllTimersAsync()
    expect(await connecting).toEqual({ ok: false, failure: 'not_installed' })
  })

  it.each([
    ['Testnet', true, true],
    ['Mainnet', true, false],
    ['Mainnet', false, true],
    ['Devnet', false, false],
  ])('on %s, with a test invoice %s, may pay: %s', async (network, testMode, allowed) => {
    const answer = await gemWallet(pageWith(onNetwork(network)).page).connect({ ...payment, testMode })
    expect(answer).toEqual(allowed ? { ok: true, value: null } : { ok: false, failure: 'wrong_network' })
  })

  it('is asked for drops and a destination tag', async () => {
    const { page, asked } = pageWith({ 'REQUEST_SEND_PAYMENT/V3': { result: { hash: 'ABC' } } })
    expect(await gemWallet(page).pay(payment, null)).toEqual({ ok: true, value: null })
    expect(asked[0]).toMatchObject({
      source: 'GEM_WALLET_MSG_REQUEST',
      app: 'gem-wallet',
      payload: { amount: '2500000', destination: 'rMerchant', destinationTag: 7 },
    })
  })

  it.each([
    ['refused', { result: null }, 'rejected'],
    ['without a word', {}, 'outcome_unknown'],
  ])('a payment that ended %s is %s', async (_how, answer, failure) => {
    const { page } = pageWith({ 'REQUEST_SEND_PAYMENT/V3': answer })
    expect(await gemWallet(page).pay(payment, null)).toEqual({ ok: false, failure })
  })
})
