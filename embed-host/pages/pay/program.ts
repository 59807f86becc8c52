import '../../ui/styles/tokens.css'
import '../../ui/styles/base.css'
import '../../ui/styles/buttons.css'
import '../../ui/styles/fields.css'
import '../../ui/styles/notices.css'
import '../../ui/styles/merchant.css'
import './pay.css'
import './receipt.css'
import { effect, signal } from '@preact/signals'
import { hydrate, type VNode } from 'preact'
import { leaveByEscape } from '../../ui/leave-by-escape.ts'
import { connectToParent, keepMessages, type ParentLink } from '../../ui/parent.ts'
import { loadLanguage } from '../../ui/texts/load-language.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { type PayPageState, readPageState } from '../page-state.ts'
import type { ShownModel } from './pay-page.tsx'
import { paymentMessage, tellParent } from './payment-message.ts'

/** What the programs of a payment's and of an invoice's page have in common. */

/** What they begin with. */
export async function openPage<State extends PayPageState>() {
  // The widget connects as soon as the page has loaded, which does not wait for the language.
  const earlier = keepMessages()
  const state = readPageState<State>(document)
  const browserFetch: typeof fetch = (input, init) => fetch(input, init)
  return {
    earlier,
    state,
    language: await loadLanguage(state),
    theme: createPageTheme(document, state.theme),
    /** `UTC`, as the server rendered it, until the page runs. */
    timeZone: signal<'UTC' | undefined>('UTC'),
    fetch: browserFetch,
  }
}

/** Takes over what the server rendered, and keeps it current. */
export function runPage(
  {
    earlier,
    state,
    theme,
    timeZone,
  }: Pick<Awaited<ReturnType<typeof openPage>>, 'earlier' | 'state' | 'theme' | 'timeZone'>,
  model: ShownModel,
  page: VNode,
): ParentLink {
  const parent = connectToParent({
    allowedOrigins: state.allowedOrigins,
    words: model.page.texts.widget,
    onTheme: theme.set,
    earlier,
  })
  effect(() => parent.busy(model.busy.value))
  effect(() => tellParent(parent, paymentMessage(model.view.value)))
  leaveByEscape(parent)

  hydrate(page, document.getElementById('page')!)
  model.follow()
  timeZone.value = undefined
  effect(() => {
    document.title = model.title.value
  })
  return parent
}
