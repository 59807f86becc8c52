import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ProviderFailure, type ReturnOutcome } from './provider.ts'
import { type GivenBack, giveBack } from './returning.ts'

const CAPTURED = 1000n

type Weather = 'fair' | 'answer_lost' | 'not_executed' | 'refused' | 'blind'
type Happening = Weather | 'succeeds' | 'fails' | 'merchant' | 'forgets'

/** A provider that keeps no more than its promises: it gives back what there is, and knows a key until it forgets it. */
function openProvider() {
  const refunds: GivenBack[] = []
  const keys = new Map<string, GivenBack>()
  let weather: Weather = 'fair'
  const left = () => CAPTURED - refunds.reduce((sum, { state, amount }) => sum + (state === 'failed' ? 0n : amount), 0n)

  function book(amount: bigint, key: string | null): GivenBack {
    if (amount <= 0n || amount > left()) throw new ProviderFailure('refused', 'nothing is left')
    const made: GivenBack = { state: 'pending', reference: `r${refunds.length}`, message: null, amount, key }
    refunds.push(made)
    return made
  }

  return {
    refunds,
    happen(what: Happening) {
      const pending = refunds.find(({ state }) => state === 'pending')
      if (what === 'succeeds' && pending) pending.state = 'succeeded'
      else if (what === 'fails' && pending) pending.state = 'failed'
      else if (what === 'merchant' && left() > 0n) book(left() > 400n ? 400n : left(), null)
      else if (what === 'forgets') keys.clear()
      else weather = what as Weather
    },
    async look() {
      if (weather === 'blind') throw new ProviderFailure('refused', 'who are you')
      return refunds.map((one) => ({ ...one }))
    },
    async make(key: string, amount: bigint) {
      if (weather === 'not_executed') throw new ProviderFailure('unknown', 'server error')
      if (weather === 'refused') throw new ProviderFailure('refused', 'not now')
      const made = keys.get(key) ?? book(amount, key)
      keys.set(key, made)
      if (weather === 'answer_lost') throw new ProviderFailure('unknown', 'timed out')
      return { ...made, key: null }
    },
  }
}

const happenings: Happening[] = [
  'fair',
  'answer_lost',
  'not_executed',
  'refused',
  'blind',
  'succeeds',
  'fails',
  'merchant',
  'forgets',
]

it('gives back all there is and no more, whatever happens, with a key for each try that came to nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...happenings), { maxLength: 40 }), async (happened) => {
      const provider = openProvider()
      let tries = 0
      async function give(): Promise<ReturnOutcome | null> {
        const key = `key-${tries}`
        const order = { reference: 'p', key, amount: CAPTURED, currency: 'EUR' }
        try {
          const outcome = await giveBack(order, { look: provider.look, make: (left) => provider.make(key, left) })
          if (outcome.state === 'failed') tries += 1
          return outcome
        } catch (error) {
          if (!(error instanceof ProviderFailure)) throw error
          if (error.certainty === 'refused') tries += 1
          return null
        }
      }
      const arrived = () =>
        provider.refunds.reduce((sum, { state, amount }) => sum + (state === 'succeeded' ? amount : 0n), 0n)

      for (const what of happened) {
        provider.happen(what)
        const outcome = await give()
        if (outcome?.state === 'succeeded') expect(arrived()).toBe(CAPTURED)
      }
      provider.happen('fair')
      for (let n = 0; n < 10 && arrived() < CAPTURED; n += 1) {
        await give()
        provider.happen('succeeds')
      }
      expect((await give())?.state).toBe('succeeded')
      expect(arrived()).toBe(CAPTURED)
    }),
    { numRuns: 300 },
  )
})

it.each<[string, Partial<GivenBack>[], object]>([
  ['is pending while any of it is', [{ amount: 600n }, { amount: 400n, state: 'pending' }], { state: 'pending' }],
  ['is done by others too', [{ amount: 1000n }], { state: 'succeeded', reference: 'r0' }],
  [
    'has failed under a key that came to nothing',
    [{ key: 'k', state: 'failed', message: 'no' }],
    { state: 'failed', message: 'no' },
  ],
  ['needs another key where part of it came to nothing after ours', [{ key: 'k', amount: 600n }], { state: 'failed' }],
  ['waits for ours first', [{ key: 'k', amount: 600n, state: 'pending' }], { state: 'pending', reference: 'r0' }],
])('a capture %s', async (_, refunds, expected) => {
  const look = async () =>
    refunds.map(
      (one, n): GivenBack => ({
        state: 'succeeded',
        reference: `r${n}`,
        message: null,
        amount: 1000n,
        key: null,
        ...one,
      }),
    )
  const make = () => Promise.reject(new Error('nothing is to be made'))
  const order = { reference: 'p', key: 'k', amount: CAPTURED, currency: 'EUR' }
  expect(await giveBack(order, { look, make })).toMatchObject(expected)
})
