/** Longer amounts are set smaller, so that their digits stay on one line. */
const LONG = 14

/** The amount, the largest thing on the page. */
export function Due({ label, amount }: { label: string; amount: string }) {
  return (
    <>
      <span class="due-label">{label}</span>{' '}
      <bdi class="due-amount" data-length={amount.length > LONG ? 'long' : undefined}>
        {amount}
      </bdi>
    </>
  )
}
