import { describe, expect, it, vi } from 'vitest'
import { checkout, ready, readyCheckout } from './test-checkout.ts'

describe('a try', () => {
  it('is started before the provider gets the card, and reported afterwards', async () => {
    const { session, calls, provider } = await readyCheckout()
    await session.pay()
    expect(session.phase.value.name).toBe('paying')
    provider.confirm.resolve(null)
    await vi.waitFor(() => expect(calls).toEqual(['start att_1', 'confirm with secret of att_1', 'submitted att_1']))
  })

  it('starts nothing while the card is not complete', async () => {
    const { session, calls, provider } = await readyCheckout()
    provider.complete = false
    await session.pay()
    expect(session.phase.value).toEqual({ name: 'ready', problem: 'incomplete' })
    expect(calls).toEqual([])
  })

  it('starts once, however often the button is pressed', async () => {
    const { session, calls } = await readyCheckout()
    await Promise.all([session.pay(), session.pay(), session.pay()])
    expect(calls.filter((call) => call.startsWith('start'))).toHaveLength(1)
  })

  it('is not over while the view on show is older than its start', async () => {
    const { session, refresh, show, server } = await readyCheckout()
    refresh.mockImplementation(async () => false)
    await session.pay()
    server.status = 'pending'
    show()
    expect(session.phase.value.name).toBe('paying')
  })

  it('ends when the server says so, even if the provider never answers', async () => {
    const { session, decline, show, calls } = await readyCheckout()
    await session.pay()
    decline('insufficient_funds')
    show()
    expect(session.phase.value).toEqual(ready)
    await vi.waitFor(() => expect(calls).toContain('prepare card'))
  })

  it('starts again under the same attempt when the answer was lost', async () => {
    const { session, calls, failures } = await readyCheckout()
    failures.start.push('unreachable', 'unreachable')
    await session.pay()
    expect(calls).toEqual([
      'start att_1: unreachable',
      'start att_1: unreachable',
      'start att_1',
      'confirm with secret of att_1',
    ])
  })

  it('says that it was not started when the server refused', async () => {
    const { session, failures } = await readyCheckout()
    failures.start.push('internal')
    await session.pay()
    expect(session.phase.value).toEqual({ name: 'ready', problem: 'not_started' })
  })

  it('reports to the server until it is heard', async () => {
    const { session, calls, failures, provider } = await readyCheckout()
    failures.submitted.push('unreachable')
    await session.pay()
    provider.confirm.reject(new Error('the script broke'))
    await vi.waitFor(() => expect(calls.slice(-2)).toEqual(['submitted att_1: unreachable', 'submitted att_1']))
  })
})

describe('after a decline', () => {
  async function declinedCheckout() {
    const all = await readyCheckout()
    await all.session.pay()
    all.decline('declined')
    all.provider.confirm.resolve('expired_card')
    await vi.waitFor(() => expect(all.session.phase.value).toEqual(ready))
    return all
  }

  it('another card goes through a new attempt and the same form', async () => {
    const { session, calls, openForm } = await declinedCheckout()
    expect(session.browserDecline.value).toBe('expired_card')
    await session.pay()
    expect(calls.slice(-2)).toEqual(['start att_2', 'confirm with secret of att_2'])
    expect(session.browserDecline.value).toBeNull()
    expect(openForm).toHaveBeenCalledOnce()
  })

  it('the payer is asked again where the next attempt is at another account', async () => {
    const { session, calls, openForm, account, decline, provider } = await readyCheckout()
    account.publishableKey = 'pk_test_2'
    await session.pay()
    decline('declined')
    provider.confirm.resolve('declined')
    await vi.waitFor(() => expect(openForm).toHaveBeenCalledTimes(2))
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    expect(calls.filter((call) => call.startsWith('start'))).toEqual(['start att_1'])
    await session.pay()
    expect(calls.slice(-2)).toEqual(['start att_2', 'confirm with secret of att_2'])
  })
})

describe('the form', () => {
  it('is missing while no provider answers, and comes with a retry', async () => {
    const { session, host, failures } = checkout()
    failures.prepare.push('no_provider')
    session.mount(host)
    await vi.waitFor(() => expect(session.phase.value.name).toBe('unavailable'))
    await session.retry()
    expect(session.phase.value).toEqual(ready)
  })

  it('says so when it was asked for too often', async () => {
    const { session, host, failures } = checkout()
    failures.prepare.push('rate_limited')
    session.mount(host)
    await expect.poll(() => session.phase.value.name).toBe('too_many')
  })

  it('is missing when its script cannot be loaded', async () => {
    const { session, host, openForm } = checkout()
    openForm.mockRejectedValueOnce(new Error('blocked'))
    session.mount(host)
    await vi.waitFor(() => expect(session.phase.value.name).toBe('script_failed'))
  })

  it('is taken away with its place on the page, also one that was still loading', async () => {
    const { session, host, openForm, calls } = checkout()
    const unmount = session.mount(host)
    await vi.waitFor(() => expect(openForm).toHaveBeenCalled())
    unmount()
    await vi.waitFor(() => expect(calls).toContain('destroy'))
    expect(session.phase.value).toEqual({ name: 'idle' })
  })
})
