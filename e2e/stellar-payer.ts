import { Asset, BASE_FEE, Horizon, Keypair, Memo, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import type { DemoFile } from '../demo/demo-file.ts'

export interface Transfer {
  to: string
  amount: string
  asset?: 'USDC' | 'XLM'
  memo?: string | null
}

/** Pays with the official SDK straight at the network, as any wallet would. @returns the transaction's hash. */
export async function payOnStellar(sandbox: DemoFile, transfer: Transfer): Promise<string> {
  const { to, amount, asset = 'USDC', memo = null } = transfer
  const horizon = new Horizon.Server(sandbox.networks.horizon!, { allowHttp: true })
  const wallet = Keypair.fromSecret(sandbox.wallets.stellar)
  const builder = new TransactionBuilder(await horizon.loadAccount(wallet.publicKey()), {
    fee: BASE_FEE,
    networkPassphrase: sandbox.stellar.networkPassphrase,
  })
    .addOperation(
      Operation.payment({
        destination: to,
        amount,
        asset: asset === 'XLM' ? Asset.native() : new Asset('USDC', sandbox.stellar.usdcIssuer),
      }),
    )
    .setTimeout(0)
  if (memo !== null) builder.addMemo(Memo.text(memo))
  const transaction = builder.build()
  transaction.sign(wallet)
  return (await horizon.submitTransaction(transaction)).hash
}
