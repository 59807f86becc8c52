import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Keypair } from '@stellar/stellar-sdk'
import { expect, it, onTestFinished } from 'vitest'
import { summary, testInvoice, toldEvents } from '../../invoices/test-invoices.ts'
import { describeOnBothStores } from '../../store/test-stores.ts'
import { transfersAt } from '../test-transfers.ts'
import { type StellarScene, stellarScene } from './test-horizon.ts'
import { startStellarWatcher } from './watcher.ts'

const PAID = 'paid/none 1000000000'
const CONTRACT = 'CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC'
/** The most that a contract can name: 2^127 - 1 stroops. */
const HUGE = '17014118346046923173168730371588.4105727'

type HorizonRecord = Record<string, unknown>

/**
 * Horizon behind what lets a stranger's record be any that Horizon can write, and gives no more than `limit`
 * records with their transactions at once.
 */
async function behind(
  scene: StellarScene,
  change: { record?: (given: HorizonRecord) => HorizonRecord; limit?: number },
) {
  const asked: number[] = []
  const server = createServer(
    getRequestListener(async (request) => {
      const { pathname, search, searchParams } = new URL(request.url)
      const answer = await fetch(scene.standIn.url + pathname + search, { headers: request.headers })
      const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
      if (!searchParams.has('join') || isStream || answer.status !== 200) return answer
      const body = (await answer.json()) as { _embedded: { records: HorizonRecord[] } }
      const { records } = body._embedded
      asked.push(Number(searchParams.get('limit')))
      if (records.length > (change.limit ?? 200)) return new Response('too much', { status: 504 })
      body._embedded.records = records.map((one) => change.record?.(one) ?? one)
      return Response.json(body)
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { test, live } = scene.core.config.stellar
  const horizonUrls = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`]
  const core = { ...scene.core, config: { ...scene.core.config, stellar: { live, test: { ...test, horizonUrls } } } }
  return { core, asked }
}

describeOnBothStores('records that strangers fill', (store) => {
  async function start(change: (scene: StellarScene) => Parameters<typeof behind>[1]) {
    const scene = await stellarScene(store())
    onTestFinished(() => scene.stop())
    const { core, asked } = await behind(scene, change(scene))
    const invoice = await testInvoice(core, scene.merchantId)
    const settle = async () => {
      const watcher = startStellarWatcher(core)
      await watcher.settle()
      await watcher.stop()
    }
    return { ...scene, core, asked, invoice, settle }
  }

  /** What the stranger sent with the memo "odd" is a contract's call that moved these. */
  const oddly =
    (legs: (scene: StellarScene) => HorizonRecord[]) =>
    (scene: StellarScene): Parameters<typeof behind>[1] => ({
      record: (given) =>
        (given.transaction as HorizonRecord).memo === 'odd'
          ? { ...given, type: 'invoke_host_function', type_i: 24, asset_balance_changes: legs(scene) }
          : given,
    })

  const own = (issuer: string) => ({ asset_type: 'credit_alphanum4', asset_code: 'OWN', asset_issuer: issuer })

  it('do not stop what comes after them', async () => {
    const stranger = Keypair.random().publicKey()
    const s = await start(
      oddly(({ merchant }) => [
        { ...own(stranger), type: 'mint', to: CONTRACT, amount: HUGE },
        { asset_type: 'native', type: 'transfer', from: stranger, to: merchant.publicKey(), amount: '0.0000001' },
      ]),
    )
    await s.pay('1', 'odd')
    await s.pay('100', s.invoice.reference)
    await s.settle()
    expect(await summary(s.core, s.invoice.id)).toBe(PAID)
    expect(await transfersAt(s.core, s.merchant.publicKey())).toMatchObject([
      { amount: 1n, asset_code: 'XLM', unmatched_reason: 'unknown_reference' },
      { invoice_id: s.invoice.id },
    ])
  })

  it('are kept for the merchant to look at where they bring what cannot be read', async () => {
    const stranger = Keypair.random().publicKey()
    const s = await start(
      oddly(({ merchant }) => [
        { ...own(stranger), type: 'transfer', from: stranger, to: merchant.publicKey(), amount: HUGE },
        { asset_type: 'new', type: 'transfer', from: stranger, to: merchant.publicKey(), amount: '1e3' },
      ]),
    )
    await s.pay('1', 'odd')
    await s.pay('100', s.invoice.reference)
    await s.settle()
    expect(await summary(s.core, s.invoice.id)).toBe(PAID)
    const kept = await transfersAt(s.core, s.merchant.publicKey())
    expect(kept.map(({ unmatched_reason, asset_code }) => `${unmatched_reason} ${asset_code}`)).toEqual([
      'unreadable OWN',
      'unreadable unknown',
      'null USDC',
    ])
    expect((await toldEvents(s.core, s.merchantId)).sort()).toEqual([
      'invoice.paid',
      'transfer.unmatched',
      'transfer.unmatched',
    ])
  })

  it('are read in smaller pages where all of them at once are too much', async () => {
    const s = await start(() => ({ limit: 3 }))
    for (let n = 0; n < 9; n += 1) await s.pay('1', `n${n}`)
    await s.pay('100', s.invoice.reference)
    await s.settle()
    expect(await summary(s.core, s.invoice.id)).toBe(PAID)
    expect(await transfersAt(s.core, s.merchant.publicKey())).toHaveLength(10)
    expect(s.asked.slice(0, 5)).toEqual([200, 50, 13, 4, 1])
  })
})
