import type { ComponentChildren } from 'preact'

export interface Fact {
  label: string
  value: ComponentChildren
}

/** A list of names and values, as on a receipt. A value may be written in the other direction than the page. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div class="fact" key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
