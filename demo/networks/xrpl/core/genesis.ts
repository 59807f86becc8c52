import { isValidClassicAddress, xrpToDrops } from 'xrpl'
import { newAccount, RESERVE_BASE } from './accounts.ts'
import { TOTAL_COINS } from './close.ts'
import { accountOf, type Entries } from './entries.ts'

/** An account that exists from the first ledger on. */
export interface GenesisAccount {
  address: string
  /** As `100` or `12.5`. */
  xrp: string
  /** As the ledger keeps them, such as lsfRequireDestTag (0x00020000). */
  flags?: number
}

const FIRST_LEDGER = 1
/** The account that every network begins with. Its seed is known to all ("masterpassphrase"): a faucet. */
const ROOT = 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh'

/** Fills the first ledger. What the given accounts do not get belongs to the network's root account. */
export function createGenesis(entries: Entries, genesis: readonly GenesisAccount[]): void {
  let rest = TOTAL_COINS
  for (const { address, xrp, flags = 0 } of genesis) {
    if (!isValidClassicAddress(address)) throw new Error(`"${address}" in the genesis is not an address (r…)`)
    if (accountOf(entries, address)) throw new Error(`The genesis names the account ${address} twice`)
    const drops = BigInt(xrpToDrops(xrp))
    if (drops < RESERVE_BASE) throw new Error(`The genesis account ${address} needs 1 XRP or more for its reserve`)
    entries.put(newAccount(address, drops, FIRST_LEDGER, flags))
    rest -= drops
  }
  if (rest < RESERVE_BASE) throw new Error('The genesis accounts get more XRP than there is')
  if (!accountOf(entries, ROOT)) entries.put(newAccount(ROOT, rest, FIRST_LEDGER))
}
