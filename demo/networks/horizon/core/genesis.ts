import { Asset, Keypair, StrKey } from '@stellar/stellar-sdk'
import { type Account, type Accounts, reserve, subentries } from './accounts.ts'
import { TOTAL_COINS } from './header.ts'
import { newAccount } from './operations/account-life.ts'
import { formatStroops, MAX_AMOUNT, parseStroops } from './stroops.ts'

/** An account that exists from the first ledger on. Amounts as `100` or `12.5`. */
export interface GenesisAccount {
  account: string
  xlm: string
  /** The issuers are genesis accounts too. Their `balance` is minted. Without a limit: as much as an account can hold. */
  trustlines?: { code: string; issuer: string; balance: string; limit?: string }[]
  homeDomain?: string
}

const FIRST_LEDGER = 1

/**
 * Fills the first ledger. What the given accounts do not get belongs to the network's root account, as it did on the
 * real networks; anyone can derive its key from the passphrase (`Keypair.master`), so a sandbox has a faucet in it.
 */
export function createGenesis(
  accounts: Accounts,
  genesis: readonly GenesisAccount[],
  networkPassphrase: string,
  closeTime: number,
) {
  const created = genesis.map((given) => genesisAccount(given, genesis, closeTime))
  const given = created.reduce((sum, { balance }) => sum + balance, 0n)
  if (given > TOTAL_COINS) throw new Error(`The genesis accounts get ${formatStroops(given)} XLM: more than there is`)
  for (const account of created) {
    if (accounts.get(account.id)) throw new Error(`The genesis names the account ${account.id} twice`)
    accounts.put(account)
  }
  const root = Keypair.master(networkPassphrase).publicKey()
  accounts.put(newAccount(root, TOTAL_COINS - given, FIRST_LEDGER, closeTime))
}

function genesisAccount(given: GenesisAccount, all: readonly GenesisAccount[], closeTime: number): Account {
  const { account: id, xlm, trustlines = [], homeDomain = '' } = given
  if (!StrKey.isValidEd25519PublicKey(id)) throw new Error(`"${id}" in the genesis is not an account id (G…)`)
  const account: Account = {
    ...newAccount(id, parseStroops(xlm), FIRST_LEDGER, closeTime),
    homeDomain,
    trustlines: trustlines.map(({ code, issuer, balance, limit }) => {
      if (!all.some((other) => other.account === issuer))
        throw new Error(`The genesis gives ${id} a trustline to ${code}, but not the account of its issuer, ${issuer}`)
      // Throws on a code that no asset can have.
      const asset = new Asset(code, issuer)
      const line = {
        code: asset.code,
        issuer,
        balance: parseStroops(balance),
        limit: limit === undefined ? MAX_AMOUNT : parseStroops(limit),
        modifiedLedger: FIRST_LEDGER,
      }
      if (line.balance > line.limit) throw new Error(`The genesis gives ${id} more ${code} than its limit, ${limit}`)
      return line
    }),
  }
  const least = reserve(subentries(account))
  if (account.balance < least)
    throw new Error(`The genesis account ${id} needs ${formatStroops(least)} XLM or more for its reserve`)
  return account
}
