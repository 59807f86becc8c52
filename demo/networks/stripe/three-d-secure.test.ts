import { expect, test } from 'vitest'
import type { StandIn } from '../stand-in.ts'
import { clientOf, confirmInBrowser, errorOf, forCards, startStripe } from './testing.ts'

const NUMBER = '4000002760003184'

const answer = (standIn: StandIn, intent: { id: string; client_secret: string | null }, outcome: string) =>
  fetch(`${standIn.url}/3ds/${intent.id}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ client_secret: intent.client_secret!, outcome }),
  })

test('Stripe.js gets a challenge to show, and the payment succeeds once it is passed', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  const intent = await stripe.paymentIntents.create({ amount: 1099, currency: 'eur' })
  const { body } = await confirmInBrowser(standIn, intent, NUMBER)
  expect(body).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })
  const page = await fetch(body.next_action!.use_stripe_sdk!.stripe_js as string)
  expect(await page.text()).toContain('Complete authentication')

  expect((await answer(standIn, intent, 'complete')).status).toBe(200)
  const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
  expect(paid).toMatchObject({
    status: 'succeeded',
    next_action: null,
    latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
  })
})

test('a failed challenge leaves the intent asking for another payment method', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  const intent = await stripe.paymentIntents.create({ amount: 1099, currency: 'eur' })
  await confirmInBrowser(standIn, intent, NUMBER)
  await answer(standIn, intent, 'fail')
  const failed = await stripe.paymentIntents.retrieve(intent.id)
  expect(failed).toMatchObject({
    status: 'requires_payment_method',
    latest_charge: null,
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  })
  await answer(standIn, intent, 'complete')
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method')
})

test('without Stripe.js the payer is redirected to the challenge and back', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  const intent = await stripe.paymentIntents.create({
    amount: 1099,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_authenticationRequired',
    return_url: 'https://shop.example/back?order=1',
  })
  expect(intent.next_action).toMatchObject({ type: 'redirect_to_url' })
  const back = new URL((await answer(standIn, intent, 'complete')).headers.get('location')!)
  expect(back.origin + back.pathname).toBe('https://shop.example/back')
  expect(Object.fromEntries(back.searchParams)).toEqual({
    order: '1',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  })
})

test('only who knows the client secret sees or answers a challenge', async () => {
  const standIn = await startStripe()
  const intent = await clientOf(standIn).paymentIntents.create({ amount: 1099, currency: 'eur' })
  await confirmInBrowser(standIn, intent, NUMBER)
  expect((await fetch(`${standIn.url}/3ds/${intent.id}?client_secret=wrong`)).status).toBe(404)
  expect((await answer(standIn, { id: intent.id, client_secret: 'wrong' }, 'complete')).status).toBe(404)
  expect((await clientOf(standIn).paymentIntents.retrieve(intent.id)).status).toBe('requires_action')
})

test('a payment that nobody attends is declined instead', async () => {
  const stripe = clientOf(await startStripe())
  const error = await errorOf(
    stripe.paymentIntents.create({
      amount: 1099,
      currency: 'eur',
      automatic_payment_methods: forCards,
      confirm: true,
      off_session: true,
      payment_method: 'pm_card_authenticationRequired',
    }),
  )
  expect(error).toMatchObject({ code: 'card_declined', decline_code: 'authentication_required' })
})
