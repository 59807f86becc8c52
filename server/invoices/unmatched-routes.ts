import { z } from 'zod'
import type { InvoiceOwner } from '../accounts/owner.ts'
import { pageAnswer, pageQuery, presentPage } from '../billing/pages.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { attachTransfer, listUnmatched, prepareAttaching } from '../ledgers/attaching.ts'
import { formatTransfer } from '../ledgers/unmatched.ts'
import type { TransferRow } from '../store/schema.ts'
import { presentWithQuote } from './presenting.ts'
import { invoiceAnswer } from './schemas.ts'

const transferAnswer = z.object({
  id: z.string(),
  reason: z
    .string()
    .nullable()
    .describe(
      'no_reference, unknown_reference, wrong_asset; no_rate: there was no rate to credit a price at; unreadable: look ' +
        'its transaction up, asset and amount are as much as could be read of it',
    ),
  paymentNetwork: z.enum(['STELLAR', 'XRPL']),
  asset: z.string(),
  assetIssuer: z.string().nullable(),
  amount: z.string(),
  reference: z.string().nullable().describe('As it was sent'),
  sender: z.string().nullable(),
  destinationAddress: z.string(),
  transactionHash: z.string(),
  operationIndex: z.number().int(),
  ledger: z.number().int(),
  closedAt: z.string().describe('When its ledger closed: this decides whether it came in time'),
  createdAt: z.string(),
})

const attached = z.object({
  invoiceId: z.string().min(1).max(64).describe('The id or public id of an invoice in exactly the asset that came'),
})

/** `/api/v1/unmatched-transfers`: money that came and belongs to no invoice. */
export const unmatchedEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/unmatched-transfers',
    summary: 'List transfers that belong to no invoice, newest first',
    scope: 'invoices:read',
    query: z.object(pageQuery),
    answer: { status: 200, schema: pageAnswer(transferAnswer) },
    run: async ({ principal, query }) => {
      const page = await listUnmatched(core, ownerOf(principal), query)
      return { status: 200, body: presentPage(page, presentTransfer) }
    },
  }),
  endpoint({
    method: 'post',
    path: '/unmatched-transfers/:id/attach',
    summary: 'Credit a transfer to an invoice',
    scope: 'invoices:write',
    body: attached,
    answer: { status: 200, schema: invoiceAnswer },
    run: {
      before: ({ principal, body }) => prepareAttaching(core, ownerOf(principal), body.invoiceId),
      async inTransaction(tx, { principal, params, body }) {
        const invoice = await attachTransfer(core, tx, ownerOf(principal), params.id!, body.invoiceId)
        return { status: 200, body: await presentWithQuote(core, tx, invoice) }
      },
    },
  }),
]

const presentTransfer = (transfer: TransferRow): z.input<typeof transferAnswer> => ({
  id: transfer.id,
  reason: transfer.unmatched_reason,
  paymentNetwork: transfer.network,
  asset: transfer.asset_code,
  assetIssuer: transfer.asset_issuer,
  amount: formatTransfer(transfer),
  reference: transfer.reference,
  sender: transfer.sender,
  destinationAddress: transfer.address,
  transactionHash: transfer.transaction_hash,
  operationIndex: transfer.operation_index,
  ledger: transfer.ledger,
  closedAt: transfer.closed_at,
  createdAt: transfer.created_at,
})

const ownerOf = ({ ownerId, mode }: Principal): InvoiceOwner => ({ merchantId: ownerId, mode })
