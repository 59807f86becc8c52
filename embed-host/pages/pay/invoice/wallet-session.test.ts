import { signal } from '@preact/signals'
import { describe, expect, it, vi } from 'vitest'
import { fail, succeed } from '../answer.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import { invoiceView } from '../example-views.ts'
import type { PayingWallet, SigningWallet, Wallet } from './wallet.ts'
import { createWalletSession } from './wallet-session.ts'

function paying() {
  const wallet = {
    connect: vi.fn<SigningWallet['connect']>(async () => succeed('GPAYER')),
    sign: vi.fn<SigningWallet['sign']>(async ({ xdr }) => succeed(`signed ${xdr}`)),
  }
  const server = {
    stellarTransaction: vi.fn<CheckoutApi['stellarTransaction']>(async () =>
      succeed({ xdr: 'AAAA', networkPassphrase: 'Test SDF Network ; September 2015' }),
    ),
    submitStellar: vi.fn<CheckoutApi['submitStellar']>(async () => succeed({ hash: 'abc' })),
  }
  const loadWallet = vi.fn(async (): Promise<Wallet> => wallet)
  const refresh = vi.fn(async () => true)
  const renewQuote = vi.fn(async () => {})
  const api = server as Partial<CheckoutApi> as CheckoutApi
  const invoice = signal(invoiceView())
  const session = createWalletSession({ invoice, refresh, renewQuote, api, loadWallet })
  return { wallet, server, loadWallet, refresh, renewQuote, invoice, session, publicId: invoice.value.publicId }
}

describe('a transfer by wallet', () => {
  it('sends what the server built and the payer signed', async () => {
    const { session, server, wallet, refresh, publicId } = paying()
    await session.payWith('freighter')
    expect(wallet.connect).toHaveBeenCalledWith('Test SDF Network ; September 2015')
    expect(server.stellarTransaction).toHaveBeenCalledWith(publicId, 'GPAYER')
    expect(server.submitStellar).toHaveBeenCalledWith(publicId, 'signed AAAA')
    expect(session.phase.value).toEqual({ name: 'sent' })
    expect(refresh).toHaveBeenCalled()
  })

  it('happens once, however often the button is pressed', async () => {
    const { session, server } = paying()
    await Promise.all([session.payWith('freighter'), session.payWith('freighter')])
    expect(server.submitStellar).toHaveBeenCalledOnce()
  })

  it('sends nothing that was not signed', async () => {
    const { session, server, wallet } = paying()
    wallet.sign.mockResolvedValue(fail('rejected'))
    await session.payWith('freighter')
    expect(session.phase.value).toEqual({ name: 'failed', wallet: 'freighter', failure: 'rejected' })
    expect(server.submitStellar).not.toHaveBeenCalled()
  })

  it('says that the outcome is unknown when the network did not answer in time, and looks', async () => {
    const { session, server, refresh } = paying()
    server.submitStellar.mockResolvedValue(fail('network_unreachable'))
    await session.payWith('freighter')
    expect(session.phase.value).toMatchObject({ name: 'failed', failure: 'outcome_unknown' })
    expect(refresh).toHaveBeenCalled()
  })

  it('asks for another price when the server takes no transfer at this one', async () => {
    const { session, server, refresh, renewQuote } = paying()
    server.stellarTransaction.mockResolvedValueOnce(fail('wrong_state'))
    await session.payWith('freighter')
    expect(session.phase.value).toMatchObject({ name: 'failed', failure: 'wrong_state' })
    expect(refresh).toHaveBeenCalledOnce()
    expect(renewQuote).toHaveBeenCalledOnce()
    await session.payWith('freighter')
    expect(session.phase.value).toEqual({ name: 'sent' })
    expect(renewQuote).toHaveBeenCalledOnce()
  })

  it('is over when the wallet throws, and can be tried again', async () => {
    const { session, wallet } = paying()
    wallet.connect.mockRejectedValueOnce(new Error('extension gone'))
    await session.payWith('freighter')
    expect(session.phase.value).toMatchObject({ name: 'failed', failure: 'wallet_failed' })
    await session.payWith('freighter')
    expect(session.phase.value).toEqual({ name: 'sent' })
  })

  it.each(['not_installed', 'locked', 'wrong_network', 'rejected'] as const)(
    'asks the server for nothing while the wallet is %s',
    async (failure) => {
      const { session, server, wallet } = paying()
      wallet.connect.mockResolvedValue(fail(failure))
      await session.payWith('freighter')
      expect(session.phase.value).toMatchObject({ name: 'failed', failure })
      expect(server.stellarTransaction).not.toHaveBeenCalled()
    },
  )

  it.each(['account_not_found', 'no_trustline', 'insufficient_balance'] as const)('tells %s', async (failure) => {
    const { session, server } = paying()
    server.stellarTransaction.mockResolvedValue(fail(failure))
    await session.payWith('sandbox')
    expect(session.phase.value).toEqual({ name: 'failed', wallet: 'sandbox', failure })
  })

  it('does not claim that nothing was sent when the answer was lost', async () => {
    const { session, server } = paying()
    server.submitStellar.mockResolvedValue(fail('unreachable'))
    await session.payWith('freighter')
    expect(session.phase.value).toMatchObject({ failure: 'outcome_unknown' })
  })

  it('can be followed by another for the rest, once it has arrived', async () => {
    const { session, invoice, server } = paying()
    await session.payWith('freighter')
    invoice.value = invoiceView({ status: 'pending' })
    expect(session.phase.value).toEqual({ name: 'sent' })
    invoice.value = invoiceView({ status: 'partially_paid', receivedAmount: '25.50', remainingAmount: '100.00' })
    expect(session.phase.value).toEqual({ name: 'idle' })
    await session.payWith('freighter')
    expect(server.submitStellar).toHaveBeenCalledTimes(2)
  })

  it('can be tried again after a failure', async () => {
    const { session, server } = paying()
    server.submitStellar.mockResolvedValueOnce(fail('transaction_failed'))
    await session.payWith('freighter')
    expect(session.phase.value).toMatchObject({ failure: 'transaction_failed' })
    await session.payWith('freighter')
    expect(session.phase.value).toEqual({ name: 'sent' })
  })
})

