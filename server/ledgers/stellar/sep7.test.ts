import { Networks } from '@stellar/stellar-sdk'
import { expect, it } from 'vitest'
import { payUri } from './sep7.ts'

const invoice = {
  destination_address: 'GCALNQQBXAPZ2WIRSDDBMSTAKCUH5SG6U76YBFLQLIXJTF7FE5AX7AOO',
  asset: 'USDC' as const,
  asset_issuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  expected_amount: 1_201_234_567n,
  received_amount: 0n,
  reference: 'PLR-ABCD2345',
}

it('asks for what remains, in exactly the asset, with the memo', () => {
  expect(payUri(invoice, Networks.PUBLIC)).toBe(
    'web+stellar:pay?destination=GCALNQQBXAPZ2WIRSDDBMSTAKCUH5SG6U76YBFLQLIXJTF7FE5AX7AOO&amount=120.1234567' +
      '&asset_code=USDC&asset_issuer=GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5' +
      '&memo=PLR-ABCD2345&memo_type=MEMO_TEXT',
  )
  expect(payUri({ ...invoice, received_amount: 201_234_567n }, Networks.PUBLIC)).toContain('&amount=100&')
})

it('names no asset for XLM, and the network where it is not the public one', () => {
  const uri = payUri({ ...invoice, asset: 'XLM', asset_issuer: null }, Networks.TESTNET)
  expect(uri).not.toContain('asset_')
  expect(uri).toContain('&network_passphrase=Test%20SDF%20Network%20%3B%20September%202015')
})

it('leaves the amount to the payer who may choose it, and where nothing remains', () => {
  expect(payUri({ ...invoice, expected_amount: null }, Networks.PUBLIC)).not.toContain('amount=')
  expect(payUri({ ...invoice, received_amount: 1_201_234_567n }, Networks.PUBLIC)).not.toContain('amount=')
})
