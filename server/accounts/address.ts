import { StrKey } from '@stellar/stellar-sdk/base'
import { isValidClassicAddress, isValidSecret, isValidXAddress, xAddressToClassicAddress } from 'xrpl'
import { invalid } from '../problem.ts'
import type { Network } from '../store/schema.ts'

const FIELD = 'address'

/**
 * An address that money can be received at, by its network's own rule.
 * @throws Problem `invalid` that says what to write instead; it never repeats a secret.
 */
export function parseAddress(network: Network, text: string): string {
  switch (network) {
    case 'STELLAR':
      return parseStellarAddress(text.trim())
    case 'XRPL':
      return parseXrplAddress(text.trim())
  }
}

/** https://xrpl.org/docs/concepts/accounts/addresses */
function parseXrplAddress(address: string): string {
  if (isValidClassicAddress(address)) return address
  if (isValidSecret(address)) {
    throw invalid(
      FIELD,
      'is a secret seed (s…). Keep it to yourself: Paylink needs only the account, which begins with r.',
    )
  }
  if (isValidXAddress(address)) {
    const { classicAddress } = xAddressToClassicAddress(address)
    throw invalid(
      FIELD,
      `is an X-address, which has a tag of its own. Invoices are told apart by tag, so write its account: ` +
        `${classicAddress}.`,
    )
  }
  throw invalid(FIELD, 'is no XRP Ledger account: write the characters that begin with r, without any change.')
}

/** https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md */
function parseStellarAddress(address: string): string {
  if (StrKey.isValidEd25519PublicKey(address)) return address
  if (StrKey.isValidEd25519SecretSeed(address)) {
    throw invalid(
      FIELD,
      'is a secret seed (S…). Keep it to yourself: Paylink needs only the account, which begins with G.',
    )
  }
  if (StrKey.isValidMed25519PublicKey(address)) {
    const account = StrKey.encodeEd25519PublicKey(StrKey.decodeMed25519PublicKey(address).subarray(0, 32))
    throw invalid(FIELD, `is a muxed address (M…). Invoices are told apart by memo, so write its account: ${account}.`)
  }
  if (StrKey.isValidContract(address)) {
    throw invalid(FIELD, 'is a contract (C…), which payments with a memo cannot be sent to: write an account (G…).')
  }
  throw invalid(FIELD, 'is no Stellar account: write the 56 characters that begin with G, without any change.')
}
