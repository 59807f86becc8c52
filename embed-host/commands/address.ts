import { type Command, Option } from 'commander'
import type { Network } from '../../server/store/schema.ts'
import { examples } from './help.ts'
import { type ModeOption, modeOption } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { withCore } from './with-core.ts'

/** Loaded when used, as it takes the ledgers' libraries along. */
const operations = () => import('../../server/accounts/receiving-addresses.ts')

export function addressCommands(program: Command): void {
  const address = program.command('address').description('where a merchant receives money on a ledger')
  addCommand(address)
  listCommand(address)
  removeCommand(address)
}

function addCommand(address: Command): void {
  address
    .command('add')
    .description('add an address; new invoices ask for money at the newest')
    .argument('<address>', 'an account: G… on Stellar, r… on the XRP Ledger')
    .requiredOption('--merchant <merchant-id>', 'whose it is; no other merchant can have it as well')
    .addOption(modeOption())
    .addOption(new Option('--network <network>', 'the ledger').choices(['STELLAR', 'XRPL']).default('STELLAR'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'paylink address add --merchant mer_… --mode live GA5ZSEJ…',
        'paylink address add --merchant mer_… --mode live --network XRPL rPT1Sjq…',
      ),
    )
    .action((text: string, options: JsonOption & ModeOption & { merchant: string; network: Network }) =>
      withCore(async (core) => {
        const { merchant: merchantId, mode, network } = options
        const { addReceivingAddress } = await operations()
        const added = await addReceivingAddress(core, { merchantId, mode, network, address: text })
        printResult(added, options, added.id, `New ${mode} invoices ask for money at ${added.address}.`)
      }),
    )
}

function listCommand(address: Command): void {
  address
    .command('list')
    .description('show addresses')
    .option('--merchant <merchant-id>', 'of this merchant alone (default: all)')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink address list', 'paylink address list --merchant mer_…'))
    .action((options: JsonOption & { merchant?: string }) =>
      withCore(async (core) => {
        const { listReceivingAddresses } = await operations()
        printList(
          await listReceivingAddresses(core, options.merchant),
          options,
          'No addresses yet. Add one: paylink address add <address> --merchant mer_…',
          ({ id, merchantId, mode, network, address }) => ({ id, merchant: merchantId, mode, network, address }),
        )
      }),
    )
}

function removeCommand(address: Command): void {
  address
    .command('remove')
    .description('take back an address that no invoice uses yet')
    .argument('<address-id>', 'as paylink address list shows it')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink address remove adr_…'))
    .action((id: string, options: JsonOption) =>
      withCore(async (core) => {
        const { removeReceivingAddress } = await operations()
        const removed = await removeReceivingAddress(core, id)
        printResult(removed, options, removed.id, `${removed.address} is not watched any more.`)
      }),
    )
}
