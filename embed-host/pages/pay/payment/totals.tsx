import type { ComponentChildren } from 'preact'
import type { CouponView, PaymentView } from '../../../../server/checkout/views.ts'
import { formatMoney } from '../../../ui/amounts.ts'
import { usePage } from '../page-context.ts'

interface TotalsProps {
  view: PaymentView
  coupon: CouponView
  /** Stands beside the coupon's code. */
  children?: ComponentChildren
}

/** How a coupon makes the amount what it is. */
export function Totals({ view, coupon, children }: TotalsProps) {
  const { texts } = usePage()
  const money = useMoney(view)
  return (
    <dl class="totals">
      <div>
        <dt>{texts.payment.subtotal}</dt>
        <dd>
          <bdi>{money(view.amount + coupon.discount)}</bdi>
        </dd>
      </div>
      <div>
        <dt>
          {texts.payment.discount(coupon.code)} {children}
        </dt>
        <dd>
          <bdi>{money(-coupon.discount)}</bdi>
        </dd>
      </div>
      <div class="total">
        <dt>{texts.payment.total}</dt>
        <dd>
          <bdi>{money(view.amount)}</bdi>
        </dd>
      </div>
    </dl>
  )
}

/** Writes amounts of the payment's currency. */
export function useMoney({ currency, exponent }: PaymentView): (amount: number) => string {
  const { locale } = usePage()
  return (amount) => formatMoney(amount, currency, exponent, locale)
}
