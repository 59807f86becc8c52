import type { xdr } from '@stellar/stellar-sdk'
import type { Address } from '../address.ts'
import { changeTrustStep, manageDataStep, setOptionsStep } from './account-entries.ts'
import { accountMergeStep, bumpSequenceStep, createAccountStep } from './account-life.ts'
import { paymentStep, strictReceiveStep, strictSendStep } from './payment.ts'
import type { Step } from './step.ts'

/** Reads an operation. Undefined for what this network does not do: its transaction gets `op_not_supported`. */
export function readOperation(body: xdr.OperationBody, source: Address): Step | undefined {
  switch (body.type) {
    case 'createAccount':
      return createAccountStep(body.createAccountOp, source)
    case 'payment':
      return paymentStep(body.paymentOp, source)
    case 'pathPaymentStrictReceive':
      return strictReceiveStep(body.pathPaymentStrictReceiveOp, source)
    case 'pathPaymentStrictSend':
      return strictSendStep(body.pathPaymentStrictSendOp, source)
    case 'changeTrust':
      return changeTrustStep(body.changeTrustOp, source)
    case 'setOptions':
      return setOptionsStep(body.setOptionsOp)
    case 'manageData':
      return manageDataStep(body.manageDataOp)
    case 'bumpSequence':
      return bumpSequenceStep(body.bumpSequenceOp)
    case 'accountMerge':
      return accountMergeStep(body.destination, source)
    default:
      return undefined
  }
}
