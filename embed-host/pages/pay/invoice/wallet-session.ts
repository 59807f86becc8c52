import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { toUnits } from '../../../ui/amounts.ts'
import type { ApiFailure, CheckoutApi } from '../checkout-api.ts'
import type { PayingFailure, PayingWallet, SigningWallet, Wallet, WalletName, XrpPayment } from './wallet.ts'

/** `outcome_unknown`: the signed transfer was handed over and the answer was lost; only the network knows. */
export type TransferFailure = PayingFailure | ApiFailure

export type WalletPhase =
  | { name: 'idle' }
  | { name: 'connecting' | 'signing' | 'sending'; wallet: WalletName }
  /** The network has the transfer; the server's view will say when it counts. */
  | { name: 'sent' }
  | { name: 'failed'; wallet: WalletName; failure: TransferFailure }

/** Paying an invoice with a wallet, by a transfer that it signs. */
export interface WalletSession {
  phase: ReadonlySignal<WalletPhase>
  payWith(wallet: WalletName): Promise<void>
}

interface WalletSessionNeeds {
  invoice: ReadonlySignal<InvoiceView>
  refresh(): Promise<boolean>
  /** Where there is a price in fiat: gets another one if it ran out. */
  renewQuote(): Promise<void>
  api: CheckoutApi
  /** Fetches a wallet's code, when the payer asks for it. */
  loadWallet(name: WalletName): Promise<Wallet>
}

export function createWalletSession({
  invoice,
  refresh,
  renewQuote,
  api,
  loadWallet,
}: WalletSessionNeeds): WalletSession {
  const phase = signal<WalletPhase>({ name: 'idle' })
  /** What had arrived when a transfer was sent: once more has, that transfer is done with and the rest may follow. */
  const receivedBefore = signal<string | null>(null)

  async function transfer(name: WalletName): Promise<TransferFailure | null> {
    const wallet = await loadWallet(name).catch(() => null)
    if (!wallet) return 'unreachable'
    return 'pay' in wallet ? payOnXrpl(name, wallet) : signForStellar(name, wallet)
  }

  /** The server builds the transfer and submits it. */
  async function signForStellar(name: WalletName, wallet: SigningWallet): Promise<TransferFailure | null> {
    const { publicId, networkPassphrase } = invoice.peek()
    const account = await wallet.connect(networkPassphrase)
    if (!account.ok) return account.failure

    const transaction = await api.stellarTransaction(publicId, account.value)
    if (!transaction.ok) return transaction.failure
    phase.value = { name: 'signing', wallet: name }
    const signed = await wallet.sign(transaction.value, account.value)
    if (!signed.ok) return signed.failure

    phase.value = { name: 'sending', wallet: name }
    const submitted = await api.submitStellar(publicId, signed.value)
    if (submitted.ok) return null
    return LOST.includes(submitted.failure) ? 'outcome_unknown' : submitted.failure
  }

  /** The wallet builds the transfer and submits it. */
  async function payOnXrpl(name: WalletName, wallet: PayingWallet): Promise<TransferFailure | null> {
    const payment = xrpPaymentOf(invoice.peek())
    const account = await wallet.connect(payment)
    if (!account.ok) return account.failure
    phase.value = { name: 'signing', wallet: name }
    const paid = await wallet.pay(payment, account.value).catch(() => null)
    if (!paid) return 'outcome_unknown'
    return paid.ok ? null : paid.failure
  }

  async function payWith(wallet: WalletName): Promise<void> {
    if (isUnderWay(phase.peek())) return
    phase.value = { name: 'connecting', wallet }
    receivedBefore.value = invoice.peek().receivedAmount
    const failure = await transfer(wallet).catch(() =>
      phase.peek().name === 'sending' ? 'outcome_unknown' : 'wallet_failed',
    )
    phase.value = failure ? { name: 'failed', wallet, failure } : { name: 'sent' }
    if (failure === null || failure === 'wrong_state' || failure === 'outcome_unknown') await refresh()
    // The server's clock decides, and may have seen the price run out before this page's did.
    if (failure === 'wrong_state') await renewQuote()
  }

  const shown = computed<WalletPhase>(() => {
    const hasArrived = phase.value.name === 'sent' && invoice.value.receivedAmount !== receivedBefore.value
    return hasArrived ? { name: 'idle' } : phase.value
  })
  return { phase: shown, payWith }
}

/** Of what is left to pay, where that is known. */
function xrpPaymentOf({ destinationAddress, reference, remainingAmount, testMode }: InvoiceView): XrpPayment {
  const drops = String(toUnits(remainingAmount ?? '0', XRP_DIGITS))
  return { destination: destinationAddress, tag: Number(reference), drops, testMode }
}

const XRP_DIGITS = 6

/** Answers to a submission after which the transfer may have got through all the same. */
const LOST: ApiFailure[] = ['unreachable', 'internal', 'network_unreachable']

/** The wallet or the network is at work. */
export function isUnderWay(phase: WalletPhase): boolean {
  return phase.name === 'connecting' || phase.name === 'signing' || phase.name === 'sending'
}
