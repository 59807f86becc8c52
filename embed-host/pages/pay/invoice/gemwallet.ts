import { fail, succeed } from '../answer.ts'
import { fitsNetwork, type PayingWallet } from './wallet.ts'

/**
 * The GemWallet browser extension. It puts nothing into the page: its content script hears messages that the page posts
 * to itself and answers in the same way. In an answer the message's id is spelled `messagedId`.
 * https://github.com/GemWallet/gemwallet-extension
 */

const APP = 'gem-wallet'
/** How long an extension that is there may take to say so. */
const PRESENT_WITHIN = 1_000

type Page = Pick<Window, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'location'>

interface Answered {
  isInstalled?: unknown
  /** Null when the payer refused. */
  result?: { hash?: unknown; network?: unknown } | null
}

export async function isGemWalletPresent(page: Page): Promise<boolean> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), PRESENT_WITHIN)
  const answer = await ask(page, { type: 'REQUEST_IS_INSTALLED/V3' }, silence.signal)
  clearTimeout(timer)
  return answer?.isInstalled === true
}

export function gemWallet(page: Page): PayingWallet {
  return {
    async connect(payment) {
      if (!(await isGemWalletPresent(page))) return fail('not_installed')
      const network = (await ask(page, { type: 'REQUEST_GET_NETWORK/V3' }))?.result?.network
      if (typeof network !== 'string') return fail('locked')
      return fitsNetwork(network.toLowerCase() === 'mainnet', payment) ? succeed(null) : fail('wrong_network')
    },
    async pay({ destination, tag, drops }) {
      const payload = { amount: drops, destination, destinationTag: tag }
      const answer = await ask(page, { type: 'REQUEST_SEND_PAYMENT/V3', payload })
      if (answer?.result === null) return fail('rejected')
      return typeof answer?.result?.hash === 'string' ? succeed(null) : fail('outcome_unknown')
    },
  }
}

/** Waits for as long as the payer takes; null once `silence` is heard first. */
function ask(page: Page, request: { type: string; payload?: object }, silence?: AbortSignal): Promise<Answered | null> {
  const messageId = crypto.randomUUID()
  return new Promise((resolve) => {
    const end = (answer: Answered | null) => {
      page.removeEventListener('message', hear)
      resolve(answer)
    }
    function hear({ source, data }: MessageEvent) {
      if (source !== page || data?.source !== 'GEM_WALLET_MSG_RESPONSE' || data.messagedId !== messageId) return
      end(data)
    }
    page.addEventListener('message', hear)
    silence?.addEventListener('abort', () => end(null))
    page.postMessage({ source: 'GEM_WALLET_MSG_REQUEST', messageId, app: APP, ...request }, page.location.origin)
  })
}
