/** Errors of rippled's with its own numbers: https://xrpl.org/docs/references/http-websocket-apis/api-conventions/error-formatting */
const ERRORS = {
  actNotFound: [19, 'Account not found.'],
  lgrNotFound: [21, 'ledgerNotFound'],
  malformedStream: [26, 'Stream malformed.'],
  txnNotFound: [29, 'Transaction not found.'],
  invalidParams: [31, 'Invalid parameters.'],
  unknownCmd: [32, 'Unknown method.'],
  missingCommand: [34, 'Missing command entry.'],
  actMalformed: [35, 'Account malformed.'],
  lgrIdxsInvalid: [57, 'Ledger indexes invalid.'],
  lgrIdxMalformed: [58, 'Ledger index malformed.'],
  internal: [73, 'Internal error.'],
  invalidLgrRange: [79, 'Ledger range is invalid.'],
  invalidTransaction: [0, ''],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorName = keyof typeof ERRORS

/** What a command is refused with. `exception` is said in place of a number where a transaction cannot be read. */
export class CommandError extends Error {
  readonly body: Record<string, unknown>

  constructor(name: ErrorName, exception?: string) {
    const [code, message] = ERRORS[name]
    super(exception ?? message)
    this.body = exception
      ? { error: name, error_exception: exception }
      : { error: name, error_code: code, error_message: message }
  }
}
