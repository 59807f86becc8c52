import type { Page } from '@playwright/test'
import { Asset, BASE_FEE, Horizon, Keypair, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { DemoFile } from '../demo/demo-file.ts'
import { createInvoice, getInvoice, requestsTo } from './merchant.ts'
import { expect, test } from './sandbox.ts'

/** What the extension answers where that differs from an open wallet of the account that agrees to all. */
interface Freighter {
  wallet: Keypair
  networkPassphrase: string
  answers?: Record<string, object>
}

const DECLINED = { apiError: { code: -4, message: 'The user rejected this request.' } }

/** Has the page meet Freighter, as the extension's content script would answer it; the key signs here. */
async function installFreighter(page: Page, { wallet, networkPassphrase, answers = {} }: Freighter) {
  await page.exposeFunction('signTransaction', (xdr: string, passphrase: string) => {
    const transaction = TransactionBuilder.fromXDR(xdr, passphrase)
    transaction.sign(wallet)
    return transaction.toXDR()
  })
  await page.addInitScript(
    ({ publicKey, passphrase, given }) => {
      const { signTransaction } = window as unknown as Record<string, (...texts: string[]) => Promise<string>>
      const open: Record<string, object> = {
        REQUEST_CONNECTION_STATUS: { isConnected: true },
        REQUEST_ACCESS: { publicKey },
        REQUEST_NETWORK_DETAILS: { networkDetails: { network: 'STANDALONE', networkPassphrase: passphrase } },
      }
      addEventListener('message', async ({ source, data }) => {
        if (source !== window || data?.source !== 'FREIGHTER_EXTERNAL_MSG_REQUEST') return
        const answer = given[data.type] ??
          open[data.type] ?? {
            signedTransaction: await signTransaction!(data.transactionXdr, data.networkPassphrase),
            signerAddress: publicKey,
          }
        // The extension spells it this way.
        const reply = { source: 'FREIGHTER_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId, ...answer }
        postMessage(reply, location.origin)
      })
    },
    { publicKey: wallet.publicKey(), passphrase: networkPassphrase, given: answers },
  )
}

/** A new account with this much XLM; the wallet of the sandbox pays for it. */
async function openAccount(sandbox: DemoFile, xlm: string): Promise<Keypair> {
  const account = Keypair.random()
  const startingBalance = Operation.createAccount({ destination: account.publicKey(), startingBalance: xlm })
  await submit(sandbox, Keypair.fromSecret(sandbox.wallets.stellar), startingBalance)
  return account
}

/** From now on it can hold USDC; it has none. */
const trustUsdc = (sandbox: DemoFile, account: Keypair) =>
  submit(sandbox, account, Operation.changeTrust({ asset: new Asset('USDC', sandbox.stellar.usdcIssuer) }))

async function submit({ networks, stellar }: DemoFile, signer: Keypair, operation: xdr.Operation): Promise<void> {
  const horizon = new Horizon.Server(networks.horizon, { allowHttp: true })
  const transaction = new TransactionBuilder(await horizon.loadAccount(signer.publicKey()), {
    fee: BASE_FEE,
    networkPassphrase: stellar.networkPassphrase,
  })
    .addOperation(operation)
    .setTimeout(0)
    .build()
  transaction.sign(signer)
  await horizon.submitTransaction(transaction)
}

const submissions = async (sandbox: DemoFile) =>
  (await requestsTo(sandbox, 'horizon')).filter(({ method }) => method === 'POST').length

interface Refusal {
  name: string
  words: string
  asset?: 'USDC' | 'XLM'
  answers?: Freighter['answers']
  account?(sandbox: DemoFile): Promise<Keypair>
}

const REFUSALS: Refusal[] = [
  {
    name: 'a wallet that is locked',
    answers: { REQUEST_ACCESS: { publicKey: '' } },
    words: 'Freighter is locked. Open it, unlock it, and try again.',
  },
  {
    name: 'a wallet on another network',
    answers: {
      REQUEST_NETWORK_DETAILS: {
        networkDetails: { network: 'PUBLIC', networkPassphrase: 'Public Global Stellar Network ; September 2015' },
      },
    },
    words:
      'Freighter is set to another network. Switch it to the network “Paylink Sandbox Network ; 2026” and try again.',
  },
  {
    name: 'a payer who keeps the account to himself',
    answers: { REQUEST_ACCESS: DECLINED },
    words: 'You declined in the wallet. Nothing was sent.',
  },
  {
    name: 'a payer who does not sign',
    answers: { SUBMIT_TRANSACTION: DECLINED },
    words: 'You declined in the wallet. Nothing was sent.',
  },
  {
    name: 'a wallet that fails to sign',
    answers: { SUBMIT_TRANSACTION: { apiError: { code: -1, message: 'The wallet encountered an internal error.' } } },
    words: 'The wallet could not sign the transfer. Nothing was sent.',
  },
  {
    name: 'an account that is not on the network',
    account: async () => Keypair.random(),
    words: 'This account does not exist on the network yet. Fund it first, or use another one.',
  },
  {
    name: 'an account without a trustline',
    account: (sandbox) => openAccount(sandbox, '10'),
    words: 'This account cannot hold USDC: it has no trustline to it. Use another account.',
  },
  {
    name: 'an account with too little USDC',
    async account(sandbox) {
      const account = await openAccount(sandbox, '10')
      await trustUsdc(sandbox, account)
      return account
    },
    words: 'There is not enough in this account for the amount and the network fee.',
  },
  {
    name: 'an account whose XLM the network keeps back',
    asset: 'XLM',
    account: (sandbox) => openAccount(sandbox, '8'),
    words: 'There is not enough in this account for the amount and the network fee.',
  },
]

for (const { name, words, asset = 'USDC', answers = {}, account } of REFUSALS) {
  test(`${name}: the page says so, and nothing is sent`, async ({ page, sandbox }) => {
    const wallet = account ? await account(sandbox) : Keypair.fromSecret(sandbox.wallets.stellar)
    const { networkPassphrase } = sandbox.stellar
    await installFreighter(page, { wallet, networkPassphrase, answers })
    const invoice = await createInvoice(sandbox, { asset, amount: '7.25' })
    await page.goto(invoice.payUrl)
    const before = await submissions(sandbox)
    await page.getByRole('button', { name: 'Sign with Freighter' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'The transfer was not sent' })
    await expect(alert).toContainText(words)
    expect(await submissions(sandbox)).toBe(before)
    expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'unpaid', receivedAmount: '0' })
  })
}

test('without the extension the page says where it is to be had', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox)
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Sign with Freighter' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'The transfer was not sent' })
  await expect(alert).toContainText('Freighter is not installed in this browser')
  await expect(alert.getByRole('link', { name: 'Get Freighter' })).toHaveAttribute('href', 'https://www.freighter.app/')
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'unpaid' })
})

test('a payer who declined in Freighter can still pay in another way', async ({ page, sandbox }) => {
  const wallet = Keypair.fromSecret(sandbox.wallets.stellar)
  const answers: Freighter['answers'] = { SUBMIT_TRANSACTION: DECLINED }
  await installFreighter(page, { wallet, networkPassphrase: sandbox.stellar.networkPassphrase, answers })
  const invoice = await createInvoice(sandbox, { amount: '7.25' })
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Sign with Freighter' }).click()
  await expect(page.getByText('You declined in the wallet. Nothing was sent.')).toBeVisible()
  await page.getByRole('button', { name: 'Use the sandbox wallet' }).click()
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'paid', receivedAmount: '7.25' })
})
