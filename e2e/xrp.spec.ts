import { createInvoice, getInvoice, webhooksAbout } from './merchant.ts'
import { expect, test } from './sandbox.ts'

test('an invoice in XRP is paid with the sandbox wallet', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox, { asset: 'XRP', amount: '12.5' })
  await page.goto(invoice.payUrl)
  await expect(page.getByText(invoice.memo, { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Use the sandbox wallet' }).click()
  await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeVisible()
  expect(await getInvoice(sandbox, invoice.id)).toMatchObject({ status: 'paid', receivedAmount: '12.5' })
  await expect
    .poll(async () => (await webhooksAbout(sandbox, invoice.id)).map(({ event, verified }) => [event, verified]))
    .toEqual([
      ['invoice.created', true],
      ['invoice.paid', true],
    ])
})

test('the page shows address, destination tag and a link for Xaman that leaves it open', async ({ page, sandbox }) => {
  const invoice = await createInvoice(sandbox, { asset: 'XRP', amount: '2' })
  await page.goto(invoice.payUrl)
  for (const text of [invoice.destinationAddress, invoice.memo])
    await expect(page.getByText(text).first()).toBeVisible()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const link = page.getByRole('link', { name: 'Open in Xaman' })
  await expect(link).toHaveAttribute(
    'href',
    new RegExp(`^https://xaman\\.app/detect/request:${invoice.destinationAddress}\\?.*dt=${invoice.memo}`),
  )
  await expect(link).toHaveAttribute('target', '_blank')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: sandbox.host })
  await page.getByRole('button', { name: /copy destination tag/i }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invoice.memo)
})

test('GemWallet and Crossmark are offered where they are, and asked for drops and the tag', async ({
  page,
  sandbox,
}) => {
  await page.addInitScript(() => {
    const asked: unknown[] = []
    Object.assign(window, { asked })
    // What the extension's content script answers.
    addEventListener('message', ({ source, data }) => {
      if (source !== window || data?.source !== 'GEM_WALLET_MSG_REQUEST') return
      asked.push(data.payload)
      const answers: Record<string, object> = {
        'REQUEST_IS_INSTALLED/V3': { isInstalled: true },
        'REQUEST_GET_NETWORK/V3': { result: { network: 'Testnet' } },
        'REQUEST_SEND_PAYMENT/V3': { result: { hash: 'ABC' } },
      }
      postMessage({ source: 'GEM_WALLET_MSG_RESPONSE', messagedId: data.messageId, ...answers[data.type] }, origin)
    })
    const signInAndWait = async () => ({ response: { data: { meta: { isRejected: true } } } })
    const crossmark = { methods: { signInAndWait, signAndSubmitAndWait: async () => ({}) } }
    Object.assign(window, { xrpl: { isCrossmark: true, crossmark } })
  })
  const invoice = await createInvoice(sandbox, { asset: 'XRP', amount: '0.000007' })
  await page.goto(invoice.payUrl)
  await page.getByRole('button', { name: 'Send with Crossmark' }).click()
  await expect(page.getByRole('alert')).toContainText('You declined in the wallet')
  await page.getByRole('button', { name: 'Send with GemWallet' }).click()
  await expect(page.getByText('Your transfer is on its way')).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { asked: unknown[] }).asked.at(-1))).toEqual({
    amount: '7',
    destination: invoice.destinationAddress,
    destinationTag: Number(invoice.memo),
  })
})
