/**
 * What a subscription's page says, beside the texts of all pages. It is apart from them, because those travel to every
 * browser that pays.
 */
export const subscriptionEn = {
  /** Names the frame around the page. */
  title: 'Subscription',
  price: (amount: string, every: string) => `${amount} ${every}`,
  every: {
    DAILY: 'every day',
    WEEKLY: 'every week',
    MONTHLY: 'every month',
    QUARTERLY: 'every three months',
    YEARLY: 'every year',
  },
  trial: (days: number, price: string) => `${days === 1 ? '1 day' : `${days} days`} free, then ${price}`,
  email: 'E-mail',
  name: 'Name',
  optional: 'optional',
  subscribe: 'Subscribe',
  subscribing: 'One moment',
  how: 'The invoice for each period comes to this address, with a link to pay it.',
  howTrial: 'Nothing is due before the free days are over. Then the invoice comes to this address.',
  problem: {
    emailMissing: 'Enter your e-mail address: the invoices go there.',
    emailWrong: 'This is no e-mail address. Check how it is written, as in name@example.com.',
    nameLong: 'This is longer than 200 characters. A shorter name will do.',
  },
  failedHeading: 'That did not work',
  failure: {
    invalid_request: 'Something in the form could not be read. Check the e-mail address and try again.',
    rate_limited: 'This address, or your connection, was used too often. Please try again later.',
    unreachable: 'We could not be reached. Check your connection and try again.',
    failed: 'Something went wrong on our side. Please try again.',
  },
  closedHeading: 'No longer offered',
  closed: (name: string, merchant: string) =>
    `${name} does not take new subscribers any more. Ask ${merchant} what they offer instead.`,
  trialHeading: 'Your free days have begun',
  trialUntil: 'Free until',
  trialThen: (price: string) => `After that it is ${price}. The invoice comes by e-mail.`,
  activeHeading: 'You are subscribed',
  active: (name: string, merchant: string) =>
    `${merchant} has received your first payment for ${name}. The invoice for each period comes by e-mail.`,
  pendingHeading: 'Your subscription is made',
  pending: 'The invoice comes by e-mail. The subscription begins when it is paid.',
  startOver: 'Start over',
}

export type SubscriptionTexts = typeof subscriptionEn
