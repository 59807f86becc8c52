import type { ApiFailure, ApiOutcome, ElementSetup, FieldState, FromFrame, ToFrame } from './messages.ts'
import { integrationError, unreachable } from './requests.ts'

/** The Payment Element on the merchant's page: an iframe of ours, in which the payer types. */
export interface PaymentElement {
  mount(target: string | Element): PaymentElement
  unmount(): PaymentElement
  destroy(): void
  update(options: object): PaymentElement
  focus(): PaymentElement
  blur(): PaymentElement
  clear(): PaymentElement
  collapse(): PaymentElement
  on(event: string, listener: Listener): PaymentElement
  once(event: string, listener: Listener): PaymentElement
  off(event: string, listener?: Listener): PaymentElement
}

/** What only Stripe.js itself does with an element. */
export interface ElementControls {
  element: PaymentElement
  isMounted(): boolean
  /** Shows the payer what is missing. */
  validate(): Promise<{ error?: ApiFailure }>
  confirm(clientSecret: string, parameters: Record<string, string>): Promise<ApiOutcome>
  changeSetup(setup: ElementSetup): void
}

type Listener = (event: object) => void
type Question = { type: 'validate' } | { type: 'confirm'; clientSecret: string; parameters: Record<string, string> }

/** A frame that has not spoken this long after it loaded shows the browser's own error page. */
const SILENCE_MS = 3_000

/** `check` is asked when the element is mounted whether the payment can be made at all. */
export function createPaymentElement(
  origin: string,
  setup: ElementSetup,
  check: () => Promise<ApiFailure | undefined>,
  forget: () => void,
): ElementControls {
  const listeners = new Map<string, Set<Listener>>()
  const questions = new Map<number, (outcome: ApiOutcome) => void>()
  let frame: HTMLIFrameElement | undefined
  let greeted = false
  let asked = 0

  const emit = (event: string, details: object = {}) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener({ elementType: 'payment', ...details })
  }
  const tell = (message: ToFrame) => frame?.contentWindow?.postMessage(message, origin)

  function receive(event: MessageEvent<FromFrame>) {
    if (event.source === null || event.source !== frame?.contentWindow || event.origin !== origin) return
    const message = event.data
    if (message.type === 'hello') {
      greeted = true
      tell({ type: 'setup', setup })
    } else if (message.type === 'resize') {
      frame.style.height = `${message.height}px`
    } else if (message.type === 'change') {
      emit('change', changeOf(message.state))
    } else if (message.type === 'answer') {
      questions.get(message.question)?.(message.outcome as ApiOutcome)
      questions.delete(message.question)
    } else {
      if (message.type === 'ready') show(frame)
      emit(message.type)
    }
  }

  function ask(question: Question): Promise<ApiOutcome> {
    if (!frame) throw integrationError('The Payment Element is not mounted: call element.mount() first.')
    if (!greeted) return Promise.resolve({ error: unreachable() })
    asked += 1
    const number = asked
    tell({ ...question, question: number })
    return new Promise((resolve) => questions.set(number, resolve))
  }

  async function watch(mounted: HTMLIFrameElement) {
    const problem = await check()
    if (problem && frame === mounted) emit('loaderror', { error: problem })
  }

  const element: PaymentElement = {
    mount(target) {
      const place = typeof target === 'string' ? document.querySelector(target) : target
      if (!place) throw integrationError(`There is no element ${target} to mount the Payment Element in.`)
      element.unmount()
      const mounted = openFrame(origin, setup)
      frame = mounted
      mounted.addEventListener('load', () =>
        setTimeout(() => {
          if (frame === mounted && !greeted) emit('loaderror', { error: unreachable() })
        }, SILENCE_MS),
      )
      window.addEventListener('message', receive)
      place.replaceChildren(mounted)
      emit('loaderstart')
      watch(mounted)
      return element
    },
    unmount() {
      window.removeEventListener('message', receive)
      for (const resolve of questions.values()) resolve({ error: unreachable() })
      questions.clear()
      frame?.remove()
      frame = undefined
      greeted = false
      return element
    },
    destroy() {
      element.unmount()
      listeners.clear()
      forget()
    },
    update: () => element,
    focus: () => command('focus'),
    blur: () => command('blur'),
    clear: () => command('clear'),
    collapse: () => element,
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
      return element
    },
    once(event, listener) {
      const first: Listener = (details) => {
        element.off(event, first)
        listener(details)
      }
      return element.on(event, first)
    },
    off(event, listener) {
      if (listener) listeners.get(event)?.delete(listener)
      else listeners.delete(event)
      return element
    },
  }

  function command(type: 'focus' | 'blur' | 'clear') {
    if (type === 'focus') frame?.focus()
    tell({ type })
    return element
  }

  return {
    element,
    isMounted: () => frame !== undefined,
    validate: () => ask({ type: 'validate' }),
    confirm: (clientSecret, parameters) => ask({ type: 'confirm', clientSecret, parameters }),
    changeSetup(changed) {
      setup = changed
      if (frame) matchColours(frame, setup)
      if (greeted) tell({ type: 'setup', setup })
    },
  }
}

const changeOf = ({ empty, complete }: FieldState) => ({
  empty,
  complete,
  collapsed: false,
  value: { type: 'card' },
})

/** The page in the frame keeps this many pixels free for focus rings; its fields still line up with the merchant's. */
const RING_ROOM = 4

function openFrame(origin: string, setup: ElementSetup): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.src = `${origin}/elements/payment?${new URLSearchParams({ parent: location.origin })}`
  frame.title = 'Secure payment input frame'
  // Property by property: a style attribute would need the page's policy to allow it.
  const { style } = frame
  style.display = 'block'
  style.width = `calc(100% + ${2 * RING_ROOM}px)`
  style.maxWidth = 'none'
  style.margin = `-${RING_ROOM}px`
  style.height = '1px'
  style.border = '0'
  style.opacity = '0'
  style.transition = 'opacity 120ms ease'
  matchColours(frame, setup)
  return frame
}

/** A frame is see-through only while it has the same colour scheme as the page in it. */
const matchColours = (frame: HTMLIFrameElement, { appearance }: ElementSetup) =>
  frame.style.setProperty('color-scheme', appearance.theme === 'night' ? 'dark' : 'light')

function show(frame: HTMLIFrameElement) {
  frame.style.opacity = '1'
}
