import type { Account } from './account.ts'

/** A link as HAL has them, with the type of what is there. */
export interface Link {
  href: string
  type: 'application/hal+json' | 'text/html'
}

export const link = ({ url }: Account, path: string): Link => ({ href: url + path, type: 'application/hal+json' })

export const page = (href: string): Link => ({ href, type: 'text/html' })

export const documentation: Link = page('https://docs.mollie.com/')
