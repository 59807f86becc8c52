/** @jsxImportSource react */
import { type ComponentType, StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { PaylinkrSubscription, PaylinqCheckout } from '../widget/package/react.tsx'

/** A shop's page in React, under StrictMode, which a test tells what to show. */
const COMPONENTS = { PaylinqCheckout, PaylinkrSubscription } as Record<string, ComponentType<object>>
const CALLBACKS = [
  'onReady',
  'onClose',
  'onError',
  'onSuccess',
  'onFailure',
  'onRequiresAction',
  'onCreated',
  'onActive',
  'onCancelled',
]

export interface ReactShop {
  /** What the callbacks were told: which render's, its name, and the detail. */
  told: [render: string, name: string, detail: unknown][]
  /** At once. New callbacks are made for each render. Those of a render `stay` let nobody leave. */
  show(name: string | null, props?: object, render?: string): void
  /** As the first, over what a server has rendered. Errors are told as `hydration`. */
  hydrate(name: string, props: object): void
}

const shop: ReactShop = { told: [], show, hydrate }
Object.assign(window, shop)

const place = document.getElementById('root')!
let root: Root | undefined

function elementOf(name: string | null, props: object, render: string) {
  const callback = (name: string) => (detail: unknown, event: Event) => {
    shop.told.push([render, name, detail])
    if (render === 'stay') event.preventDefault()
  }
  const callbacks = Object.fromEntries(CALLBACKS.map((name) => [name, callback(name)]))
  const Component = name ? COMPONENTS[name]! : null
  return <StrictMode>{Component && <Component {...props} {...callbacks} />}</StrictMode>
}

function show(name: string | null, props: object = {}, render = '') {
  root ??= createRoot(place)
  flushSync(() => root!.render(elementOf(name, props, render)))
}

function hydrate(name: string, props: object) {
  const onRecoverableError = (error: unknown) => shop.told.push(['hydration', String(error), null])
  root = hydrateRoot(place, elementOf(name, props, ''), { onRecoverableError })
}
