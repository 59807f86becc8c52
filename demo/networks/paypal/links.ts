/** What can be done next with a resource, as every answer of PayPal's says it. */
export interface Link {
  href: string
  rel: string
  method: string
}

export const link = (url: string, path: string, rel: string, method = 'GET'): Link => ({
  href: url + path,
  rel,
  method,
})

/** Where the payer approves an order. */
export const approvalPath = (orderId: string): string => `/checkoutnow?token=${orderId}`
