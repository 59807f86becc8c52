import { xdr } from '@stellar/stellar-sdk'
import { decodeEnvelope, type Envelope } from '../core/envelope.ts'
import type { TransactionRecord } from '../core/history.ts'
import type { Network } from '../core/network.ts'
import { resultCodes } from '../core/result-codes.ts'
import { Problem } from './problem.ts'

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data']

export interface Submission {
  network: Network
  passphrase: string
  /** Told when the transaction waits for a ledger. */
  onWaiting(): void
}

/**
 * Takes the form of `POST /transactions` and answers when a ledger holds the transaction. Throws the problem that a
 * refused or failed one gets.
 */
export async function submitTransaction(request: Request, { network, passphrase, onWaiting }: Submission) {
  const base64 = await readForm(request)
  const envelope = decode(base64, passphrase)
  const answer = network.submit(envelope)
  onWaiting()
  const submitted = await answer
  switch (submitted.outcome) {
    case 'included':
      if (!submitted.record.successful) throw failed(base64, recordedResult(submitted.record))
      return submitted.record
    case 'refused':
      throw failed(base64, submitted.result)
    case 'abandoned':
      throw timedOut(envelope)
  }
}

async function readForm(request: Request): Promise<string> {
  const type = request.headers.get('content-type')
  if (type && !FORM_TYPES.includes(type.split(';')[0]!.trim().toLowerCase()))
    throw new Problem(
      415,
      'unsupported_media_type',
      'Unsupported Media Type',
      'Send the transaction as a form: application/x-www-form-urlencoded with the field tx.',
    )
  const field = type ? (await request.formData().catch(() => undefined))?.get('tx') : undefined
  return typeof field === 'string' && field !== '' ? field : (new URL(request.url).searchParams.get('tx') ?? '')
}

function decode(base64: string, passphrase: string): Envelope {
  try {
    return decodeEnvelope(base64, passphrase)
  } catch {
    throw new Problem(
      400,
      'transaction_malformed',
      'Transaction Malformed',
      'The field tx is not a TransactionEnvelope in XDR, written in base64. extras.envelope_xdr is what was read.',
      { envelope_xdr: base64 },
    )
  }
}

const recordedResult = ({ resultXdr }: TransactionRecord) => xdr.TransactionResult.fromXdr(resultXdr, 'base64')

const failed = (base64: string, result: xdr.TransactionResult) =>
  new Problem(
    400,
    'transaction_failed',
    'Transaction Failed',
    'The network refused the transaction, or it failed there: extras.result_codes says why.',
    { envelope_xdr: base64, result_codes: resultCodes(result), result_xdr: result.toXdr('base64') },
  )

const timedOut = ({ hash, xdr: base64 }: Envelope) =>
  new Problem(
    504,
    'transaction_submission_timeout',
    'Transaction Submission Timeout',
    'No ledger took the transaction in time, and one may still: ask for extras.hash before it is sent again.',
    { hash: Buffer.from(hash).toString('hex'), envelope_xdr: base64 },
  )
