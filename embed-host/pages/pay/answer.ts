/** How a call ended, where failing is an ordinary outcome that the payer is told about. */
export type Answer<Value, Failure extends string> = { ok: true; value: Value } | { ok: false; failure: Failure }

export const succeed = <Value>(value: Value) => ({ ok: true, value }) as const
export const fail = <Failure extends string>(failure: Failure) => ({ ok: false, failure }) as const
