import { z } from 'zod'
import type { Owner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import type { Principal } from '../http/principal.ts'
import type { SettlementLine } from './settlement.ts'
import { getSettlement, listSettlements, makeSettlement, type Settlement, settlementOf } from './settlements.ts'

const instantOrDate = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a date or an instant, like 2026-04-13 or 2026-04-15T10:35:00Z',
})

const makeSettlementBody = z.object({
  week_of: instantOrDate
    .nullish()
    .describe('Any date or instant of a closed week, Monday to Monday UTC. Default: the week before this one.'),
})

const lineAnswer = z.object({
  provider: z.string(),
  currency: z.string(),
  payments: z.int().describe('Payments whose success was recorded in the week.'),
  gross: z.int().describe('What their payers were charged, in the smallest unit, as all money here.'),
  refunds: z
    .int()
    .describe('Refunds that succeeded in the week, less those of earlier weeks that turned out to have failed.'),
  fees: z.int().describe('What the provider kept.'),
  fees_estimated: z
    .boolean()
    .describe('The provider did not tell all fees: those are as the fee schedule says, or 0 without one.'),
  net: z.int().describe('gross − refunds − fees'),
  disputes: z.int().describe('Disputes opened in the week.'),
  disputed_amount: z.int().describe('What those are about. For information: it is not taken off `net`.'),
})

const settlementAnswer = z.object({
  id: z.string(),
  period_start: z.iso.datetime().describe('A Monday, 00:00 UTC.'),
  period_end: z.iso.datetime().describe('The Monday after it, which does not belong to it.'),
  lines: z.array(lineAnswer).describe('One for each provider and currency that anything moved in.'),
  created_at: z.iso.datetime(),
})

export const settlementEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'post',
    path: '/settlements',
    summary: 'Settle a closed week now: each is settled by itself on the Monday after it',
    body: makeSettlementBody,
    answer: { status: 201, schema: settlementAnswer },
    run: {
      inTransaction: async (tx, { principal, body }) => {
        const weekOf = body.week_of == null ? null : Date.parse(body.week_of)
        const made = await makeSettlement(core, tx, ownerOf(principal), weekOf)
        return { status: 201, body: presentSettlement(made) }
      },
    },
  }),
  endpoint({
    method: 'get',
    path: '/settlements',
    summary: 'List settlements, the last made first',
    query: z.object(listQuery),
    answer: { status: 200, schema: listAnswer(settlementAnswer) },
    run: async ({ principal, query }) => {
      const page = readPage(query)
      const rows = await listSettlements(core.store.db, ownerOf(principal), page)
      return { status: 200, body: presentList(rows, page, (row) => presentSettlement(settlementOf(row))) }
    },
  }),
  endpoint({
    method: 'get',
    path: '/settlements/:id',
    summary: 'Get a settlement',
    answer: { status: 200, schema: settlementAnswer },
    run: async ({ principal, params }) => ({
      status: 200,
      body: presentSettlement(await getSettlement(core.store.db, ownerOf(principal), params.id!)),
    }),
  }),
]

const ownerOf = ({ ownerId, mode }: Principal): Owner => ({ appId: ownerId, mode })

const presentSettlement = (settlement: Settlement): z.input<typeof settlementAnswer> => ({
  id: settlement.id,
  period_start: settlement.periodStart,
  period_end: settlement.periodEnd,
  lines: settlement.lines.map(presentLine),
  created_at: settlement.createdAt,
})

const presentLine = (line: SettlementLine): z.input<typeof lineAnswer> => ({
  provider: line.provider,
  currency: line.currency,
  payments: line.payments,
  gross: Number(line.gross),
  refunds: Number(line.refunds),
  fees: Number(line.fees),
  fees_estimated: line.feesEstimated,
  net: Number(line.net),
  disputes: line.disputes,
  disputed_amount: Number(line.disputedAmount),
})
