import { StrKey } from '@stellar/stellar-sdk/base'
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
      throw invalid(
        'network',
        'XRPL is not watched by this version, so money sent there would not be seen: use STELLAR.',
      )
  }
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
