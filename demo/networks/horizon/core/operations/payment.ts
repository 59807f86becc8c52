import { Asset, Keypair, xdr } from '@stellar/stellar-sdk'
import { type Address, addressFields, addressOf } from '../address.ts'
import { credit, debit } from '../holdings.ts'
import { formatStroops } from '../stroops.ts'
import { assetFields, type LedgerView, type Step } from './step.ts'

/** Why an amount could not go from one account to another. */
type TransferProblem = 'noDestination' | 'noTrust' | 'lineFull' | 'srcNoTrust' | 'underfunded'

interface Transfer {
  to: string
  asset: Asset
  amount: bigint
}

/** The receiving side is looked at first, as on the network: it decides which code a transfer with two faults gets. */
function transfer({ to, asset, amount }: Transfer, { accounts, source, sequence }: LedgerView) {
  const receiver = accounts.get(to)
  if (!receiver) return 'noDestination'
  const received = credit(accounts, receiver, asset, amount, sequence)
  if (received) return received === 'no trustline' ? 'noTrust' : 'lineFull'
  const given = debit(accounts, accounts.get(source.id)!, asset, amount, sequence)
  if (given) return given === 'no trustline' ? 'srcNoTrust' : 'underfunded'
  return undefined
}

export function paymentStep(operation: xdr.PaymentOp, source: Address): Step {
  const to = addressOf(operation.destination)
  const asset = Asset.fromOperation(operation.asset)
  const { amount } = operation
  const result = (of: xdr.PaymentResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.payment(of))
  const success = result(xdr.PaymentResult.paymentSuccess())
  const problems: Record<TransferProblem, () => xdr.PaymentResult> = {
    noDestination: xdr.PaymentResult.paymentNoDestination,
    noTrust: xdr.PaymentResult.paymentNoTrust,
    lineFull: xdr.PaymentResult.paymentLineFull,
    srcNoTrust: xdr.PaymentResult.paymentSrcNoTrust,
    underfunded: xdr.PaymentResult.paymentUnderfunded,
  }
  return {
    type: 'payment',
    typeNumber: 1,
    movesMoney: true,
    participants: [to.id],
    details: () => ({
      ...assetFields(asset),
      ...addressFields('from', source),
      ...addressFields('to', to),
      amount: formatStroops(amount),
    }),
    untouched: success,
    refuse: () => (amount <= 0n ? result(xdr.PaymentResult.paymentMalformed()) : undefined),
    run(ledger) {
      // XLM to oneself succeeds without a look at the balance.
      if (to.id === source.id && asset.isNative()) return success
      const problem = transfer({ to: to.id, asset, amount }, ledger)
      return problem ? result(problems[problem]()) : success
    },
  }
}

/** Undefined unless it is a payment in one asset: there are no offers here to convert with. */
export function strictReceiveStep(operation: xdr.PathPaymentStrictReceiveOp, source: Address): Step | undefined {
  const asset = Asset.fromOperation(operation.destAsset)
  if (operation.path.length > 0 || !asset.equals(Asset.fromOperation(operation.sendAsset))) return undefined
  const { destAmount: amount, sendMax } = operation
  const to = addressOf(operation.destination)
  const { PathPaymentStrictReceiveResult: Result } = xdr
  const result = (of: xdr.PathPaymentStrictReceiveResult) =>
    xdr.OperationResult.opInner(xdr.OperationResultTr.pathPaymentStrictReceive(of))
  const success = result(
    Result.pathPaymentStrictReceiveSuccess(
      new xdr.PathPaymentStrictReceiveResultSuccess({ offers: [], last: lastLeg(operation.destAsset, to, amount) }),
    ),
  )
  const problems: Record<TransferProblem, () => xdr.PathPaymentStrictReceiveResult> = {
    noDestination: Result.pathPaymentStrictReceiveNoDestination,
    noTrust: Result.pathPaymentStrictReceiveNoTrust,
    lineFull: Result.pathPaymentStrictReceiveLineFull,
    srcNoTrust: Result.pathPaymentStrictReceiveSrcNoTrust,
    underfunded: Result.pathPaymentStrictReceiveUnderfunded,
  }
  return {
    type: 'path_payment_strict_receive',
    typeNumber: 2,
    movesMoney: true,
    participants: [to.id],
    details: (successful) => ({
      ...pathFields(asset, source, to),
      amount: formatStroops(amount),
      source_amount: formatStroops(successful ? amount : 0n),
      source_max: formatStroops(sendMax),
    }),
    untouched: success,
    refuse: () => (amount <= 0n || sendMax <= 0n ? result(Result.pathPaymentStrictReceiveMalformed()) : undefined),
    run(ledger) {
      const problem = transfer({ to: to.id, asset, amount }, ledger)
      if (problem) return result(problems[problem]())
      return amount > sendMax ? result(Result.pathPaymentStrictReceiveOverSendmax()) : success
    },
  }
}

/** Undefined unless it is a payment in one asset: there are no offers here to convert with. */
export function strictSendStep(operation: xdr.PathPaymentStrictSendOp, source: Address): Step | undefined {
  const asset = Asset.fromOperation(operation.destAsset)
  if (operation.path.length > 0 || !asset.equals(Asset.fromOperation(operation.sendAsset))) return undefined
  const { sendAmount: amount, destMin } = operation
  const to = addressOf(operation.destination)
  const { PathPaymentStrictSendResult: Result } = xdr
  const result = (of: xdr.PathPaymentStrictSendResult) =>
    xdr.OperationResult.opInner(xdr.OperationResultTr.pathPaymentStrictSend(of))
  const success = result(
    Result.pathPaymentStrictSendSuccess(
      new xdr.PathPaymentStrictSendResultSuccess({ offers: [], last: lastLeg(operation.destAsset, to, amount) }),
    ),
  )
  const problems: Record<TransferProblem, () => xdr.PathPaymentStrictSendResult> = {
    noDestination: Result.pathPaymentStrictSendNoDestination,
    noTrust: Result.pathPaymentStrictSendNoTrust,
    lineFull: Result.pathPaymentStrictSendLineFull,
    srcNoTrust: Result.pathPaymentStrictSendSrcNoTrust,
    underfunded: Result.pathPaymentStrictSendUnderfunded,
  }
  return {
    type: 'path_payment_strict_send',
    typeNumber: 13,
    movesMoney: true,
    participants: [to.id],
    details: (successful) => ({
      ...pathFields(asset, source, to),
      amount: formatStroops(successful ? amount : 0n),
      source_amount: formatStroops(amount),
      destination_min: formatStroops(destMin),
    }),
    untouched: success,
    refuse: () => (amount <= 0n || destMin <= 0n ? result(Result.pathPaymentStrictSendMalformed()) : undefined),
    run(ledger) {
      if (amount < destMin) return result(Result.pathPaymentStrictSendUnderDestmin())
      const problem = transfer({ to: to.id, asset, amount }, ledger)
      return problem ? result(problems[problem]()) : success
    },
  }
}

const pathFields = (asset: Asset, source: Address, to: Address) => ({
  ...assetFields(asset),
  ...addressFields('from', source),
  ...addressFields('to', to),
  path: [],
  ...assetFields(asset, 'source_'),
})

const lastLeg = (asset: xdr.Asset, to: Address, amount: bigint) =>
  new xdr.SimplePaymentResult({ destination: Keypair.fromPublicKey(to.id).xdrAccountId(), asset, amount })
