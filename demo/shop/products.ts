export interface Product {
  id: string
  name: string
  kind: string
  /** What it tastes like, in a line. */
  notes: string
  /** What it costs: in euro cents by card, in whole and tenths of each asset on Stellar. */
  price: { eurCents: number; USDC: string; XLM: string }
  /** The colours of its bag: paper, label and mark. */
  colours: { paper: string; label: string; mark: string }
  mark: 'ridge' | 'sun' | 'waves' | 'leaf'
}

export const products: readonly Product[] = [
  {
    id: 'ridgeline',
    name: 'Ridgeline',
    kind: 'Espresso, 250 g',
    notes: 'Dark cherry, cocoa, a long walk home.',
    price: { eurCents: 1450, USDC: '15.50', XLM: '42' },
    colours: { paper: '#2f3b35', label: '#f3e9d8', mark: '#b4491f' },
    mark: 'ridge',
  },
  {
    id: 'slow-sunday',
    name: 'Slow Sunday',
    kind: 'Filter, 250 g',
    notes: 'Apricot, honey, nowhere to be.',
    price: { eurCents: 1600, USDC: '17.20', XLM: '46.5' },
    colours: { paper: '#d9a441', label: '#fff7e6', mark: '#a8401a' },
    mark: 'sun',
  },
  {
    id: 'night-ferry',
    name: 'Night Ferry',
    kind: 'Decaf, 250 g',
    notes: 'Hazelnut, brown sugar, harbour lights.',
    price: { eurCents: 1500, USDC: '16.10', XLM: '43.5' },
    colours: { paper: '#27405c', label: '#e8eef3', mark: '#d98b3a' },
    mark: 'waves',
  },
  {
    id: 'green-room',
    name: 'Green Room',
    kind: 'Single farm, 250 g',
    notes: 'Jasmine, lime, a little stage fright.',
    price: { eurCents: 1890, USDC: '20.30', XLM: '55' },
    colours: { paper: '#c9563f', label: '#fbeee6', mark: '#35604a' },
    mark: 'leaf',
  },
]

/** What comes every month: a package that the sandbox makes for the shop, and that its script tag shows. */
export const club = {
  slug: 'tuesday-club',
  name: 'Tuesday Club',
  notes: 'Whatever the drum turned out best, on your table every month.',
  price: { asset: 'USDC', amount: '29.00' },
} as const

export const findProduct = (id: unknown): Product | undefined => products.find((product) => product.id === id)

/** How an order can be paid: by card through a Paylinq payment, or with an asset through a PayLinkr invoice. */
export type Means = 'card' | 'USDC' | 'XLM'

export const isMeans = (text: unknown): text is Means => text === 'card' || text === 'USDC' || text === 'XLM'

/** The price as a buyer reads it. */
export function priceText({ price }: Product, means: Means): string {
  return means === 'card' ? euros(price.eurCents) : `${price[means]} ${means}`
}

export const euros = (cents: number): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(cents / 100)
