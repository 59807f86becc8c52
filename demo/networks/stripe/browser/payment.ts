import {
  brandOf,
  cvcLength,
  cvcProblem,
  digitsOf,
  expiryProblem,
  type FieldProblem,
  formatExpiry,
  formatNumber,
  numberProblem,
  readExpiry,
} from './card-fields.ts'
import type { ApiFailure, FromFrame, ToFrame } from './messages.ts'
import { callApi, intentOf } from './requests.ts'
import { type Texts, textsFor } from './texts.ts'
import { applyAppearance } from './theme.ts'

/** The page in the Payment Element's frame: the card's fields, which nobody outside can read. */

const parentOrigin = new URLSearchParams(location.search).get('parent') ?? ''
const now = new Date(Number(document.documentElement.dataset.now))
const root = document.querySelector<HTMLElement>('main')!
const number = field('number')
const expiry = field('expiry')
const cvc = field('cvc')
const fields = [number, expiry, cvc]

let publishableKey = ''
let texts: Texts = textsFor('en').texts

interface Field {
  name: 'number' | 'expiry' | 'cvc'
  input: HTMLInputElement
  error: HTMLElement
}

function field(name: Field['name']): Field {
  const input = document.querySelector<HTMLInputElement>(`#${name}`)!
  return { name, input, error: document.querySelector<HTMLElement>(`#${name}-error`)! }
}

const tell = (message: FromFrame) => parent.postMessage(message, parentOrigin)

function problemOf({ name, input }: Field): FieldProblem | undefined {
  if (name === 'number') return numberProblem(input.value)
  if (name === 'expiry') return expiryProblem(input.value, now)
  return cvcProblem(input.value, number.input.value)
}

function showProblem({ input, error }: Field, problem: FieldProblem | undefined) {
  input.setAttribute('aria-invalid', String(problem !== undefined))
  error.textContent = problem ? texts[problem.text] : ''
  error.hidden = problem === undefined
}

/** Writes the value as it should look, with the caret after the digit it was after. */
function rewrite(input: HTMLInputElement, formatted: string) {
  const digitsBefore = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length
  const atEnd = input.selectionStart === input.value.length
  if (input.value === formatted) return
  input.value = formatted
  if (document.activeElement !== input) return
  let caret = 0
  for (let seen = 0; seen < digitsBefore && caret < formatted.length; caret += 1) {
    if (/\d/.test(formatted[caret]!)) seen += 1
  }
  if (atEnd) caret = formatted.length
  input.setSelectionRange(caret, caret)
}

function format({ name, input }: Field, deleting: boolean) {
  if (name === 'number') rewrite(input, formatNumber(input.value))
  else if (name === 'expiry') rewrite(input, formatExpiry(input.value, deleting))
  else rewrite(input, digitsOf(input.value).slice(0, cvcLength(digitsOf(number.input.value))))
}

/** On to the next field when one is filled in to its end, as a payer who reads a card off expects. */
function advance(current: Field) {
  const next = fields[fields.indexOf(current) + 1]
  const { input } = current
  const typing = document.activeElement === input && input.selectionStart === input.value.length
  if (next && typing && next.input.value === '' && !problemOf(current)) next.input.focus()
}

function watch(current: Field) {
  const { input } = current
  input.addEventListener('input', (event) => {
    const deleting = event instanceof InputEvent && event.inputType.startsWith('delete')
    format(current, deleting)
    if (current === number) root.dataset.brand = brandOf(digitsOf(input.value))
    // What is being typed is not wrong yet; what was marked wrong is cleared as soon as it is right.
    if (!problemOf(current) || current.error.hidden) showProblem(current, undefined)
    tell({ type: 'change', state: state() })
    if (!deleting) advance(current)
  })
  input.addEventListener('focus', () => tell({ type: 'focus' }))
  input.addEventListener('blur', () => {
    if (input.value !== '') showProblem(current, problemOf(current))
    tell({ type: 'blur' })
  })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell({ type: 'escape' })
  })
}

const state = () => ({
  empty: fields.every(({ input }) => input.value === ''),
  complete: fields.every((one) => !problemOf(one)),
})

/** Shows every problem, goes to the first, and tells it. */
function validate(): { error?: ApiFailure } {
  const wrong = fields.filter((one) => problemOf(one))
  for (const one of fields) showProblem(one, problemOf(one))
  const [first] = wrong
  if (!first) return {}
  first.input.focus()
  const { code, text } = problemOf(first)!
  return { error: { type: 'validation_error', code, message: texts[text] } }
}

async function confirm(clientSecret: string, parameters: Record<string, string>) {
  const { error } = validate()
  if (error) return { error }
  const { month, year } = readExpiry(expiry.input.value)
  return callApi(location.origin, 'POST', `/v1/payment_intents/${intentOf(clientSecret)}/confirm`, {
    ...parameters,
    key: publishableKey,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': digitsOf(number.input.value),
    'payment_method_data[card][exp_month]': String(month),
    'payment_method_data[card][exp_year]': String(year),
    'payment_method_data[card][cvc]': cvc.input.value,
  })
}

function setUp({ setup }: Extract<ToFrame, { type: 'setup' }>) {
  publishableKey = setup.publishableKey
  const chosen = textsFor(setup.locale)
  texts = chosen.texts
  document.documentElement.lang = chosen.language
  for (const one of fields) {
    document.querySelector(`label[for=${one.name}]`)!.textContent = texts[one.name]
    if (!one.error.hidden) showProblem(one, problemOf(one))
  }
  expiry.input.placeholder = texts.expiry_hint
  cvc.input.placeholder = texts.cvc_hint
  applyAppearance(setup.appearance)
  if (!root.hidden) return
  root.hidden = false
  tell({ type: 'resize', height: root.offsetHeight })
  tell({ type: 'ready' })
}

function clear() {
  for (const one of fields) {
    one.input.value = ''
    showProblem(one, undefined)
  }
  root.dataset.brand = 'unknown'
  tell({ type: 'change', state: state() })
}

async function receive(event: MessageEvent<ToFrame>) {
  if (event.source !== parent || event.origin !== parentOrigin) return
  const message = event.data
  if (message.type === 'setup') setUp(message)
  else if (message.type === 'focus') (fields.find((one) => problemOf(one)) ?? number).input.focus()
  else if (message.type === 'blur') (document.activeElement as HTMLElement | null)?.blur()
  else if (message.type === 'clear') clear()
  else if (message.type === 'validate') tell({ type: 'answer', question: message.question, outcome: validate() })
  else if (message.type === 'confirm') {
    const outcome = await confirm(message.clientSecret, message.parameters)
    tell({ type: 'answer', question: message.question, outcome })
  }
}

for (const one of fields) watch(one)
if (URL.canParse(parentOrigin) && parent !== window) {
  new ResizeObserver(() => {
    if (!root.hidden) tell({ type: 'resize', height: root.offsetHeight })
  }).observe(root)
  addEventListener('message', receive)
  tell({ type: 'hello' })
}
