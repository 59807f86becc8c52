import { type Answer, fail, succeed } from '../answer.ts'
import { fitsNetwork, type PayingFailure, type PayingWallet } from './wallet.ts'

/**
 * The Crossmark browser extension, as it puts itself into the page: `window.xrpl.isCrossmark` says that it is there.
 * Where its functions hang differs between its versions. https://docs.crossmark.io
 */

interface Functions {
  signInAndWait(): Promise<Reply>
  signAndSubmitAndWait(transaction: object): Promise<Reply>
}

interface Reply {
  response?: {
    data?: {
      address?: unknown
      network?: { type?: unknown }
      meta?: Partial<Record<'isSuccess' | 'isRejected' | 'isExpired' | 'isFail', boolean>>
    }
  }
}

type Crossmark = Partial<Functions> & { methods?: Functions; async?: Functions }

export interface PageWithCrossmark {
  xrpl?: { isCrossmark?: boolean; crossmark?: Crossmark }
}

export const isCrossmarkPresent = (page: PageWithCrossmark): boolean => page.xrpl?.isCrossmark === true

export function crossmark(page: PageWithCrossmark): PayingWallet {
  return {
    async connect(payment) {
      const wallet = functionsOf(page)
      if (!wallet) return fail('not_installed')
      const { meta, address, network } = (await wallet.signInAndWait()).response?.data ?? {}
      if (meta?.isRejected) return fail('rejected')
      if (typeof address !== 'string') return fail('locked')
      return fitsNetwork(network?.type === 'main', payment) ? succeed(address) : fail('wrong_network')
    },
    async pay({ destination, tag, drops }, account) {
      const reply = await functionsOf(page)!.signAndSubmitAndWait({
        TransactionType: 'Payment',
        Account: account,
        Destination: destination,
        DestinationTag: tag,
        Amount: drops,
      })
      return outcomeOf(reply)
    },
  }
}

function outcomeOf({ response }: Reply): Answer<null, PayingFailure> {
  const { isSuccess, isRejected, isExpired, isFail } = response?.data?.meta ?? {}
  if (isSuccess) return succeed(null)
  if (isRejected) return fail('rejected')
  if (isExpired) return fail('wallet_failed')
  return fail(isFail ? 'transaction_failed' : 'outcome_unknown')
}

function functionsOf({ xrpl }: PageWithCrossmark): Functions | undefined {
  const wallet = xrpl?.crossmark
  return [wallet?.methods, wallet?.async, wallet].find(isWhole)
}

const isWhole = (wallet: Partial<Functions> | undefined): wallet is Functions =>
  typeof wallet?.signInAndWait === 'function' && typeof wallet.signAndSubmitAndWait === 'function'
