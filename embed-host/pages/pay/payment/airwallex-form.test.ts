import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AirwallexForm } from '../../../../server/checkout/views.ts'
import { texts as en } from '../../../ui/texts/en.ts'
import type { PageTheme } from '../../../ui/theme.ts'
import { airwallexDeclineReason, openAirwallexForm } from './airwallex-form.ts'

const sdk = vi.hoisted(() => ({ init: vi.fn(), createElement: vi.fn() }))
vi.mock('@airwallex/components-sdk', () => sdk)

const CONFIG: AirwallexForm = {
  kind: 'airwallex',
  environment: 'demo',
  intentId: 'int_1',
  clientSecret: 'secret_1',
  currency: 'EUR',
}
const STARTED = { handover: 'secret_1', returnUrl: 'https://host.example/pay/1' }

/** Airwallex's drop-in as its package hands it out. */
function dropIn() {
  const handlers: Record<string, (event: unknown) => void> = {}
  return {
    on: (name: string, handler: (event: unknown) => void) => {
      handlers[name] = handler
    },
    tell: (name: string, detail?: object) => handlers[name]?.({ detail }),
    mount: vi.fn(),
    update: vi.fn(),
    destroy: vi.fn(),
    confirm: vi.fn(async () => ({ id: 'int_1' })),
  }
}

function themed() {
  const listeners = new Set<() => void>()
  const state = { dark: false }
  const theme: PageTheme = {
    set: () => {},
    isDark: () => state.dark,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    theme,
    turnDark() {
      state.dark = true
      for (const listener of listeners) listener()
    },
  }
}

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ style: {}, remove: () => {} }) })
  vi.stubGlobal('getComputedStyle', (probe: { style: { color: string } }) => ({ color: `rgb of ${probe.style.color}` }))
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetAllMocks()
})

function opening() {
  const element = dropIn()
  sdk.createElement.mockResolvedValue(element)
  const host = { parentElement: null } as unknown as HTMLElement
  const { theme, turnDark } = themed()
  const opened = openAirwallexForm(CONFIG, { host, texts: en, theme, onEscape: () => {} })
  return { element, host, opened, turnDark }
}

async function openedForm() {
  const { element, opened, ...rest } = opening()
  await vi.waitFor(() => expect(element.mount).toHaveBeenCalled())
  element.tell('ready')
  return { element, form: await opened, ...rest }
}

it('opens the drop-in of the intent for cards alone, without its button, in the colours of the page', async () => {
  const { element, form, host } = await openedForm()
  expect(sdk.init).toHaveBeenCalledWith({ env: 'demo', enabledElements: ['payments'], locale: 'en' })
  expect(sdk.createElement).toHaveBeenCalledWith('dropIn', {
    intent_id: 'int_1',
    client_secret: 'secret_1',
    currency: 'EUR',
    methods: ['card'],
    showConfirmButton: false,
    appearance: {
      mode: 'light',
      variables: {
        colorBrand: 'rgb of var(--accent)',
        colorText: 'rgb of var(--text)',
        colorBackground: 'rgb of var(--field)',
      },
    },
  })
  expect(element.mount).toHaveBeenCalledWith(host)
  expect(form.config).toBe(CONFIG)
})

it('is open only once the drop-in is ready', async () => {
  const { element, opened } = opening()
  const order: string[] = []
  const done = opened.then(() => order.push('open'))
  await vi.waitFor(() => expect(element.mount).toHaveBeenCalled())
  order.push('ready')
  element.tell('ready')
  await done
  expect(order).toEqual(['ready', 'open'])
})

it('fails, and takes the drop-in away, when it cannot be shown', async () => {
  const { element, opened } = opening()
  await vi.waitFor(() => expect(element.mount).toHaveBeenCalled())
  element.tell('error', { error: { code: 'UNKNOWN_ERROR', message: 'no intent' } })
  await expect(opened).rejects.toThrow('no intent')
  expect(element.destroy).toHaveBeenCalledOnce()
})

it('fails when the package makes nothing, or cannot load', async () => {
  const { opened } = opening()
  sdk.createElement.mockResolvedValue(undefined)
  await expect(opened).rejects.toThrow('no form')
  sdk.init.mockRejectedValueOnce(new Error('blocked'))
  await expect(opening().opened).rejects.toThrow('blocked')
})

it('is valid while what was typed is complete', async () => {
  const { element, form } = await openedForm()
  expect(await form.validate()).toBe(false)
  element.tell('change', { complete: true })
  expect(await form.validate()).toBe(true)
  element.tell('change', { complete: false })
  expect(await form.validate()).toBe(false)
})

it('confirms with the secret that the server handed over', async () => {
  const { element, form } = await openedForm()
  expect(await form.confirm(STARTED)).toBeNull()
  expect(element.confirm).toHaveBeenCalledWith({ client_secret: 'secret_1' })
  element.confirm.mockRejectedValueOnce({ code: 'authentication_declined', message: 'no' })
  expect(await form.confirm(STARTED)).toBe('authentication_failed')
})

it('turns dark with the page until it is taken away', async () => {
  const { element, form, turnDark } = await openedForm()
  turnDark()
  expect(element.update).toHaveBeenCalledWith({ appearance: expect.objectContaining({ mode: 'dark' }) })
  form.destroy()
  turnDark()
  expect(element.update).toHaveBeenCalledOnce()
  expect(element.destroy).toHaveBeenCalledOnce()
})

it.each([
  [{ code: 'issuer_declined' }, 'declined'],
  [{ code: 'issuer_declined', provider_original_response_code: '51' }, 'insufficient_funds'],
  [{ code: 'issuer_declined', details: { original_response_code: '54' } }, 'expired_card'],
  [{ code: 'risk_declined' }, 'declined'],
  [{ code: 'provider_unavailable' }, 'processing_error'],
  [{ code: 'invalid_status_for_operation' }, null],
  [new TypeError('Failed to fetch'), null],
  [undefined, null],
])('reads %o as %s', (error, reason) => {
  expect(airwallexDeclineReason(error)).toBe(reason)
})
