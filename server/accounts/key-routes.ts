import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { type ApiKey, getKey, updateKey } from './keys.ts'

const updateKeyBody = z.object({
  name: z.string().optional(),
  allowed_origins: z
    .array(z.string())
    .max(100)
    .optional()
    .describe(
      'Sites that alone may embed what is made with this key, as for an app. An empty list leaves that to the app. ' +
        'They hold for what was made before as well, and do not limit who may send requests.',
    ),
})

const keyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  preview: z.string().describe('Its beginning and its last four characters.'),
  mode: z.enum(['test', 'live']),
  allowed_origins: z.array(z.string()).describe('Empty: those of the app.'),
})

/** `/v1/key`: the key that the request is sent with. Itself it is never shown. */
export const keyEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/key',
    summary: 'Get the key that is used',
    answer: { status: 200, schema: keyAnswer },
    run: async ({ principal }) => ({ status: 200, body: presentKey(await getKey(core, principal.keyId)) }),
  }),
  endpoint({
    method: 'patch',
    path: '/key',
    summary: 'Change the key that is used: what is left out stays',
    body: updateKeyBody,
    answer: { status: 200, schema: keyAnswer },
    run: async ({ principal, body: { name, allowed_origins: origins } }) => ({
      status: 200,
      body: presentKey(await updateKey(core, principal.keyId, { name, origins })),
    }),
  }),
]

const presentKey = ({ id, name, preview, mode, origins }: ApiKey): z.input<typeof keyAnswer> => ({
  id,
  name,
  preview,
  mode,
  allowed_origins: origins,
})
