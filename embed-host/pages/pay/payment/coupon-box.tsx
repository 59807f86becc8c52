import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import { TagIcon } from '../../../ui/icons.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import type { CouponProblem, CouponSession } from './coupon-session.ts'
import { Totals, useMoney } from './totals.tsx'

interface CouponBoxProps {
  view: PaymentView
  session: CouponSession
  /** The payer is at the form, and no money moves. */
  open: boolean
}

/** What the amount is made of, and the way to change it by a coupon while there is one. */
export function CouponBox({ view, session, open }: CouponBoxProps) {
  const { texts } = usePage()
  const money = useMoney(view)
  const box = useRef<HTMLDivElement>(null)
  const mayChange = open && view.couponOpen
  useFocusOnChange(view.coupon?.code ?? '', box, '[data-coupon]')
  return (
    <div class="coupon" ref={box}>
      <p class="visually-hidden" role="status">
        {view.coupon && texts.coupon.applied(view.coupon.code, money(view.coupon.discount))}
      </p>
      {view.coupon && (
        <Totals view={view} coupon={view.coupon}>
          {mayChange && <RemoveButton code={view.coupon.code} session={session} />}
        </Totals>
      )}
      {mayChange && !view.coupon && <CouponForm session={session} />}
      {view.coupon && <Problem session={session} />}
    </div>
  )
}

function RemoveButton({ code, session }: { code: string; session: CouponSession }) {
  const { texts } = usePage()
  return (
    <button
      type="button"
      class="link-button"
      aria-label={texts.coupon.removeItem(code)}
      aria-disabled={session.busy.value}
      data-coupon
      onClick={() => void session.remove()}
    >
      {texts.coupon.remove}
    </button>
  )
}

/** A line that opens to a field: most payers have no code, and should not go looking for one. */
function CouponForm({ session }: { session: CouponSession }) {
  const { texts } = usePage()
  const opened = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  const busy = session.busy.value
  const problem = session.problem.value

  const toggle = () => {
    session.forget()
    opened.value = !opened.value
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    await session.apply(field.current?.value ?? '')
    if (session.problem.peek()) field.current?.focus()
  }

  return (
    <>
      <button
        type="button"
        class="link-button coupon-toggle needs-script"
        aria-expanded={opened.value}
        aria-controls="coupon-form"
        data-coupon
        onClick={toggle}
      >
        <TagIcon />
        {texts.coupon.add}
      </button>
      <form
        id="coupon-form"
        class="coupon-form"
        hidden={!opened.value}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <label for="coupon-code">{texts.coupon.label}</label>
        <div class="coupon-entry">
          <input
            ref={field}
            id="coupon-code"
            class="text-field"
            name="coupon"
            maxLength={200}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            enterkeyhint="done"
            aria-invalid={problem !== null}
            aria-describedby="coupon-problem"
            onInput={session.forget}
          />
          <button type="submit" class="button button-quiet" aria-disabled={busy} aria-busy={busy}>
            {busy ? texts.coupon.applying : texts.coupon.apply}
          </button>
        </div>
        <Problem session={session} />
      </form>
    </>
  )
}

function Problem({ session }: { session: CouponSession }) {
  const { texts } = usePage()
  const problem = session.problem.value
  return (
    <p class="field-problem" id="coupon-problem" role="alert">
      {problem && problemWords(problem, texts)}
    </p>
  )
}

function problemWords(problem: CouponProblem, { coupon }: Texts): string {
  return problem === 'empty' ? coupon.empty : coupon.failure[problem]
}
