import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A host's public address. It stays the same while the host behind it is killed and comes up somewhere else. */
export interface FrontDoor {
  url: string
  /** Passes connections on to this address from now on; null: to nowhere, they break off. */
  leadTo(address: string | null): void
  close(): Promise<void>
}

export async function openFrontDoor(): Promise<FrontDoor> {
  let target: URL | null = null
  const open = new Set<Socket>()
  const server = createServer((outside) => {
    if (!target) return outside.destroy()
    const inside = connect(Number(target.port), target.hostname)
    join(outside, inside)
    join(inside, outside)
  })

  /** What comes from one goes to the other, and so does its end. */
  function join(from: Socket, to: Socket) {
    open.add(from)
    from.pipe(to)
    // Every error is followed by the close.
    from.on('error', () => {})
    from.on('close', () => {
      open.delete(from)
      to.destroy()
    })
  }

  const breakOff = () => open.forEach((socket) => void socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(address) {
      target = address === null ? null : new URL(address)
      breakOff()
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      breakOff()
      await closed
    },
  }
}
