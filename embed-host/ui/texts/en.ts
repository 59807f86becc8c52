import type { StripeElementLocale } from '@stripe/stripe-js'

/**
 * Every English sentence of the hosted pages. `Texts` is this object's type: another language is one more file beside
 * this one, named by its language subtag, whose `texts` is of that type: a sentence it lacks is a type error. Amounts,
 * dates and names arrive formatted. In English only the button that pays has a name that begins with "Pay".
 */
export const texts = {
  direction: 'ltr' as 'ltr' | 'rtl',
  /** The language in which Stripe writes its own form. */
  stripeLocale: 'en' as StripeElementLocale,

  /** What the widget says around our frame. */
  widget: {
    title: 'Checkout',
    close: 'Close',
    busyReason: 'Please wait, your payment is being processed.',
  },

  common: {
    testMode: 'Test mode',
    testModeMeaning: 'This is a test. No real money moves.',
    offline: 'You are offline. This page catches up by itself when the connection is back.',
    needsScript: 'To pay here, turn on JavaScript in your browser and load the page again.',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy. Select the text and copy it by hand.',
    tryAgain: 'Try again',
    backTo: (merchant: string) => `Back to ${merchant}`,
    returnTo: (merchant: string) => `Return to ${merchant}`,
    print: 'Print receipt',
  },

  /** How the methods are called, and the providers whose own page or form takes one. */
  methods: { card: 'Card', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount: string, merchant: string) => `${amount} to ${merchant}`,
    paid: (merchant: string) => `Paid to ${merchant}`,
    closed: (merchant: string) => `Payment to ${merchant}`,
    invoice: (title: string, merchant: string) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Amount due',
    subtotal: 'Subtotal',
    discount: (code: string) => `Discount (${code})`,
    total: 'Total',
    methodLegend: 'How do you want to pay?',
    cardHeading: 'Card details',
    loading: 'Loading the card form',
    preparing: (place: string) => `Preparing your payment with ${place}`,
    connecting: (place: string) => `Connecting to ${place}`,
    goOn: (place: string, by: string | null) =>
      by
        ? `You will go on at a page for ${place}, run by ${by}, and come back here when you are done.`
        : `You will go on at ${place}’s own page, and come back here when you are done.`,
    pay: (amount: string) => `Pay ${amount}`,
    processing: 'Processing your payment',
    waitingForBank: 'Waiting for your bank',
    waitingForBankHint: 'Your bank wants to confirm that it is you. Follow what it shows you, or look at its app.',
    keepOpen: 'Please keep this page open.',
    slow: 'This takes longer than usual. You can close this page: you are not charged twice, and this link shows how it ended.',
    waitingFor: (place: string) => `Waiting for ${place}`,
    waitingForHint: (place: string) => `We are asking ${place} how it went. Please keep this page open.`,
    finishInWindow: (place: string) => `Finish in the ${place} window, then come back here.`,
    windowLost: (place: string) => `Finish in the ${place} window. If you closed it, start over.`,
    showWindow: (place: string) => `Show the ${place} window`,
    leaving: (place: string) => `Taking you to ${place}. If nothing happens, use the button.`,
    continueTo: (place: string) => `Continue to ${place}`,
    continuePayment: 'Continue your payment',
    startOver: 'Start over',
    turnedBack: (place: string | null) =>
      place
        ? `You turned back at ${place}; nothing was charged.`
        : 'You turned back before the payment was done; nothing was charged.',
    priceChanged: 'The coupon had been used up, so it was taken off. Nothing was charged: check the new amount.',
    closeWindowHeading: 'You can close this window',
    closeWindow: 'The page where you began shows how the payment goes on.',
    nothingDue: 'There is nothing left to pay.',
    complete: 'Complete order',
    completing: 'Completing your order',
    notCompleted: 'That did not work. Please try again.',
    privacy: (provider: string | null, merchant: string) =>
      `Your card details go straight to ${provider ?? 'the payment provider'}. ${merchant} never sees them.`,
    privacyElsewhere: (place: string, merchant: string) =>
      `What you enter at ${place} stays there. ${merchant} never sees it.`,
    incomplete: 'Some card details are missing or wrong. Please check them.',
    notStarted: 'That did not work, and you were not charged. Please try again.',
    failedHeading: 'The payment did not go through',
    failed: 'Your card was not charged. You can try again, or use another card.',
    failedElsewhere: 'You were not charged. You can try again, or pay in another way.',
    unavailableHeading: 'Card payments are not available right now',
    unavailableElsewhereHeading: (place: string) => `${place} is not available right now`,
    unavailable: 'Nothing was charged. Please try again in a moment.',
    scriptFailedHeading: 'The card form could not be loaded',
    scriptFailed: 'Check your connection. A content blocker can cause this, too.',
    scriptFailedElsewhereHeading: 'This way to pay could not be loaded',
    noMethodHeading: 'This cannot be paid online',
    noMethod: (merchant: string) =>
      `${merchant} has no way to take this payment right now. Please ask them for another.`,
    cancelledHeading: 'This payment was cancelled',
    cancelled: 'It cannot be paid any more. You were not charged.',
    expiredHeading: 'This payment link has expired',
    expired: (merchant: string) => `It cannot be paid any more. Ask ${merchant} for a new link.`,
  },

  decline: {
    heading: 'Your card was declined',
    insufficient_funds: 'There is not enough money on this card. Please use another card.',
    expired_card: 'This card has expired. Please use another card.',
    incorrect_cvc: 'The security code is not right. Please check it and try again.',
    incorrect_number: 'The card number is not right. Please check it and try again.',
    authentication_failed: 'Your bank could not confirm that it was you. Try again, or use another card.',
    processing_error: 'The card could not be processed just now. Please try again in a moment.',
    declined: 'Your bank did not say why. Please use another card, or ask your bank.',
    elsewhereHeading: (place: string) => `${place} did not take the payment`,
    elsewhere: 'You were not charged. Try again, or pay in another way.',
  },

  coupon: {
    add: 'Add coupon code',
    label: 'Coupon code',
    apply: 'Apply',
    applying: 'Checking the code',
    remove: 'Remove',
    removeItem: (code: string) => `Remove coupon ${code}`,
    applied: (code: string, discount: string) => `Coupon ${code} takes ${discount} off.`,
    empty: 'Enter a code first.',
    failure: {
      coupon_unknown: 'There is no such code. Check how it is written.',
      coupon_not_applicable: 'This code does not apply to this payment.',
      coupon_used_up: 'This code has been used as often as it may be.',
      wrong_state: 'The amount cannot be changed any more.',
      rate_limited: 'Too many tries. Please wait a minute, then try again.',
      unreachable: 'We could not be reached. Check your connection and try again.',
      failed: 'Something went wrong on our side. Please try again.',
    },
  },

  receipt: {
    succeededHeading: 'Payment successful',
    succeeded: (merchant: string) => `Thank you. ${merchant} has received your payment.`,
    freeHeading: 'Order complete',
    free: (merchant: string) => `Thank you. ${merchant} has received your order. You were not charged.`,
    alreadyPaidHeading: 'Already paid',
    alreadyPaid: 'This payment is complete. There is nothing left to do.',
    refundedHeading: 'Payment refunded',
    refunded: 'The whole amount was returned. Banks can take a few days to show it.',
    partlyRefundedHeading: 'Payment partly refunded',
    partlyRefunded: 'Part of the amount was returned. Banks can take a few days to show it.',
    amount: 'Amount',
    merchant: 'Merchant',
    description: 'Description',
    paid: 'Paid',
    created: 'Created',
    reference: 'Reference',
  },

  invoice: {
    due: 'Amount to send',
    anyAmount: (asset: string) => `Any amount of ${asset}`,
    order: 'Order',
    timeLeft: 'Time left to send',
    quote: (price: string, rate: string, asset: string) => `${price} at ${rate} for 1 ${asset}`,
    quoteOfPart: (price: string, rate: string, asset: string) => `Whole price ${price}, at ${rate} for 1 ${asset}`,
    quoteLeft: 'This price holds for',
    quoteOverHeading: 'The price has run out',
    quoteOver: 'Do not send money now: the amount may have changed.',
    quoteRenewed: (amount: string) => `The price is new: send ${amount}.`,
    quoteWasOver: 'The price had run out. Check the new amount, then try again.',
    quoteFailedHeading: 'We could not get a new price',
    quoteFailed: 'Do not send money now. Please try again in a moment.',
    noRateHeading: 'There is no exchange rate just now',
    noRate: 'Do not send money now: we cannot say how much it would have to be. Please try again in a few minutes.',
    renewQuote: 'Get a new price',
    amount: 'Amount',
    network: 'Network',
    asset: 'Asset',
    address: 'Address',
    issuedBy: (issuer: string) => `issued by ${issuer}`,
    showIssuer: 'Show the full issuer',
    hideIssuer: 'Hide the full issuer',
    references: { Memo: 'Memo', 'Destination Tag': 'Destination tag' },
    referenceRequired: {
      Memo: 'The memo is required. Without it the transfer cannot be matched to this invoice.',
      'Destination Tag': 'The destination tag is required. Without it the transfer cannot be matched to this invoice.',
    },
    copyItem: (label: string) => `Copy ${label.toLowerCase()}`,
    copiedItem: (label: string) => `${label} copied`,
    scan: 'Scan with your wallet',
    qrLabel: 'QR code of this transfer, for a wallet app',
    openInWallet: 'Open in wallet',
    openInXaman: 'Open in Xaman',
    orByHand: 'Or send it by hand',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'Waiting for your transfer',
    seenHeading: 'Transfer seen',
    seen: 'The network is confirming your transfer. This takes a few seconds.',
    partialHeading: (remaining: string) => `${remaining} to go`,
    partial: (received: string, remaining: string) =>
      `${received} arrived. Please send the remaining ${remaining}, with the same details.`,
    received: (received: string, expected: string) => `${received} of ${expected} received`,
    paidHeading: 'Invoice paid',
    paid: (merchant: string) => `Thank you. ${merchant} has received your transfer.`,
    acceptedHeading: 'Invoice settled',
    accepted: (merchant: string) => `${merchant} has accepted this invoice as paid.`,
    overpaidHeading: 'Invoice paid, with too much',
    overpaid: (excess: string, merchant: string) =>
      `You sent ${excess} more than was due. ${merchant} knows; ask them to send it back.`,
    paidLateHeading: 'Your transfer came too late',
    paidLate: (received: string, merchant: string) =>
      `${received} arrived after the invoice had expired. ${merchant} knows and will decide what happens with it.`,
    expiredHeading: 'This invoice has expired',
    expired: (merchant: string) => `Do not send money any more. Ask ${merchant} for a new invoice.`,
    underpaidHeading: 'This invoice has expired, partly paid',
    underpaid: (received: string, merchant: string) =>
      `${received} arrived in time. Do not send more: ask ${merchant} how to go on.`,
    cancelledHeading: 'This invoice was cancelled',
    cancelled: 'Do not send money any more.',
    paidOn: 'Paid',
    receivedLabel: 'Received',
    expectedLabel: 'Due',
  },

  wallet: {
    use: {
      freighter: 'Sign with Freighter',
      gemwallet: 'Send with GemWallet',
      crossmark: 'Send with Crossmark',
      sandbox: 'Use the sandbox wallet',
    },
    names: { freighter: 'Freighter', gemwallet: 'GemWallet', crossmark: 'Crossmark', sandbox: 'The sandbox wallet' },
    connecting: 'Connecting to your wallet',
    signing: 'Confirm the transfer in your wallet',
    sending: 'Sending your transfer',
    sent: 'Your transfer is on its way',
    failedHeading: 'The transfer was not sent',
    unknownHeading: 'The network did not answer',
    install: 'Get Freighter',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    } as Readonly<Record<string, string>>,
    xrplNetworks: { live: 'the main network', test: 'the test network' },
    unknownNetwork: (passphrase: string) => `the network “${passphrase}”`,
    failure: {
      not_installed: (wallet: string) =>
        `${wallet} is not installed in this browser, or it is turned off for this page.`,
      locked: (wallet: string) => `${wallet} is locked. Open it, unlock it, and try again.`,
      wrong_network: (wallet: string, network: string) =>
        `${wallet} is set to another network. Switch it to ${network} and try again.`,
      rejected: 'You declined in the wallet. Nothing was sent.',
      wallet_failed: 'The wallet could not sign the transfer. Nothing was sent.',
      account_not_found: 'This account does not exist on the network yet. Fund it first, or use another one.',
      no_trustline: (asset: string) =>
        `This account cannot hold ${asset}: it has no trustline to it. Use another account.`,
      insufficient_balance: 'There is not enough in this account for the amount and the network fee.',
      transaction_failed: 'The network refused the transfer. Nothing was sent. Please try again.',
      network_unreachable:
        'The network could not be reached, so nothing is known to have been sent. Try again in a moment.',
      wrong_state: 'This invoice does not take a transfer any more.',
      rate_limited: 'Too many tries. Please wait a minute, then try again.',
      unreachable: 'We could not be reached. Check your connection and try again.',
      failed: 'Something went wrong on our side. Please try again.',
      outcome_unknown:
        'We do not know whether your transfer arrived. Wait a moment before you try again: this page shows it when it does.',
    },
  },

  shop: {
    goOn: 'Continue to payment',
    choose: 'Choose one to see it and go on.',
    all: 'All products',
    share: 'Share this page',
    qr: 'QR code of this page’s address',
    stale: 'This page had been open for a long time, so it was loaded anew. Nothing was charged.',
    expiredHeading: 'This link has expired',
    expired: (merchant: string) => `It cannot be paid through any more. Ask ${merchant} for a new link.`,
    inactiveHeading: 'This link is not in use any more',
    inactive: (merchant: string) => `There is nothing to buy here right now. Ask ${merchant} for another link.`,
  },

  subscription: {
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
    receipt: 'View receipt',
    pendingHeading: 'Your subscription is made',
    pending: 'The invoice comes by e-mail. The subscription begins when it is paid.',
    startOver: 'Start over',
  },

  reminders: {
    heading: 'Stop reminders',
    question: (merchant: string) => `Do you want no more reminders of ${merchant} by e-mail?`,
    stop: 'Stop reminders',
    stoppedHeading: 'Reminders stopped',
    stopped: (merchant: string) =>
      `${merchant} will not remind you by e-mail any more. What is still to be paid can be paid as before.`,
  },

  problem: {
    notFoundTitle: 'Link not found',
    notFound:
      'There is no payment behind this link. Check that the address is complete, or ask the merchant for a new one.',
    problemTitle: 'Something went wrong',
    problem:
      'This page could not be shown. Please load it again in a moment. What you have paid already is not taken twice.',
    reload: 'Load again',
    tooManyTitle: 'Too many tries',
    tooMany: 'Please wait a minute, then load this page again.',
  },
}

export type Texts = typeof texts

export type SubscriptionTexts = Texts['subscription']
