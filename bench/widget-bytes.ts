import { gzipped, LOADER, wholeWidget } from '../setup/bundles.ts'
import { againstOthers, type Measure } from './measure.ts'

/**
 * Other products' embeds, in bytes after `gzip -9` of the file that was published under that version; some were
 * minified first with `esbuild --minify`, because they are published as they were written.
 */
const AT_FIRST = {
  'Whop 0.5.0, loader': 523,
  'Cal.com snippet 1.3.3': 530,
  'BTCPay btcpay.js 03345c2': 1_330,
  'Creem 0.3.3, openCheckout and mount': 1_814,
  'Polar 0.4.1, embed.global.js': 2_615,
  'Dodo 1.9.9': 8_867,
}
const IN_ALL = {
  'BTCPay btcpay.js 03345c2': 1_330,
  'Creem 0.3.3, openCheckout and mount': 1_814,
  'Polar 0.4.1, embed.global.js': 2_615,
  'Dodo 1.9.9': 8_867,
  'Whop 0.5.0, loader and runtime': 523 + 14_662,
  'Cal.com snippet 1.3.3 and embed.js 1.5.3': 530 + 17_262,
  'zoid 10.6.0, zoid.frame.min.js': 25_319,
}

/** What a merchant's page loads before anything opens, and in all once a checkout is open. */
export async function* benchWidgetBytes(): AsyncGenerator<Measure> {
  yield againstOthers('widget-bytes-at-first', 'bytes, gzip -9', gzipped([LOADER]), AT_FIRST)
  yield againstOthers('widget-bytes-in-all', 'bytes, gzip -9', gzipped(wholeWidget(LOADER)), IN_ALL)
}
