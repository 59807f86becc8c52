import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { type Circuit, HEALTHY } from '../providers/circuit.ts'
import { webhookPath } from '../providers/registration.ts'
import type { FeeSchedule } from './fee-schedule.ts'
import { listProviderAccounts, type ProviderAccountSummary } from './provider-accounts.ts'
import { setUpProvider } from './provider-setup.ts'

const feeSchedule = z.object({
  percent_bps: z.int().describe('A part of each charge, in hundredths of a percent: 140 is 1.4 %.'),
  fixed: z.record(z.string(), z.int()).optional().describe('Added to each charge, by its currency: {"EUR": 25}.'),
})

const setProviderBody = z.object({
  enabled: z
    .boolean()
    .optional()
    .describe('false: it takes no new payments; refunds go on. Default for a new one: true.'),
  priority: z.int().optional().describe('The lowest is tried first, equals in turn. Default for a new one: 1.'),
  fee_schedule: feeSchedule
    .nullish()
    .describe('What it keeps, for settlements, where it does not tell; null: unknown.'),
  credentials: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("All of them, in the provider's own words; they are never shown. Needed for a new one."),
})

const providerAnswer = z.object({
  provider: z.string(),
  enabled: z.boolean(),
  priority: z.int(),
  fee_schedule: feeSchedule.required().nullable(),
  webhook_url: z.url().describe('Where the provider has to send its webhooks, if they are registered by hand.'),
  webhooks_registered: z.boolean().describe('Its webhooks can be checked, so that they count.'),
  webhook_problem: z
    .string()
    .nullable()
    .describe('Why it would not register them in this request; the same again asks again.'),
  circuit: z
    .object({
      state: z.enum(['closed', 'open', 'half_open']),
      failures: z.int().describe('Outages in a row.'),
      retry_at: z.iso.datetime().nullable(),
    })
    .describe('open: it is left out after outages, until a probe at `retry_at` goes well.'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export const providerEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/providers',
    summary: "List the app's provider accounts in the key's mode, those that are tried first in front",
    answer: { status: 200, schema: z.object({ data: z.array(providerAnswer) }) },
    run: async ({ principal }) => {
      const accounts = await accountsOf(core, principal)
      const circuits = await circuitsOf(core, accounts)
      return { status: 200, body: { data: accounts.map((account) => present(core, account, circuits)) } }
    },
  }),
  endpoint({
    method: 'get',
    path: '/providers/:name',
    summary: 'Get a provider account',
    answer: { status: 200, schema: providerAnswer },
    run: async ({ principal, params }) => {
      const account = (await accountsOf(core, principal)).find(({ provider }) => provider === params.name)
      if (!account) throw new Problem('not_found', 'not_found', 'There is no account at a provider of this name.')
      return { status: 200, body: present(core, account, await circuitsOf(core, [account])) }
    },
  }),
  endpoint({
    method: 'put',
    path: '/providers/:name',
    summary: 'Set up a provider account, or change it: what is left out stays',
    body: setProviderBody,
    answer: { status: 200, schema: providerAnswer },
    run: async ({ principal, params, body }) => {
      const { account, webhookProblem } = await setUpProvider(core, {
        appId: principal.ownerId,
        mode: principal.mode,
        provider: knownProvider(core, params.name!),
        enabled: body.enabled,
        priority: body.priority,
        credentials: body.credentials,
        feeSchedule: readSchedule(body.fee_schedule),
      })
      const answer = present(core, account, await circuitsOf(core, [account]))
      return { status: 200, body: { ...answer, webhook_problem: webhookProblem } }
    },
  }),
]

function knownProvider({ providers }: Core, name: string): string {
  if (Object.hasOwn(providers, name)) return name
  const known = Object.keys(providers).join(', ')
  throw new Problem('not_found', 'unknown_provider', `There is no provider of this name: write one of ${known}.`)
}

const readSchedule = (given: z.infer<typeof feeSchedule> | null | undefined): FeeSchedule | null | undefined =>
  given && { percentBps: given.percent_bps, fixed: given.fixed ?? {} }

async function accountsOf(core: Core, { ownerId, mode }: Principal): Promise<ProviderAccountSummary[]> {
  return (await listProviderAccounts(core, ownerId)).filter((account) => account.mode === mode)
}

type ShownCircuit = Pick<Circuit, 'state' | 'failures' | 'retryAt'>

async function circuitsOf(core: Core, accounts: ProviderAccountSummary[]): Promise<Map<string, ShownCircuit>> {
  if (accounts.length === 0) return new Map()
  const rows = await core.store.db
    .selectFrom('circuits')
    .select(['account_id', 'state', 'failures', 'retry_at as retryAt'])
    .where(
      'account_id',
      'in',
      accounts.map(({ id }) => id),
    )
    .execute()
  return new Map(rows.map(({ account_id, ...circuit }) => [account_id, circuit]))
}

function present(
  core: Core,
  account: ProviderAccountSummary,
  circuits: Map<string, ShownCircuit>,
): z.input<typeof providerAnswer> {
  const { provider, id, feeSchedule: schedule } = account
  const circuit = circuits.get(id) ?? HEALTHY
  return {
    provider,
    enabled: account.enabled,
    priority: account.priority,
    fee_schedule: schedule && { percent_bps: schedule.percentBps, fixed: schedule.fixed },
    webhook_url: core.config.publicUrl + webhookPath(provider, id),
    webhooks_registered: account.webhooksRegistered,
    webhook_problem: null,
    circuit: { state: circuit.state, failures: circuit.failures, retry_at: circuit.retryAt },
    created_at: account.createdAt,
    updated_at: account.updatedAt,
  }
}
