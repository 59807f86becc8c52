import { invalidRequest } from './errors.ts'

/**
 * The smallest charge in minor units, by currency, where Stripe publishes one
 * (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
 */
const MINIMUM: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
}

/** Further currencies that can be charged. Their minimum moves with the exchange rate, so here it is one unit. */
const FURTHER = new Set(
  (
    'afn all amd ang aoa ars awg azn bam bbd bdt bif bmd bnd bob bsd bwp byn bzd cdf clp cny cop crc cve djf dop dzd egp ' +
    'etb fjd fkp gel gip gmd gnf gtq gyd hnl htg idr ils isk jmd kes kgs khr kmf krw kyd kzt lak lbp lkr lrd lsl mad ' +
    'mdl mga mkd mmk mnt mop mur mvr mwk mzn nad ngn nio npr pab pen pgk php pkr pyg qar rsd rub rwf sar sbd scr shp ' +
    'sle sos srd std szl tjs top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'
  ).split(' '),
)

const LARGEST = 99_999_999

/** The currency as Stripe keeps it, in lower case. */
export function readCurrency(value: string): string {
  const currency = value.toLowerCase()
  if (Object.hasOwn(MINIMUM, currency) || FURTHER.has(currency)) return currency
  throw invalidRequest(`Invalid currency: ${value}.`, { param: 'currency' })
}

/** Refuses an amount that Stripe would not charge. `amount` is in minor units. */
export function checkAmount(amount: number, currency: string) {
  const minimum = MINIMUM[currency] ?? 1
  if (amount < minimum) {
    const message = `The amount must be at least ${minimum} in the smallest unit of ${currency.toUpperCase()}.`
    throw invalidRequest(message, { code: 'amount_too_small', param: 'amount' })
  }
  if (amount > LARGEST) {
    throw invalidRequest(`The amount must be no more than ${LARGEST}.`, { code: 'amount_too_large', param: 'amount' })
  }
}
