import { createPackage, createPayment } from './merchant.ts'
import { openSite, seen, seenTypes, siteOf } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Pages that pin which version of a script they run, and let nothing else run. */

async function pinned({ host }: Sandbox, name: string) {
  const { scripts } = await (await fetch(`${host}/widget/versions.json`)).json()
  return scripts.find((script: { name: string }) => script.name === name) as { src: string; integrity: string }
}

const tagOf = ({ src, integrity }: { src: string; integrity: string }, attributes = '') =>
  `<script src="${src}" integrity="${integrity}" crossorigin="anonymous" ${attributes}></script>`

/** No script without an integrity, and none but what this integrity is of, or the page's own. */
const strictlyOf = ({ host }: Sandbox, { integrity }: { integrity: string }) => ({
  'content-security-policy': `script-src '${integrity}'; frame-src ${host}`,
  'integrity-policy': 'blocked-destinations=(script)',
})

const PAYMENT_WAYS = {
  'a tag': { name: 'widget.js', attributes: (id: string) => `data-payment-id="${id}"`, markup: () => '' },
  'a link': {
    name: 'widget.js',
    attributes: () => '',
    markup: (href: string) => `<a href="${href}" data-paylinq-checkout>Pay</a>`,
  },
  'a container': {
    name: 'widget/payment.js',
    attributes: () => '',
    markup: (_: string, id: string) => `<div data-paylinq-payment="${id}"></div>`,
  },
}

for (const [way, { name, attributes, markup }] of Object.entries(PAYMENT_WAYS)) {
  test(`${way} opens a checkout with a script of which the page knows every byte`, async ({ page, sandbox }) => {
    const script = await pinned(sandbox, name)
    const { id } = await createPayment(sandbox)
    const scripts: string[] = []
    page.on('request', (request) => {
      if (request.resourceType() === 'script' && request.frame() === page.mainFrame()) scripts.push(request.url())
    })
    const body = tagOf(script, attributes(id)) + markup(`${sandbox.host}/pay/${id}`, id)
    await openSite(page, siteOf(sandbox), body, strictlyOf(sandbox, script))
    if (way === 'a link') await page.getByRole('link', { name: 'Pay' }).click()
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: id }]])
    expect(scripts).toEqual([script.src])
  })
}

test('a subscription stands there likewise', async ({ page, sandbox }) => {
  const script = await pinned(sandbox, 'widget/subscription.js')
  const { id } = await createPackage(sandbox)
  const body = `<div data-paylinkr-package="${id}"></div>${tagOf(script)}`
  await openSite(page, siteOf(sandbox), body, strictlyOf(sandbox, script))
  await expect.poll(() => seen(page)).toEqual([['paylinkr:ready', { packageId: id }]])
})

test('a tag with the integrity of something else runs nothing', async ({ page, sandbox }) => {
  const { src } = await pinned(sandbox, 'widget.js')
  const { id } = await createPayment(sandbox)
  const refused = page.waitForEvent('console', (message) => message.text().includes('integrity'))
  const integrity = `sha384-${'A'.repeat(64)}`
  await openSite(page, siteOf(sandbox), tagOf({ src, integrity }, `data-payment-id="${id}"`))
  await refused
  expect(await seenTypes(page)).toEqual([])
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
})