function payingXrp() {
  const wallet = {
    connect: vi.fn<PayingWallet['connect']>(async () => succeed('rPayer')),
    pay: vi.fn<PayingWallet['pay']>(async () => succeed(null)),
  }
  const refresh = vi.fn(async () => true)
  const renewQuote = vi.fn(async () => {})
  const invoice = signal(
    invoiceView({
      network: 'XRPL',
      asset: 'XRP',
      assetIssuer: null,
      destinationAddress: 'rMerchant',
      reference: '4294967295',
      referenceLabel: 'Destination Tag',
      expectedAmount: '12.500001',
      remainingAmount: '2.5',
      testMode: true,
    }),
  )
  const api = {} as CheckoutApi
  const session = createWalletSession({ invoice, refresh, renewQuote, api, loadWallet: async () => wallet })
  return { wallet, refresh, session }
}

describe('a transfer by a wallet that pays by itself', () => {
  it('is of what is left, in drops, with the destination tag', async () => {
    const { session, wallet, refresh } = payingXrp()
    await session.payWith('gemwallet')
    const payment = { destination: 'rMerchant', tag: 4_294_967_295, drops: '2500000', testMode: true }
    expect(wallet.connect).toHaveBeenCalledWith(payment)
    expect(wallet.pay).toHaveBeenCalledWith(payment, 'rPayer')
    expect(session.phase.value).toEqual({ name: 'sent' })
    expect(refresh).toHaveBeenCalled()
  })

  it('is not asked for while the wallet is not ready', async () => {
    const { session, wallet } = payingXrp()
    wallet.connect.mockResolvedValue(fail('wrong_network'))
    await session.payWith('crossmark')
    expect(session.phase.value).toEqual({ name: 'failed', wallet: 'crossmark', failure: 'wrong_network' })
    expect(wallet.pay).not.toHaveBeenCalled()
  })

  it('has an unknown outcome when the wallet breaks after it was asked', async () => {
    const { session, wallet, refresh } = payingXrp()
    wallet.pay.mockRejectedValue(new Error('extension gone'))
    await session.payWith('gemwallet')
    expect(session.phase.value).toMatchObject({ name: 'failed', failure: 'outcome_unknown' })
    expect(refresh).toHaveBeenCalled()
  })
})
