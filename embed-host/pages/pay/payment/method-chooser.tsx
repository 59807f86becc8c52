import type { PaymentMethod } from '../../../../server/checkout/views.ts'
import { BankIcon, CardIcon, PhoneIcon, WalletIcon } from '../../../ui/icons.tsx'
import { usePage } from '../page-context.ts'

const icons = { card: CardIcon, paypal: WalletIcon, ideal: BankIcon, bancontact: PhoneIcon }

interface MethodChooserProps {
  methods: PaymentMethod[]
  chosen: PaymentMethod | null
  /** A try is on its way: its method stays. */
  locked: boolean
  choose(method: PaymentMethod): void
}

export function MethodChooser({ methods, chosen, locked, choose }: MethodChooserProps) {
  const { texts } = usePage()
  return (
    <fieldset class="methods" disabled={locked}>
      <legend class="section-heading">{texts.payment.methodLegend}</legend>
      {methods.map((method) => {
        const MethodIcon = icons[method]
        return (
          <label class="method" key={method}>
            <input
              type="radio"
              name="method"
              value={method}
              checked={method === chosen}
              onChange={() => choose(method)}
            />
            <span class="method-name">{texts.methods[method]}</span>
            <MethodIcon />
          </label>
        )
      })}
    </fieldset>
  )
}
