import { createPayment } from './merchant.ts'
import { openSite, seen, seenTypes, siteOf } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Pages that pin which version of the script they run. */

async function pinned({ host }: Sandbox) {
  const { scripts } = await (await fetch(`${host}/widget/versions.json`)).json()
  return scripts.find(({ name }: { name: string }) => name === 'widget.js') as { src: string; integrity: string }
}

const tagOf = (src: string, integrity: string, id: string) =>
  `<script src="${src}" integrity="${integrity}" crossorigin="anonymous" data-payment-id="${id}"></script>`

test('a tag with its version and its integrity opens a checkout', async ({ page, sandbox }) => {
  const { src, integrity } = await pinned(sandbox)
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), tagOf(src, integrity, id))
  await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: id }]])
})

test('a tag with the integrity of something else runs nothing', async ({ page, sandbox }) => {
  const { src } = await pinned(sandbox)
  const { id } = await createPayment(sandbox)
  const refused = page.waitForEvent('console', (message) => message.text().includes('integrity'))
  await openSite(page, siteOf(sandbox), tagOf(src, `sha384-${'A'.repeat(64)}`, id))
  await refused
  expect(await seenTypes(page)).toEqual([])
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
})
