import { mountCheckout, openCheckout } from 'paylink-checkout'

const root = document.getElementById('root')!
const { host, paymentId } = root.dataset as { host: string; paymentId: string }

const [news, over, inPlace] = ['p', 'button', 'button'].map((name) => document.createElement(name))
news!.role = 'status'
over!.textContent = 'Open over the page'
inPlace!.textContent = 'Open in place'
root.append(over!, inPlace!, news!)

over!.onclick = () => follow(openCheckout({ host, paymentId, theme: 'system' }))

inPlace!.onclick = () => {
  const place = document.createElement('div')
  root.append(place)
  follow(mountCheckout(place, { host, paymentId, theme: 'system' }))
}

function follow(checkout: ReturnType<typeof openCheckout>) {
  checkout.addEventListener('paylinq:payment:succeeded', ({ detail }) => {
    // For the buyer's eyes alone: fulfil the order when the webhook says so.
    news!.textContent = `Thank you! Payment ${detail.paymentId} is ${detail.status}.`
  })
  checkout.ready.catch((error) => {
    news!.textContent = `The checkout did not open (${error.code}).`
  })
}
