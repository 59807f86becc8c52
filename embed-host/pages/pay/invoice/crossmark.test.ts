import { describe, expect, it, vi } from 'vitest'
import { crossmark, isCrossmarkPresent } from './crossmark.ts'

const payment = { destination: 'rMerchant', tag: 7, drops: '2500000', testMode: true }

function pageWith({ signIn = {}, sent = {} }: { signIn?: object; sent?: object }) {
  const wallet = {
    signInAndWait: vi.fn(async () => ({ response: { data: signIn } })),
    signAndSubmitAndWait: vi.fn(async (_transaction: object) => ({ response: { data: sent } })),
  }
  return { page: { xrpl: { isCrossmark: true, crossmark: { methods: wallet } } }, wallet }
}

describe('Crossmark', () => {
  it('is there when the page was told so', () => {
    expect(isCrossmarkPresent(pageWith({}).page)).toBe(true)
    expect(isCrossmarkPresent({})).toBe(false)
    expect(isCrossmarkPresent({ xrpl: {} })).toBe(false)
  })

  it('answers its account, whichever way its functions hang', async () => {
    const { page, wallet } = pageWith({ signIn: { address: 'rPayer', network: { type: 'test' } } })
    for (const shape of [page.xrpl.crossmark, { async: wallet }, wallet]) {
      const answer = await crossmark({ xrpl: { isCrossmark: true, crossmark: shape } }).connect(payment)
      expect(answer).toEqual({ ok: true, value: 'rPayer' })
    }
  })

  it.each([
    ['gone', { xrpl: {} }, 'not_installed'],
    ['refused', pageWith({ signIn: { meta: { isRejected: true } } }).page, 'rejected'],
    ['locked', pageWith({}).page, 'locked'],
    [
      'on the public network',
      pageWith({ signIn: { address: 'rPayer', network: { type: 'main' } } }).page,
      'wrong_network',
    ],
  ])('that is %s is not asked to pay', async (_how, page, failure) => {
    expect(await crossmark(page).connect(payment)).toEqual({ ok: false, failure })
  })

  it('is asked for drops and a destination tag', async () => {
    const { page, wallet } = pageWith({ sent: { meta: { isSuccess: true } } })
    expect(await crossmark(page).pay(payment, 'rPayer')).toEqual({ ok: true, value: null })
    expect(wallet.signAndSubmitAndWait).toHaveBeenCalledWith({
      TransactionType: 'Payment',
      Account: 'rPayer',
      Destination: 'rMerchant',
      DestinationTag: 7,
      Amount: '2500000',
    })
  })

  it.each([
    ['isRejected', 'rejected'],
    ['isExpired', 'wallet_failed'],
    ['isFail', 'transaction_failed'],
    ['isError', 'outcome_unknown'],
  ])('says with %s that it ended as %s', async (name, failure) => {
    const { page } = pageWith({ sent: { meta: { [name]: true } } })
    expect(await crossmark(page).pay(payment, 'rPayer')).toEqual({ ok: false, failure })
  })
})
