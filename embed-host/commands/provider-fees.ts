import { type Command, InvalidArgumentError } from 'commander'
import type { FeeSchedule } from '../../server/accounts/fee-schedule.ts'
import { currencyExponent, parseCurrency } from '../../server/money/currency.ts'
import { formatDecimal, parseDecimal } from '../../server/money/decimal.ts'

export interface FeeOptions {
  feePercent?: number
  feeFixed?: Record<string, number>
}

export const addFeeOptions = (command: Command): Command =>
  command
    .option('--fee-percent <percent>', 'what it keeps of each charge where it does not tell: 1.4', parsePercent)
    .option(
      '--fee-fixed <currency=amount>',
      'and on top of that: EUR=0.25 (give it again for more currencies; the two replace earlier fees)',
      parseFixed,
    )

/** @returns hundredths of a percent. */
function parsePercent(text: string): number {
  const percent = parseDecimal(text, 2)
  const bps = percent && Number(percent.amount)
  if (bps === null || bps > 10_000)
    throw new InvalidArgumentError('It must be from 0 to 100, with two decimals at most.')
  return bps
}

function parseFixed(text: string, earlier: Record<string, number> = {}): Record<string, number> {
  const [code = '', amount = '', ...more] = text.split('=')
  const currency = parseCurrency(code)
  if (!currency || more.length > 0) throw new InvalidArgumentError('Write a currency and an amount, like EUR=0.25.')
  const digits = currencyExponent(currency)
  const parsed = parseDecimal(amount, digits)
  if (!parsed)
    throw new InvalidArgumentError(`${currency} amounts have at most ${digits} decimals, like ${currency}=1.`)
  return { ...earlier, [currency]: Number(parsed.amount) }
}

/** @returns undefined when no fee was typed: then it stays as it is. */
export function feeScheduleOf({ feePercent, feeFixed }: FeeOptions): FeeSchedule | undefined {
  if (feePercent === undefined && feeFixed === undefined) return undefined
  return { percentBps: feePercent ?? 0, fixed: feeFixed ?? {} }
}

/** `1.4% + 0.25 EUR`; empty when nothing is known. */
export function describeFees(schedule: FeeSchedule | null): string {
  if (!schedule) return ''
  const fixed = Object.entries(schedule.fixed).map(([currency, amount]) => {
    const digits = currencyExponent(currency)
    return `${formatDecimal(BigInt(amount), digits, digits)} ${currency}`
  })
  return [`${formatDecimal(BigInt(schedule.percentBps), 2, 0)}%`, ...fixed].join(' + ')
}
