import { benchCredit } from './credit.ts'
import { benchDeliver } from './deliver.ts'
import { benchHttp } from './http.ts'
import type { Measure } from './measure.ts'

/**
 * Prints a line of JSON for each measure: ours and the limit were taken in turn, in this run, so that their ratio
 * holds on a busy machine too. `npm run bench -- credit` runs those whose name begins so.
 */
const BENCHES: Record<string, () => AsyncGenerator<Measure>> = {
  create: () => benchHttp(['create-payment', 'create-invoice']),
  get: () => benchHttp(['get-payment']),
  credit: benchCredit,
  deliver: benchDeliver,
}

const wanted = process.argv[2] ?? ''
for (const [name, bench] of Object.entries(BENCHES)) {
  if (!name.startsWith(wanted) && !wanted.startsWith(name)) continue
  for await (const measure of bench()) console.log(JSON.stringify(measure))
}
