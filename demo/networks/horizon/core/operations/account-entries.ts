import { Asset, xdr } from '@stellar/stellar-sdk'
import { type Account, reserve, subentries } from '../accounts.ts'
import { type Address, addressFields } from '../address.ts'
import { trustlineFor, withoutTrustline, withTrustline } from '../holdings.ts'
import { formatStroops } from '../stroops.ts'
import { assetFields, type LedgerView, type Step } from './step.ts'

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

/** XLM for one more entry. */
const canAddEntry = (account: Account) => account.balance >= reserve(subentries(account) + 1)

/** Undefined for a share in a liquidity pool: there are none here. */
export function changeTrustStep({ line, limit }: xdr.ChangeTrustOp, source: Address): Step | undefined {
  if (line.type === 'assetTypePoolShare') return undefined
  const asset = Asset.fromOperation(line)
  const { ChangeTrustResult: Result } = xdr
  const result = (of: xdr.ChangeTrustResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.changeTrust(of))
  const success = result(Result.changeTrustSuccess())

  function change({ accounts, source: holder, sequence }: LedgerView): xdr.ChangeTrustResult | undefined {
    const held = trustlineFor(holder, asset)
    if (limit < (held?.balance ?? 0n) || (!held && limit === 0n)) return Result.changeTrustInvalidLimit()
    if (limit === 0n) {
      accounts.put(withoutTrustline(holder, asset))
      return undefined
    }
    if (!accounts.get(asset.issuer!)) return Result.changeTrustNoIssuer()
    if (!held && !canAddEntry(holder)) return Result.changeTrustLowReserve()
    const { code, issuer } = asset
    accounts.put(
      withTrustline(holder, { code, issuer: issuer!, balance: held?.balance ?? 0n, limit, modifiedLedger: sequence }),
    )
    return undefined
  }

  return {
    type: 'change_trust',
    typeNumber: 6,
    movesMoney: false,
    participants: [],
    details: () => ({
      ...assetFields(asset),
      limit: formatStroops(limit),
      ...(asset.issuer && { trustee: asset.issuer }),
      ...addressFields('trustor', source),
    }),
    untouched: success,
    refuse: () =>
      limit < 0n || asset.isNative() || asset.issuer === source.id ? result(Result.changeTrustMalformed()) : undefined,
    run(ledger) {
      const problem = change(ledger)
      return problem ? result(problem) : success
    },
  }
}

export function manageDataStep({ dataName, dataValue }: xdr.ManageDataOp): Step {
  const { ManageDataResult: Result } = xdr
  const result = (of: xdr.ManageDataResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.manageData(of))
  const success = result(Result.manageDataSuccess())
  const name = dataName.toString()
  const value = dataValue && Buffer.from(dataValue.toBytes()).toString('base64')
  return {
    type: 'manage_data',
    typeNumber: 10,
    movesMoney: false,
    participants: [],
    details: () => ({ name, value }),
    untouched: success,
    refuse: () => (name === '' || !PRINTABLE_ASCII.test(name) ? result(Result.manageDataInvalidName()) : undefined),
    run({ accounts, source }) {
      const known = Object.hasOwn(source.data, name)
      if (value === null) {
        if (!known) return result(Result.manageDataNameNotFound())
        const { [name]: _removed, ...others } = source.data
        accounts.put({ ...source, data: others })
        return success
      }
      if (!known && !canAddEntry(source)) return result(Result.manageDataLowReserve())
      accounts.put({ ...source, data: { ...source.data, [name]: value } })
      return success
    },
  }
}

/** Undefined when it asks for more than a home domain: accounts here have one signer, and no flags or thresholds. */
export function setOptionsStep({ homeDomain, ...others }: xdr.SetOptionsOp): Step | undefined {
  const more = [
    others.inflationDest,
    others.clearFlags,
    others.setFlags,
    others.masterWeight,
    others.lowThreshold,
    others.medThreshold,
    others.highThreshold,
    others.signer,
  ]
  if (more.some((option) => option !== null)) return undefined
  const { SetOptionsResult: Result } = xdr
  const result = (of: xdr.SetOptionsResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.setOptions(of))
  const success = result(Result.setOptionsSuccess())
  const domain = homeDomain?.toString()
  return {
    type: 'set_options',
    typeNumber: 5,
    movesMoney: false,
    participants: [],
    details: () => ({ ...(domain !== undefined && { home_domain: domain }) }),
    untouched: success,
    refuse: () =>
      domain !== undefined && !PRINTABLE_ASCII.test(domain) ? result(Result.setOptionsInvalidHomeDomain()) : undefined,
    run({ accounts, source }) {
      if (domain !== undefined) accounts.put({ ...source, homeDomain: domain })
      return success
    },
  }
}
