import {
  gzipped,
  LOADER,
  NPM_CHECKOUT,
  NPM_INDEX,
  NPM_REACT,
  PAYMENT,
  pageScripts,
  SUBSCRIPTION,
  wholeWidget,
} from './bundles.ts'

/**
 * Holds the bundles to their limits, in bytes after `gzip -9`: what a merchant's page loads at once, what it loads when
 * a checkout opens, and what a pay page needs before it is alive.
 */
function main() {
  const rows = [
    { what: 'widget.js, on every page', size: gzipped([LOADER]), limit: 1_300 },
    { what: 'and all that it loads', size: gzipped(wholeWidget(LOADER)), limit: 6_500 },
    { what: 'payment.js, of a container', size: gzipped([PAYMENT]), limit: 1_300 },
    { what: 'and all that it loads', size: gzipped(wholeWidget(PAYMENT)), limit: 6_500 },
    { what: 'subscription.js, the whole of it', size: gzipped([SUBSCRIPTION]), limit: 2_500 },
    { what: 'npm: before anything opens', size: gzipped([NPM_INDEX]), limit: 1_300 },
    { what: 'npm: all of it', size: gzipped([NPM_INDEX, NPM_CHECKOUT]), limit: 6_500 },
    { what: 'npm: React on top', size: gzipped([NPM_REACT]), limit: 900 },
    { what: 'a payment’s page, with imports', size: gzipped(pageScripts('payment')), limit: 30_000 },
    { what: 'an invoice’s page, with imports', size: gzipped(pageScripts('invoice')), limit: 30_000 },
  ]
  for (const { what, size, limit } of rows) {
    const verdict = size > limit ? `too large by ${bytes(size - limit)}` : 'ok'
    console.log(`  ${what.padEnd(34)}${bytes(size).padStart(8)} of ${bytes(limit).padStart(8)}  ${verdict}`)
  }
  if (rows.some(({ size, limit }) => size > limit)) process.exitCode = 1
}

const bytes = (count: number) => count.toLocaleString('en')

main()
