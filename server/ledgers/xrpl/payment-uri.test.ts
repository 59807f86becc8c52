import { expect, it } from 'vitest'
import { StringDecoder, StringType, StringTypeDetector } from 'xumm-string-decode'
import { xrplPayUri } from './payment-uri.ts'

const payment = {
  address: 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh',
  tag: '4294967295',
  drops: 1_500_000n,
  mode: 'live',
} as const

it.each([
  [1n, '0.000001'],
  [1_500_000n, '1.5'],
  [25_000_000n, '25'],
  [100_000_000_000_000_000n, '100000000000'],
])('is read by the wallet’s own parser: %s drops', (drops, amount) => {
  const uri = xrplPayUri({ ...payment, drops })
  expect(new URL(uri).searchParams.get('amount')).toBe(amount)
  const detected = new StringTypeDetector(uri)
  expect(detected.getType()).toBe(StringType.XrplDestination)
  expect(new StringDecoder(detected).getXrplDestination()).toMatchObject({
    to: payment.address,
    tag: 4_294_967_295,
    amount,
  })
})

it('names the network where there is one to name, and no amount where the payer chooses', () => {
  expect(xrplPayUri(payment)).toBe(
    `https://xaman.app/detect/request:${payment.address}?amount=1.5&dt=4294967295&network=XRPL`,
  )
  expect(xrplPayUri({ ...payment, drops: null, mode: 'test' })).toBe(
    `https://xaman.app/detect/request:${payment.address}?dt=4294967295`,
  )
})
