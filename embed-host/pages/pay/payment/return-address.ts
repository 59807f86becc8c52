/** What a page is asked for by its address. */
const WISHES = ['embed', 'theme', 'locale']

/**
 * Takes out of the page's address that the payer came back from a bank's or a provider's page, and whatever that page
 * added to it: loaded again, or kept as a bookmark, it is an address like any other.
 */
export function forgetReturn({ location, history }: Window): void {
  const kept = [...new URLSearchParams(location.search)].filter(([name]) => WISHES.includes(name))
  const query = kept.length > 0 ? `?${new URLSearchParams(kept)}` : ''
  history.replaceState(history.state, '', location.pathname + query + location.hash)
}
