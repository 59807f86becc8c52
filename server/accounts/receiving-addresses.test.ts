import { Keypair, StrKey } from '@stellar/stellar-sdk/base'
import { expect, it } from 'vitest'
import { classicAddressToXAddress, Wallet } from 'xrpl'
import type { Core } from '../core.ts'
import { createInvoice } from '../invoices/invoices.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { createMerchant } from './accounts.ts'
import { addReceivingAddress, listReceivingAddresses, removeReceivingAddress } from './receiving-addresses.ts'

const newAddress = () => Keypair.random().publicKey()
const at = '2026-01-15T12:00:00.000Z'

async function merchantId(core: Core): Promise<string> {
  return (await createMerchant(core, { name: 'Fjord Coffee', origins: ['*'] })).id
}

const asked = (merchantId: string, address: string) =>
  ({ merchantId, mode: 'test', network: 'STELLAR', address }) as const

describeOnBothStores('receiving addresses', (store) => {
  it('are added once, announced, and listed', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    let announced = 0
    core.changes.subscribe('addresses', () => announced++)
    const address = newAddress()
    const added = await addReceivingAddress(core, asked(id, ` ${address} `))
    expect(added).toMatchObject({ ...asked(id, address), createdAt: at })
    expect(announced).toBe(1)
    await expect(addReceivingAddress(core, asked(id, address))).rejects.toMatchObject({ code: 'address_exists' })
    expect(announced).toBe(1)
    expect(await listReceivingAddresses(core, id)).toEqual([added])
  })

  it('belong to one merchant, in both modes', async () => {
    const core = testCore(store())
    const [first, second] = [await merchantId(core), await merchantId(core)]
    const address = newAddress()
    await addReceivingAddress(core, asked(first, address))
    await addReceivingAddress(core, { ...asked(first, address), mode: 'live' })
    const taken = { kind: 'conflict', code: 'address_taken' }
    await expect(addReceivingAddress(core, asked(second, address))).rejects.toMatchObject(taken)
    await removeReceivingAddress(core, (await listReceivingAddresses(core, first))[0]!.id)
    await expect(addReceivingAddress(core, asked(second, address))).rejects.toMatchObject(taken)
  })

  it('go to one merchant when two ask at the same moment', async () => {
    const core = testCore(store())
    const [first, second] = [await merchantId(core), await merchantId(core)]
    const address = newAddress()
    const results = await Promise.allSettled([first, second].map((id) => addReceivingAddress(core, asked(id, address))))
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('are refused in words when they are something else', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    const account = Keypair.random()
    const muxed = StrKey.encodeMed25519PublicKey(Buffer.concat([account.rawPublicKey(), Buffer.alloc(8, 7)]))
    const refusal = (address: string) =>
      addReceivingAddress(core, asked(id, address)).then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    expect(await refusal(muxed)).toContain(`write its account: ${account.publicKey()}.`)
    const secret = account.secret()
    expect(await refusal(secret)).toContain('is a secret seed')
    expect(await refusal(secret)).not.toContain(secret)
    expect(await refusal(StrKey.encodeContract(account.rawPublicKey()))).toContain('is a contract')
    expect(await refusal(account.publicKey().toLowerCase())).toContain('is no Stellar account')
    expect(await refusal(`${account.publicKey().slice(0, -1)}1`)).toContain('is no Stellar account')
    expect(await refusal('')).toContain('is no Stellar account')
    await expect(addReceivingAddress(core, asked('mer_none', newAddress()))).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  it('on the XRP Ledger are classic ones', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    const onXrpl = (address: string) => addReceivingAddress(core, { ...asked(id, address), network: 'XRPL' })
    const { classicAddress, seed } = Wallet.generate()
    expect(await onXrpl(` ${classicAddress} `)).toMatchObject({ network: 'XRPL', address: classicAddress })
    const refusal = (address: string) => onXrpl(address).catch((error: Error) => error.message)
    expect(await refusal(classicAddressToXAddress(classicAddress, 7, true))).toContain(`account: ${classicAddress}.`)
    expect(await refusal(seed!)).toContain('is a secret seed')
    expect(await refusal(seed!)).not.toContain(seed)
    expect(await refusal(newAddress())).toContain('is no XRP Ledger account')
    expect(await refusal(`${classicAddress}x`)).toContain('is no XRP Ledger account')
  })

  it('can be removed while nothing depends on them, with how far they were read', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    const { id: addressId, address } = await addReceivingAddress(core, asked(id, newAddress()))
    const place = { mode: 'test', network: 'STELLAR', address } as const
    await store()
      .db.insertInto('watch_positions')
      .values({ ...place, cursor: '1', read_until: null })
      .execute()
    await removeReceivingAddress(core, addressId)
    expect(await listReceivingAddresses(core, id)).toEqual([])
    const positions = store().db.selectFrom('watch_positions').selectAll().where('address', '=', address)
    expect(await positions.execute()).toEqual([])
    await expect(removeReceivingAddress(core, addressId)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('stay once an invoice names them', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    const { id: addressId, address } = await addReceivingAddress(core, asked(id, newAddress()))
    const invoice = await store().transaction((tx) =>
      createInvoice(core, tx, {
        merchantId: id,
        mode: 'test',
        title: 'Coffee',
        asset: 'USDC',
        amount: 1n,
        scale: 2,
        expiresIn: null,
        orderId: null,
        clientEmail: null,
        clientName: null,
        pricing: null,
        period: null,
        reminderPreset: null,
      }),
    )
    expect(invoice.destination_address).toBe(address)
    await expect(removeReceivingAddress(core, addressId)).rejects.toMatchObject({ code: 'address_in_use' })
  })

  it('stay once money arrived at them', async () => {
    const core = testCore(store())
    const id = await merchantId(core)
    const { id: addressId, address } = await addReceivingAddress(core, asked(id, newAddress()))
    await store()
      .db.insertInto('transfers')
      .values({
        id: addressId,
        mode: 'test',
        network: 'STELLAR',
        transaction_hash: address,
        operation_index: 0,
        address,
        sender: null,
        asset_code: 'XLM',
        asset_issuer: null,
        amount: 1n,
        reference: null,
        ledger: 1,
        closed_at: at,
        invoice_id: null,
        unmatched_reason: 'no_reference',
        created_at: at,
      })
      .execute()
    await expect(removeReceivingAddress(core, addressId)).rejects.toMatchObject({ code: 'address_in_use' })
    expect(await listReceivingAddresses(core, id)).toHaveLength(1)
  })
})
