import { beforeEach, expect, it } from 'vitest'
import { refusesReminders, stopUrl } from '../server/notifications/refusals.ts'
import { describeOnBothStores } from '../server/store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../server/test-core.ts'
import type { Pages } from './assets.ts'
import * as render from './pages/render.tsx'
import { reminderRoutes } from './reminders.ts'

const pages = { render, pay: { script: '/pay.js', styles: ['/pay.css'] }, shopStyles: [] } as unknown as Pages

describeOnBothStores('/reminders/stop', (store) => {
  let core: TestCore
  let reminded: { merchantId: string; mode: 'test'; email: string }

  beforeEach(async () => {
    core = testCore(store())
    const { merchantId } = await testApp(core)
    reminded = { merchantId, mode: 'test', email: 'Client@example.com' }
  })

  const pathOf = (url: string) => url.replace(`${core.config.publicUrl}/reminders`, '')
  const ask = (path: string, method = 'GET', body?: string) =>
    reminderRoutes(core, pages).request(path, {
      method,
      ...(body !== undefined && { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    })
  const refused = () => refusesReminders(core.store.db, reminded)

  it('asks first: looking stops nothing', async () => {
    const answer = await ask(pathOf(stopUrl(core, reminded)))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toMatch(/Fjord Coffee.*<form method="post"><button[^>]*>Stop reminders/s)
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self'")
    expect(await refused()).toBe(false)
  })

  it.each([
    ['the button', ''],
    ['a mail program’s one click', 'List-Unsubscribe=One-Click'],
  ])('stops by %s, and again changes nothing', async (_, body) => {
    const path = pathOf(stopUrl(core, reminded))
    for (const _ of [1, 2]) {
      const answer = await ask(path, 'POST', body)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('Reminders stopped')
    }
    expect(await refused()).toBe(true)
  })

  it('stops nobody else’s, nor those of other merchants', async () => {
    await ask(pathOf(stopUrl(core, reminded)), 'POST')
    const { merchantId } = await testApp(core)
    for (const change of [{ email: 'other@example.com' }, { mode: 'live' as const }, { merchantId }]) {
      expect(await refusesReminders(core.store.db, { ...reminded, ...change })).toBe(false)
    }
  })

  it('takes no token that it did not make', async () => {
    const path = pathOf(stopUrl(core, reminded))
    const elsewhere = core.secrets.seal(JSON.stringify(reminded), 'link_visits:1')
    const changed = path.slice(0, -20) + (path.at(-20) === 'A' ? 'B' : 'A') + path.slice(-19)
    const wrong = ['/stop', '/stop?token=', '/stop?token=%00', path.slice(0, -4), changed, `/stop?token=${elsewhere}`]
    for (const one of wrong) {
      for (const method of ['GET', 'POST']) expect([one, (await ask(one, method)).status]).toEqual([one, 404])
    }
    expect(await refused()).toBe(false)
  })
})
