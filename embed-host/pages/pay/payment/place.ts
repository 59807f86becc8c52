import type { PaymentMethod, ProviderForm } from '../../../../server/checkout/views.ts'
import type { Texts } from '../../../ui/texts/en.ts'

/** A page of a provider's own, as the payer knows it. */
export interface Place {
  name: string
  /** Who runs that page, where it goes by another name. */
  by: string | null
}

/** Where the payer goes for a method; null while it is not known, or when the form is in this page. */
export function placeOf(method: PaymentMethod | null, form: ProviderForm | null, texts: Texts): Place | null {
  if (form?.kind !== 'redirect' || !method) return null
  const provider = texts.providers[form.provider]
  const name = method === 'card' ? provider : texts.methods[method]
  return { name, by: name === provider ? null : provider }
}
