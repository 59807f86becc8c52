import { expect, test } from 'vitest'
import { startStripe } from './testing.ts'

test.each(['/stripe.js', '/elements/payment.js', '/elements/challenge.js'])(
  '%s is one classic script',
  async (path) => {
    const response = await fetch((await startStripe()).url + path)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const source = await response.text()
    expect(source).not.toMatch(/^ *(import|export) /m)
    expect(() => new Function(source)).not.toThrow()
  },
)

test('the card fields carry the names that browsers fill in, and load nothing from elsewhere', async () => {
  const response = await fetch(`${(await startStripe()).url}/elements/payment`)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await response.text()).toMatch(/cc-number[\s\S]*cc-exp[\s\S]*cc-csc/)
})
