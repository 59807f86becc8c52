import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk'
import { advanceClock, createInvoice, getInvoice, webhooksAbout } from './merchant.ts'
import { iframe, openSite, posted, seen, siteOf, tag } from './merchant-site.ts'
import { expect, test } from './sandbox.ts'
import { payOnStellar } from './stellar-payer.ts'

for (const [asset, amount] of [
  ['USDC', '250.00'],
  ['XLM', '12.5'],
] as const) {
  test(`an invoice in ${asset} is paid with the sandbox wallet`, async ({ page, sandbox }) => {
    const invoice = await createInvoice(sandbox, { asset, amount })
    await page.goto(invoice.payUrl)
    await expect(page.getByText(invoice.memo, { exact: true }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Use the sandbox wallet' }).click()
    await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
    expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'paid', receivedAmount: amount })
    await expect
      .poll(async () => (await webhooksAbout(sandbox, invoice.id)).map(({ event, verified }) => [event, verified]))
      .toEqual([
        ['invoice.created', true],
        ['invoice.paid', true],
      ])
  })
}

test('the page shows all that a payer needs: amount, address, memo, QR code, time', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox)
  await page.goto(invoice.payUrl)
  for (const text of ['250.00', invoice.memo]) await expect(page.getByText(text).first()).toBeVisible()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open in wallet' })).toHaveAttribute(
    'href',
    new RegExp(`^web\\+stellar:pay\\?.*destination=${invoice.destinationAddress}.*memo=${invoice.memo}`),
  )
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: sandbox.host })
  await page.getByRole('button', { name: /copy memo/i }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invoice.memo)
  await expect(page.getByRole('timer')).toContainText(/\d/)
})

test('a payment from any Stellar SDK is credited, in parts, while the page looks on', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox, { amount: '10' })
  await page.goto(invoice.payUrl)
  await payOnStellar(sandbox, { to: invoice.destinationAddress, amount: '4', memo: invoice.memo.toLowerCase() })
  await expect(page.getByText(/6 USDC/).first()).toBeVisible()
  expect((await getInvoice(sandbox, invoice.id)).status).toBe('partially_paid')
  await payOnStellar(sandbox, { to: invoice.destinationAddress, amount: '6', memo: ` ${invoice.memo} ` })
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
})

test('too much is overpaid, and the page says by how much', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox, { amount: '1' })
  await page.goto(invoice.payUrl)
  await payOnStellar(sandbox, { to: invoice.destinationAddress, amount: '1.5', memo: invoice.memo })
  await expect(page.getByText(/0\.5 USDC more/)).toBeVisible()
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'overpaid', receivedAmount: '1.5' })
})

test('an embedding page is told once of an invoice that is paid and then overpaid', async ({ page, sandbox }) => {
  const { publicId, destinationAddress: to, memo } = await createInvoice(sandbox, { amount: '10' })
  const byHand = iframe(sandbox, publicId)
  await openSite(page, siteOf(sandbox), tag(sandbox, publicId, 'data-mode="inline"') + byHand)
  const frames = [page.locator('paylinq-checkout iframe'), page.locator('body > iframe')]
  for (const [amount, heading] of [
    ['10', 'Invoice paid'],
    ['1', 'Invoice paid, with too much'],
  ] as const) {
    await payOnStellar(sandbox, { to, amount, memo })
    for (const frame of frames) {
      await expect(frame.contentFrame().getByRole('heading', { name: heading, exact: true })).toBeVisible()
    }
  }
  expect(await seen(page)).toEqual([
    ['ready', { paymentId: publicId }],
    ['payment:succeeded', { paymentId: publicId, status: 'paid' }],
  ])
  const message = [sandbox.host, 'paylinq:payment:succeeded']
  expect(await posted(page)).toEqual([message, message])
})

test('money after the expiry is kept as paid late', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox, { amount: '3', expiresIn: '30min' })
  await page.goto(invoice.payUrl)
  await advanceClock(sandbox, 'PT31M')
  await expect(page.getByText('Do not send money any more')).toBeVisible()
  expect((await getInvoice(sandbox, invoice.id)).status).toBe('expired')
  await payOnStellar(sandbox, { to: invoice.destinationAddress, amount: '3', memo: invoice.memo })
  await expect
    .poll(() => getInvoice(sandbox, invoice.id))
    .toMatchObject({ status: 'expired', statusDetail: 'paid_late', receivedAmount: '3' })
})

test('Freighter signs what the server built', async ({ page, sandbox }) => {
  const wallet = Keypair.fromSecret(sandbox.wallets.stellar)
  await page.exposeFunction('signTransaction', (xdr: string, passphrase: string) => {
    const transaction = TransactionBuilder.fromXDR(xdr, passphrase)
    transaction.sign(wallet)
    return transaction.toXDR()
  })
  await page.addInitScript(
    ({ publicKey, networkPassphrase }) => {
      // What the extension's content script answers.
      const answers: Record<string, (request: Record<string, string>) => unknown> = {
        REQUEST_CONNECTION_STATUS: () => ({ isConnected: true }),
        REQUEST_ALLOWED_STATUS: () => ({ isAllowed: true }),
        SET_ALLOWED_STATUS: () => ({ isAllowed: true }),
        REQUEST_ACCESS: () => ({ publicKey }),
        REQUEST_PUBLIC_KEY: () => ({ publicKey }),
        REQUEST_NETWORK: () => ({ network: 'STANDALONE', networkPassphrase }),
        REQUEST_NETWORK_DETAILS: () => ({
          networkDetails: { network: 'STANDALONE', networkName: 'Sandbox', networkUrl: '', networkPassphrase },
        }),
        SUBMIT_TRANSACTION: async ({ transactionXdr, networkPassphrase: passphrase }) => ({
          signedTransaction: await (
            window as unknown as { signTransaction(xdr: string, passphrase: string): Promise<string> }
          ).signTransaction(transactionXdr!, passphrase!),
          signerAddress: publicKey,
        }),
      }
      addEventListener('message', async ({ source, data }) => {
        if (source !== window || data?.source !== 'FREIGHTER_EXTERNAL_MSG_REQUEST') return
        const answer = await answers[data.type]?.(data)
        // The extension spells it this way.
        const reply = { source: 'FREIGHTER_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId, ...(answer as object) }
        postMessage(reply, location.origin)
      })
    },
    { publicKey: wallet.publicKey(), networkPassphrase: sandbox.stellar.networkPassphrase },
  )
  const invoice = await createInvoice(sandbox, { amount: '7.25' })
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Sign with Freighter' }).click()
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
})

test('without Freighter the page says how to get it', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox)
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Sign with Freighter' }).click()
  await expect(
    page
      .getByText(/Freighter/)
      .filter({ hasText: /install/i })
      .first(),
  ).toBeVisible()
})

test('an unknown link is a page that says so', async ({ page, sandbox }) => {
  const answer = await page.goto(`${sandbox.host}/pay/0000000000000000`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading')).toBeVisible()
})
