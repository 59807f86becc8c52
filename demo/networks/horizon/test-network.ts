import {
  Asset,
  Horizon,
  Keypair,
  Memo,
  Operation,
  type Transaction,
  TransactionBuilder,
  TransactionFailedError,
  type TransactionSource,
  xdr,
} from '@stellar/stellar-sdk'
import { startStandIn } from '../stand-in.ts'
import { type HorizonOptions, type HorizonService, horizonService } from './horizon.ts'

/** What the tests beside this share: a running network with a few accounts on it, and the official client for it. */

export const PASSPHRASE = 'Paylink Test Network ; 2026'
export const issuer = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1))
export const merchant = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 2))
export const payer = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 3))
/** Has XLM, and no trustline. */
export const bare = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 4))
export const stranger = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 5))
export const usdc = new Asset('USDC', issuer.publicKey())

const trustline = (balance: string, limit?: string) => [
  { code: 'USDC', issuer: issuer.publicKey(), balance, ...(limit && { limit }) },
]

export const GENESIS: HorizonOptions['genesis'] = [
  { account: issuer.publicKey(), xlm: '100' },
  { account: merchant.publicKey(), xlm: '10', trustlines: trustline('0', '10000') },
  { account: payer.publicKey(), xlm: '10000', trustlines: trustline('500') },
  { account: bare.publicKey(), xlm: '5' },
]

export async function startTestNetwork(options: Partial<HorizonOptions> = {}) {
  const time = { now: Date.now() }
  const clock = options.clock ?? { now: () => time.now }
  const open = horizonService({
    booksFile: ':memory:',
    networkPassphrase: PASSPHRASE,
    ledgerIntervalMs: 5,
    genesis: GENESIS,
    ...options,
    clock,
  })
  let horizon!: HorizonService
  const standIn = await startStandIn({
    name: 'horizon',
    port: 0,
    clock,
    service: () => {
      horizon = open()
      return horizon
    },
  })
  const server = new Horizon.Server(standIn.url, { allowHttp: true })
  return { standIn, horizon, server, time, get: (path: string, init?: RequestInit) => fetch(standIn.url + path, init) }
}

export interface Draft {
  memo?: Memo
  fee?: string
  signers?: Keypair[]
  passphrase?: string
  timebounds?: { minTime: number; maxTime: number }
  /** Sets what else the ledger has to be like. */
  conditions?: (builder: TransactionBuilder) => void
}

/** Builds a transaction of `source` and signs it, with `source`'s key alone unless told otherwise. */
export function build(
  source: TransactionSource,
  operations: xdr.Operation[],
  draft: Draft & { signers: Keypair[] },
): Transaction {
  const builder = new TransactionBuilder(source, {
    fee: draft.fee ?? '100',
    networkPassphrase: draft.passphrase ?? PASSPHRASE,
    memo: draft.memo ?? Memo.none(),
    timebounds: draft.timebounds ?? { minTime: 0, maxTime: 0 },
  })
  draft.conditions?.(builder)
  for (const operation of operations) builder.addOperation(operation)
  const transaction = builder.build()
  transaction.sign(...draft.signers)
  return transaction
}

/** Loads the account, builds, signs and submits, as a wallet does. */
export async function submit(server: Horizon.Server, key: Keypair, operations: xdr.Operation[], draft: Draft = {}) {
  const source = await server.loadAccount(key.publicKey())
  return server.submitTransaction(build(source, operations, { ...draft, signers: draft.signers ?? [key] }))
}

export const pay = (amount: string, asset: Asset = usdc, destination = merchant.publicKey()) =>
  Operation.payment({ destination, asset, amount })

export async function balance(server: Horizon.Server, key: Keypair, asset: Asset = usdc): Promise<string | undefined> {
  const { balances } = await server.loadAccount(key.publicKey())
  return balances.find((line) =>
    asset.isNative()
      ? line.asset_type === 'native'
      : 'asset_code' in line && line.asset_code === asset.code && line.asset_issuer === asset.issuer,
  )?.balance
}

interface FailureBody {
  extras: { result_codes: { transaction: string; operations?: string[] }; result_xdr: string }
}

/**
 * The result codes that a submission is refused with: the transaction's, then its operations'. Throws when it is not
 * refused, and checks that the result is XDR.
 */
export async function refusalCodes(submission: Promise<unknown>): Promise<string[]> {
  const error = await submission.then(
    () => new Error('the transaction was accepted'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TransactionFailedError)) throw error
  const { extras } = (error.response as { data: FailureBody }).data
  xdr.TransactionResult.fromXdr(extras.result_xdr, 'base64')
  return [extras.result_codes.transaction, ...(extras.result_codes.operations ?? [])]
}
