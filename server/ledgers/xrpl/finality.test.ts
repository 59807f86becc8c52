import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { Client } from 'xrpl'
import { startXrpl } from '../../../demo/networks/xrpl/xrpl.ts'
import { readInvoice, summary } from '../../invoices/test-invoices.ts'
import { describeOnBothStores } from '../../store/test-stores.ts'
import { creditTransfers } from '../crediting.ts'
import type { Page, Transfer } from '../ledger.ts'
import { transfersAt } from '../test-transfers.ts'
import { openNodes } from './nodes.ts'
import { xrplSource } from './source.ts'
import { becomes, payer, type XrplScene, xrplScene } from './test-xrpl.ts'
import { startXrplWatcher } from './watcher.ts'

const PAID = 'paid/none 5000000'

describeOnBothStores('what counts on the XRP Ledger', (store) => {
  const running: { stop(): Promise<unknown> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.stop()
  })

  async function scene(): Promise<XrplScene> {
    const made = await xrplScene(store())
    running.push(made)
    return made
  }

  it('takes nothing for paid that no ledger holds yet', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const held = await startXrpl({
      port: 0,
      clock: s.core.clock,
      booksFile: ':memory:',
      networkId: 1,
      ledgerIntervalMs: Number.POSITIVE_INFINITY,
      genesis: [
        { address: payer.classicAddress, xrp: '100' },
        { address: s.merchant.classicAddress, xrp: '10' },
      ],
    })
    running.push(held)
    const place = { urls: [held.url], networkId: 1 }
    const watcher = startXrplWatcher({ ...s.core, config: { ...s.core.config, xrpl: { live: place, test: place } } })
    running.push(watcher)
    await watcher.settle()
    const client = new Client(held.url)
    await client.connect()
    running.push({ stop: () => client.disconnect() })
    await client.submit(
      {
        TransactionType: 'Payment',
        Account: payer.classicAddress,
        Destination: s.merchant.classicAddress,
        DestinationTag: Number(reference),
        Amount: '5000000',
      },
      { wallet: payer },
    )
    expect(held.waiting()).toBe(1)
    await watcher.settle()
    expect(await summary(s.core, id)).toBe('unpaid/none 0')
    held.closeLedger()
    await becomes(s.core, id, PAID)
  })

  it('credits once, in whatever order and however often pages are read', async () => {
    const s = await scene()
    const { id, reference } = await s.invoice()
    const place = { mode: 'test', network: 'XRPL', address: s.merchant.classicAddress } as const
    await s.core.store.db
      .insertInto('watch_positions')
      .values({ ...place, cursor: '0', read_until: null })
      .execute()
    for (const drops of ['1', '20', '300', '4000']) await s.pay(drops, reference)
    const nodes = openNodes(s.core.config.xrpl.test)
    running.push({ stop: nodes.close })
    const page: Page = await xrplSource(nodes, 1).readPage(place.address, '0')
    expect(page.transfers).toHaveLength(4)
    const credit = (transfers: Transfer[]) =>
      creditTransfers(s.core, { ...place, cursor: page.cursor, readUntil: null }, transfers)
    const all = [...page.transfers, ...page.transfers, ...page.transfers]
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: 4 }), fc.nat(all.length), async (reads, split) => {
        await Promise.all([credit(reads.slice(0, split)), credit(reads.slice(split))])
      }),
      { numRuns: 15 },
    )
    await credit(page.transfers)
    expect((await readInvoice(s.core, id)).received_amount).toBe(4321n)
    expect(await transfersAt(s.core, place.address)).toHaveLength(4)
  })
})
