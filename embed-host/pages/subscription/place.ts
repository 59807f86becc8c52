/** How far a visitor has come, so that a page that is loaded again goes on there and not at the form. */
export interface Place {
  read(): KeptPlace | null
  keep(place: KeptPlace): void
}

export interface KeptPlace {
  subscriptionId: string
  invoicePublicId: string
}

const KEPT = /^#(cusub_[\w-]+)\/([0-9a-z]+)$/

/** In the address: a page inside a merchant's has no storage where a browser keeps sites apart. */
export function placeInAddress(page: Pick<Window, 'location' | 'history'>): Place {
  return {
    read() {
      const [, subscriptionId, invoicePublicId] = KEPT.exec(page.location.hash) ?? []
      return subscriptionId && invoicePublicId ? { subscriptionId, invoicePublicId } : null
    },
    keep({ subscriptionId, invoicePublicId }) {
      page.history.replaceState(null, '', `#${subscriptionId}/${invoicePublicId}`)
    },
  }
}
