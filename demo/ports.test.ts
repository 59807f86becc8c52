import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { findFreeBase, OFFSETS, requireFreePorts } from './ports.ts'

const taken: Server[] = []

afterEach(async () => {
  for (const server of taken.splice(0)) await new Promise((resolve) => server.close(resolve))
})

const take = (port: number) =>
  new Promise<void>((resolve) => {
    const server = createServer()
    taken.push(server)
    server.listen(port, '127.0.0.1', resolve)
  })

test('a range that was found free can be used', async () => {
  await expect(requireFreePorts(await findFreeBase())).resolves.toBeUndefined()
})

test('names the port that is taken, whose it would be, and what to write', async () => {
  const base = await findFreeBase()
  await take(base + OFFSETS.control)
  await expect(requireFreePorts(base)).rejects.toThrow(
    new RegExp(`Port ${base + 2} \\(control\\) is taken.*PORT=${base + 100} npm start`),
  )
})

test.each([0, -1, 1.5, Number.NaN, 65_535])('PORT=%s is refused', async (port) => {
  await expect(requireFreePorts(port)).rejects.toThrow('PORT must be a whole number from 1 to 65525.')
})

test('no two parts share a port', () => {
  const offsets = Object.values(OFFSETS)
  expect(new Set(offsets).size).toBe(offsets.length)
})
