import { mountSubscription } from 'paylink-checkout'

const root = document.getElementById('root')!
const { host, packageId } = root.dataset as { host: string; packageId: string }

const news = document.createElement('p')
news.role = 'status'
const place = document.createElement('div')
root.append(news, place)

const subscription = mountSubscription(place, { host, packageId, width: 420, height: 520, theme: 'system' })
subscription.addEventListener('paylinkr:subscription:active', ({ detail }) => {
  news.textContent = `Welcome! Subscription ${detail.subscriptionId} is ${detail.status}.`
})
subscription.ready.catch((error) => {
  news.textContent = `The subscription did not open (${error.code}).`
})
