import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Spinner } from '../../ui/icons.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { SubscriptionTexts } from '../../ui/texts/en.ts'
import type { ApiFailure } from '../pay/checkout-api.ts'
import { usePage } from '../pay/page-context.ts'
import type { SubscribePhase } from './subscribe-session.ts'
import type { SubscriptionModel } from './subscription-model.ts'

interface VisitorFormProps {
  model: SubscriptionModel
  phase: Extract<SubscribePhase, { name: 'form' }>
}

/** Who subscribes. Problems stand beside the field they are about, and the first of them gets the focus. */
export function VisitorForm({ model: { view, words, session }, phase }: VisitorFormProps) {
  const { texts } = usePage()
  const email = useRef<HTMLInputElement>(null)
  const name = useRef<HTMLInputElement>(null)

  const submit = async (event: Event) => {
    event.preventDefault()
    await session.subscribe({ email: email.current?.value ?? '', name: name.current?.value ?? '' })
    const after = session.phase.peek()
    if (after.name !== 'form') return
    if (after.problems.email || after.failure === 'invalid_request') email.current?.focus()
    else if (after.problems.name) name.current?.focus()
  }

  return (
    <form class="visitor-form" noValidate onSubmit={(event) => void submit(event)}>
      {phase.failure && (
        <Notice tone="danger" heading={words.failedHeading}>
          {failureWords(phase.failure, words)}
        </Notice>
      )}
      <Field
        id="visitor-email"
        label={words.email}
        problem={phase.problems.email && words.problem[phase.problems.email]}
      >
        <input
          ref={email}
          id="visitor-email"
          class="text-field"
          name="email"
          type="email"
          autocomplete="email"
          required
          aria-invalid={phase.problems.email !== undefined}
          aria-describedby="visitor-email-problem"
        />
      </Field>
      <Field
        id="visitor-name"
        label={words.name}
        hint={words.optional}
        problem={phase.problems.name && words.problem[phase.problems.name]}
      >
        <input
          ref={name}
          id="visitor-name"
          class="text-field"
          name="name"
          autocomplete="name"
          aria-invalid={phase.problems.name !== undefined}
          aria-describedby="visitor-name-problem"
        />
      </Field>
      <button
        type="submit"
        class="button button-primary needs-script"
        aria-disabled={phase.sending}
        aria-busy={phase.sending}
      >
        {phase.sending && <Spinner />}
        {phase.sending ? words.subscribing : <bdi>{view.buttonLabel ?? words.subscribe}</bdi>}
      </button>
      <p class="fine-print">{view.trialDays > 0 ? words.howTrial : words.how}</p>
      <noscript>
        <p class="notice notice-warning">{texts.common.needsScript}</p>
      </noscript>
    </form>
  )
}

interface FieldProps {
  id: string
  label: string
  hint?: string
  problem: string | undefined
  children: ComponentChildren
}

function Field({ id, label, hint, problem, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>
        {label}
        {hint && <span class="field-hint"> ({hint})</span>}
      </label>
      {children}
      <p class="field-problem" id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </div>
  )
}

function failureWords(failure: ApiFailure, { failure: words }: SubscriptionTexts): string {
  switch (failure) {
    case 'invalid_request':
    case 'rate_limited':
    case 'unreachable':
      return words[failure]
    default:
      return words.failed
  }
}
