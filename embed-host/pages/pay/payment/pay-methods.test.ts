import { describe, expect, it, vi } from 'vitest'
import { checkout, ready, readyCheckout } from './test-checkout.ts'

describe('the methods', () => {
  async function withMethods() {
    const all = checkout()
    all.server.methods = ['card', 'paypal', 'ideal']
    all.show()
    const unmount = all.session.mount(all.host)
    await vi.waitFor(() => expect(all.session.phase.value).toEqual(ready))
    all.calls.length = 0
    return { ...all, unmount }
  }

  async function atPaypal() {
    const all = await withMethods()
    all.session.choose('paypal')
    await vi.waitFor(() => expect(all.session.form.value?.config.kind).toBe('redirect'))
    all.calls.length = 0
    return all
  }

  it('begin with the first, whose form gives way to that of another choice', async () => {
    const { session, calls } = await withMethods()
    expect(session.method.value).toBe('card')
    session.choose('paypal')
    expect(session.method.value).toBe('paypal')
    expect(session.phase.value).toEqual({ name: 'loading' })
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    expect(calls).toEqual(['destroy', 'prepare paypal'])
  })

  it('are prepared one after the other, so that the last choice is the one that stays open', async () => {
    const { session, calls } = await withMethods()
    session.choose('paypal')
    session.choose('ideal')
    session.choose('card')
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    expect(calls.filter((call) => call.startsWith('prepare')).at(-1)).toBe('prepare card')
    expect(session.form.value?.config.kind).toBe('stripe')
  })

  it('go on with the next one when the chosen one cannot take the payment any more', async () => {
    const { session, server, show, calls } = await atPaypal()
    server.methods = ['card', 'ideal']
    show()
    expect(session.method.value).toBe('card')
    await vi.waitFor(() => expect(calls).toContain('prepare card'))
  })

  it('stay while money moves', async () => {
    const { session } = await withMethods()
    await session.pay()
    session.choose('paypal')
    expect(session.method.value).toBe('card')
  })

  it('open a window in the press itself, before anything is awaited', async () => {
    const { session, calls } = await atPaypal()
    const paid = session.pay()
    expect(calls).toEqual(['press'])
    await paid
    expect(calls).toEqual(['press', 'start att_2', 'confirm with secret of att_2'])
  })

  it('close the window again when the try was not started', async () => {
    const { session, calls, failures } = await atPaypal()
    failures.start.push('internal')
    await session.pay()
    expect(calls).toEqual(['press', 'start att_2: internal', 'release'])
  })

  it('have the server look when the payer is back, and say that nothing was charged', async () => {
    const { session, calls, server, provider } = await atPaypal()
    await session.pay()
    server.status = 'pending'
    provider.confirm.resolve(null)
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    expect(calls).toContain('submitted att_2')
    expect(session.turnedBack.value).toBe(true)
    await session.pay()
    expect(session.turnedBack.value).toBe(false)
  })

  it('do not call a refusal turning back', async () => {
    const { session, decline, provider } = await atPaypal()
    await session.pay()
    decline('declined')
    provider.confirm.resolve(null)
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    expect(session.turnedBack.value).toBe(false)
  })

  it('close the window when the server knows the end before the payer is back', async () => {
    const { session, calls, decline, show } = await atPaypal()
    await session.pay()
    decline('declined')
    show()
    expect(calls).toContain('release')
    expect(session.phase.value).toEqual(ready)
  })

  it('leave a trail when this tab goes to the provider, and none for a window', async () => {
    const { session, away, steps, server, provider } = await atPaypal()
    away.value = { at: 'window', lost: false }
    await session.pay()
    expect(steps).toEqual([])
    server.status = 'pending'
    provider.confirm.resolve(null)
    await vi.waitFor(() => expect(session.phase.value).toEqual(ready))
    away.value = { at: 'leaving', address: 'https://pay.example/' }
    await session.pay()
    expect(steps).toEqual([{ attemptId: 'att_3', method: 'paypal', address: 'https://pay.example/' }])
  })
})

describe('a coupon', () => {
  it('that changes the amount has another attempt prepared, with the same form', async () => {
    const { session, server, show, calls, openForm } = await readyCheckout()
    Object.assign(session.form.peek()!, { adapt: () => true })
    server.amount = 2000
    show()
    await vi.waitFor(() => expect(calls).toEqual(['prepare card']))
    expect(session.phase.value).toEqual(ready)
    expect(openForm).toHaveBeenCalledOnce()
  })

  it('that changes the amount opens another form where the provider needs one', async () => {
    const { server, show, openForm } = await readyCheckout()
    server.amount = 2000
    show()
    await vi.waitFor(() => expect(openForm).toHaveBeenCalledTimes(2))
    expect(openForm.mock.lastCall?.[0]).toMatchObject({ amount: 2000 })
  })

  it('holds the payment while the amount is about to change', async () => {
    const { session, hold, calls } = await readyCheckout()
    hold.value = true
    await session.pay()
    expect(calls).toEqual([])
    hold.value = false
    await session.pay()
    expect(calls).toContain('start att_1')
  })

  it('that was used up meanwhile is said, with the new amount prepared', async () => {
    const { session, failures, server, refresh, calls } = await readyCheckout()
    failures.start.push('coupon_used_up')
    server.amount = 3000
    await session.pay()
    expect(refresh).toHaveBeenCalled()
    await vi.waitFor(() => expect(session.phase.value).toEqual({ name: 'ready', problem: 'price_changed' }))
    expect(calls).toContain('prepare card')
  })
})
