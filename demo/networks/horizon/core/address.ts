import { encodeMuxedAccountToAddress, extractBaseAddress, type xdr } from '@stellar/stellar-sdk'

/** An account as a transaction names it: `M…` is an account `G…` with a 64-bit id that the ledger itself ignores. */
export interface Address {
  readonly id: string
  readonly muxed?: { readonly address: string; readonly id: string }
}

export function addressOf(account: xdr.MuxedAccount): Address {
  const address = encodeMuxedAccountToAddress(account)
  if (account.type === 'keyTypeEd25519') return { id: address }
  return { id: extractBaseAddress(address), muxed: { address, id: account.med25519.id.toString() } }
}

/** As records write it: `to`, and for a muxed one `to_muxed` and `to_muxed_id` too. */
export function addressFields(name: string, { id, muxed }: Address): Record<string, string> {
  return { [name]: id, ...(muxed && { [`${name}_muxed`]: muxed.address, [`${name}_muxed_id`]: muxed.id }) }
}
