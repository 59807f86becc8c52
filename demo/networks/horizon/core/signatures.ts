import { Keypair, type xdr } from '@stellar/stellar-sdk'

/** The signatures under a transaction. */
export interface Signatures {
  /** True when `account`'s key signed this transaction for this network. */
  by(account: string): boolean
  /** False when one of them was asked for by nobody. */
  allUsed(): boolean
}

/** `hash` is what was signed: the network's passphrase is in it. */
export function signaturesOver(hash: Uint8Array, signatures: readonly xdr.DecoratedSignature[]): Signatures {
  const used = new Set<xdr.DecoratedSignature>()
  const answers = new Map<string, boolean>()

  function find(account: string): boolean {
    const key = Keypair.fromPublicKey(account)
    const hint = Buffer.from(key.signatureHint())
    const signature = signatures.find(
      (candidate) => hint.equals(candidate.hint.toBytes()) && isBy(key, hash, candidate.signature),
    )
    if (signature) used.add(signature)
    return signature !== undefined
  }

  return {
    by(account) {
      const known = answers.get(account)
      if (known !== undefined) return known
      const answer = find(account)
      answers.set(account, answer)
      return answer
    },
    allUsed: () => used.size === signatures.length,
  }
}

/** A signature is up to 64 bytes on the wire; the verifier throws at any other length than 64. */
const isBy = (key: Keypair, hash: Uint8Array, signature: xdr.Signature): boolean =>
  signature.toBytes().length === 64 && key.verify(hash, signature)
