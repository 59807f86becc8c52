import { benchCredit } from './credit.ts'
import { benchCreditXrpl } from './credit-xrpl.ts'
import { benchCycle } from './cycle.ts'
import { benchDeliver } from './deliver.ts'
import { benchHttp } from './http.ts'
import { benchList } from './list.ts'
import type { Measure } from './measure.ts'
import { benchPageBytes } from './page-bytes.ts'
import { benchPaint } from './paint.ts'
import { benchRoute } from './route.ts'
import { benchWidgetBytes } from './widget-bytes.ts'

/**
 * Prints a line of JSON for each measure: ours and the limit were taken in turn, in this run, so that their ratio
 * holds on a busy machine too. `npm run bench -- credit` runs those whose name begins so.
 */
const BENCHES: Record<string, () => AsyncGenerator<Measure>> = {
  create: () => benchHttp(['create-payment', 'create-invoice']),
  get: () => benchHttp(['get-payment']),
  credit: benchCredit,
  'credit-xrpl': benchCreditXrpl,
  cycle: benchCycle,
  deliver: benchDeliver,
  route: benchRoute,
  list: benchList,
  'widget-bytes': benchWidgetBytes,
  'page-bytes': benchPageBytes,
  paint: benchPaint,
}

const wanted = process.argv[2] ?? ''
const begun = Object.keys(BENCHES).filter((name) => name.startsWith(wanted))
// A measure may be named in full, too: `credit-1000` is one of `credit`.
const chosen = begun.length > 0 ? begun : Object.keys(BENCHES).filter((name) => wanted.startsWith(name))
for (const name of chosen) {
  for await (const measure of BENCHES[name]!()) console.log(JSON.stringify(measure))
}
