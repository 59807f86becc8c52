import { serve } from '../../embed-host/main.ts'
import { readConfig } from '../../server/config.ts'

/**
 * The whole host in a process of its own, configured by its environment as always. It goes by the computer's clock, set
 * forward by CLOCK_OFFSET_MS, sends its address when it listens, and stops in order when it is let go of.
 */
const ahead = Number(process.env.CLOCK_OFFSET_MS)
const host = await serve(readConfig(process.env), { clock: { now: () => Date.now() + ahead }, quiet: true })

process.once('disconnect', async () => {
  await host.stop()
  process.exit()
})
process.send!({ address: host.address })
