import type { Texts } from './en.ts'

/**
 * Dutch. Says "je", as Stripe and the banks do. A transfer on a ledger is a "transactie" (an "overboeking" goes through
 * a bank) and an asset a "munt". The paying button says "Betaal"; other buttons put the verb last.
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'nl',

  widget: {
    title: 'Afrekenen',
    close: 'Sluiten',
    busyReason: 'Een ogenblik geduld, je betaling wordt verwerkt.',
  },

  common: {
    testMode: 'Testmodus',
    testModeMeaning: 'Dit is een test. Er wordt geen echt geld overgemaakt.',
    offline: 'Je bent offline. Deze pagina wordt vanzelf bijgewerkt zodra er weer verbinding is.',
    needsScript: 'Zet JavaScript aan in je browser en laad de pagina opnieuw om hier te betalen.',
    copy: 'Kopiëren',
    copied: 'Gekopieerd',
    copyFailed: 'Kopiëren is niet gelukt. Selecteer de tekst en kopieer die zelf.',
    tryAgain: 'Opnieuw proberen',
    backTo: (merchant) => `Terug naar ${merchant}`,
    returnTo: (merchant) => `Terug naar ${merchant}`,
    print: 'Betaalbewijs afdrukken',
  },

  methods: { card: 'Kaart', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${amount} aan ${merchant}`,
    paid: (merchant) => `Betaald aan ${merchant}`,
    closed: (merchant) => `Betaling aan ${merchant}`,
    invoice: (title, merchant) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Te betalen',
    subtotal: 'Subtotaal',
    discount: (code) => `Korting (${code})`,
    total: 'Totaal',
    methodLegend: 'Hoe wil je betalen?',
    cardHeading: 'Kaartgegevens',
    loading: 'Kaartformulier wordt geladen',
    preparing: (place) => `Je betaling via ${place} wordt voorbereid`,
    connecting: (place) => `Verbinding maken met ${place}`,
    goOn: (place, by) =>
      by
        ? `Je gaat verder op een betaalpagina voor ${place}, beheerd door ${by}. Daarna kom je hier terug.`
        : `Je gaat verder op de pagina van ${place} zelf. Daarna kom je hier terug.`,
    pay: (amount) => `Betaal ${amount}`,
    processing: 'Je betaling wordt verwerkt',
    waitingForBank: 'Wachten op je bank',
    waitingForBankHint:
      'Je bank wil controleren of jij het echt bent. Volg de aanwijzingen van je bank of kijk in de bankapp.',
    keepOpen: 'Houd deze pagina open.',
    slow: 'Dit duurt langer dan normaal. Je kunt deze pagina sluiten: er wordt niet twee keer afgeschreven en via deze link zie je hoe het is afgelopen.',
    waitingFor: (place) => `Wachten op ${place}`,
    waitingForHint: (place) => `We vragen ${place} hoe het is gegaan. Houd deze pagina open.`,
    finishInWindow: (place) => `Rond je betaling af in het venster van ${place} en kom dan hier terug.`,
    windowLost: (place) => `Rond je betaling af in het venster van ${place}. Heb je het gesloten? Begin dan opnieuw.`,
    showWindow: (place) => `Venster van ${place} tonen`,
    leaving: (place) => `Je gaat nu naar ${place}. Gebeurt er niets? Gebruik dan de knop.`,
    continueTo: (place) => `Verder naar ${place}`,
    continuePayment: 'Verder met je betaling',
    startOver: 'Opnieuw beginnen',
    turnedBack: (place) =>
      place
        ? `Je hebt de betaling bij ${place} afgebroken; er is niets afgeschreven.`
        : 'Je hebt de betaling afgebroken voordat die klaar was; er is niets afgeschreven.',
    priceChanged:
      'De kortingscode was al opgebruikt en is daarom verwijderd. Er is niets afgeschreven: controleer het nieuwe bedrag.',
    closeWindowHeading: 'Je kunt dit venster sluiten',
    closeWindow: 'Op de pagina waar je bent begonnen, zie je hoe het verdergaat met de betaling.',
    nothingDue: 'Je hoeft niets meer te betalen.',
    complete: 'Bestelling afronden',
    completing: 'Je bestelling wordt afgerond',
    notCompleted: 'Dat is niet gelukt. Probeer het opnieuw.',
    privacy: (provider, merchant) =>
      `Je kaartgegevens gaan rechtstreeks naar ${provider ?? 'de betaaldienst'}. ${merchant} krijgt ze nooit te zien.`,
    privacyElsewhere: (place, merchant) =>
      `Wat je bij ${place} invult, blijft daar. ${merchant} krijgt het nooit te zien.`,
    incomplete: 'Er ontbreken kaartgegevens of ze kloppen niet. Controleer ze.',
    notStarted: 'Dat is niet gelukt en er is niets afgeschreven. Probeer het opnieuw.',
    failedHeading: 'De betaling is niet gelukt',
    failed: 'Er is niets van je kaart afgeschreven. Probeer het opnieuw of gebruik een andere kaart.',
    failedElsewhere: 'Er is niets afgeschreven. Probeer het opnieuw of betaal op een andere manier.',
    unavailableHeading: 'Betalen met een kaart kan nu even niet',
    unavailableElsewhereHeading: (place) => `${place} is nu even niet beschikbaar`,
    unavailable: 'Er is niets afgeschreven. Probeer het zo meteen opnieuw.',
    scriptFailedHeading: 'Het kaartformulier kon niet worden geladen',
    scriptFailed: 'Controleer je verbinding. Ook een inhoudsblokker in je browser kan de oorzaak zijn.',
    scriptFailedElsewhereHeading: 'Deze betaalmethode kon niet worden geladen',
    noMethodHeading: 'Dit kan niet online worden betaald',
    noMethod: (merchant) =>
      `${merchant} kan deze betaling op dit moment niet ontvangen. Vraag de verkoper hoe je anders kunt betalen.`,
    cancelledHeading: 'Deze betaling is geannuleerd',
    cancelled: 'Betalen is niet meer mogelijk. Er is niets afgeschreven.',
    expiredHeading: 'Deze betaallink is verlopen',
    expired: (merchant) => `Betalen is niet meer mogelijk. Vraag ${merchant} om een nieuwe link.`,
  },

  decline: {
    heading: 'Je kaart is geweigerd',
    insufficient_funds: 'Er staat niet genoeg geld op deze kaart. Gebruik een andere kaart.',
    expired_card: 'Deze kaart is verlopen. Gebruik een andere kaart.',
    incorrect_cvc: 'De beveiligingscode klopt niet. Controleer de code en probeer het opnieuw.',
    incorrect_number: 'Het kaartnummer klopt niet. Controleer het nummer en probeer het opnieuw.',
    authentication_failed:
      'Je bank kon niet bevestigen dat jij het was. Probeer het opnieuw of gebruik een andere kaart.',
    processing_error: 'De betaling met deze kaart kon nu niet worden verwerkt. Probeer het zo meteen opnieuw.',
    declined: 'Je bank heeft geen reden opgegeven. Gebruik een andere kaart of vraag het je bank.',
    elsewhereHeading: (place) => `${place} heeft de betaling niet geaccepteerd`,
    elsewhere: 'Er is niets afgeschreven. Probeer het opnieuw of betaal op een andere manier.',
  },

  coupon: {
    add: 'Kortingscode toevoegen',
    label: 'Kortingscode',
    apply: 'Toepassen',
    applying: 'Code controleren',
    remove: 'Verwijderen',
    removeItem: (code) => `Kortingscode ${code} verwijderen`,
    applied: (code, discount) => `Kortingscode ${code} geeft ${discount} korting.`,
    empty: 'Vul eerst een code in.',
    failure: {
      coupon_unknown: 'Deze code bestaat niet. Controleer of je de code goed hebt ingevuld.',
      coupon_not_applicable: 'Deze code geldt niet voor deze betaling.',
      coupon_used_up: 'Deze code is al het maximale aantal keren gebruikt.',
      wrong_state: 'Het bedrag kan niet meer worden gewijzigd.',
      rate_limited: 'Te veel pogingen. Wacht een minuut en probeer het dan opnieuw.',
      unreachable: 'We zijn niet bereikbaar. Controleer je verbinding en probeer het opnieuw.',
      failed: 'Er ging bij ons iets mis. Probeer het opnieuw.',
    },
  },

  receipt: {
    succeededHeading: 'Betaling gelukt',
    succeeded: (merchant) => `Bedankt. ${merchant} heeft je betaling ontvangen.`,
    freeHeading: 'Bestelling afgerond',
    free: (merchant) => `Bedankt. ${merchant} heeft je bestelling ontvangen. Er is niets afgeschreven.`,
    alreadyPaidHeading: 'Al betaald',
    alreadyPaid: 'Deze betaling is afgerond. Je hoeft niets meer te doen.',
    refundedHeading: 'Betaling terugbetaald',
    refunded: 'Het hele bedrag is terugbetaald. Het kan een paar dagen duren voordat je dit bij je bank ziet.',
    partlyRefundedHeading: 'Betaling deels terugbetaald',
    partlyRefunded:
      'Een deel van het bedrag is terugbetaald. Het kan een paar dagen duren voordat je dit bij je bank ziet.',
    amount: 'Bedrag',
    merchant: 'Verkoper',
    description: 'Omschrijving',
    paid: 'Betaald op',
    created: 'Aangemaakt op',
    reference: 'Kenmerk',
  },

  invoice: {
    due: 'Te versturen bedrag',
    anyAmount: (asset) => `Elk gewenst bedrag in ${asset}`,
    order: 'Bestelling',
    timeLeft: 'Resterende tijd om te versturen',
    quote: (price, rate, asset) => `${price} tegen een koers van ${rate} voor 1\u00a0${asset}`,
    quoteOfPart: (price, rate, asset) => `Totale prijs ${price}, tegen een koers van ${rate} voor 1\u00a0${asset}`,
    quoteLeft: 'Deze prijs geldt nog',
    quoteOverHeading: 'De prijs is verlopen',
    quoteOver: 'Stuur nu geen geld: het bedrag kan zijn veranderd.',
    quoteRenewed: (amount) => `De prijs is vernieuwd: stuur ${amount}.`,
    quoteWasOver: 'De prijs was verlopen. Controleer het nieuwe bedrag en probeer het dan opnieuw.',
    quoteFailedHeading: 'We konden geen nieuwe prijs ophalen',
    quoteFailed: 'Stuur nu geen geld. Probeer het zo meteen opnieuw.',
    noRateHeading: 'Er is op dit moment geen wisselkoers',
    noRate:
      'Stuur nu geen geld: we weten niet welk bedrag het zou moeten zijn. Probeer het over een paar minuten opnieuw.',
    renewQuote: 'Nieuwe prijs ophalen',
    amount: 'Bedrag',
    network: 'Netwerk',
    asset: 'Munt',
    address: 'Adres',
    issuedBy: (issuer) => `uitgegeven door ${issuer}`,
    showIssuer: 'Volledig uitgeversadres tonen',
    hideIssuer: 'Volledig uitgeversadres verbergen',
    references: { Memo: 'Memo', 'Destination Tag': 'Bestemmingstag' },
    referenceRequired: {
      Memo: 'De memo is verplicht. Zonder memo kan de transactie niet aan deze factuur worden gekoppeld.',
      'Destination Tag':
        'De bestemmingstag (destination tag) is verplicht. Zonder die tag kan de transactie niet aan deze factuur worden gekoppeld.',
    },
    copyItem: (label) => `${label} kopiëren`,
    copiedItem: (label) => `${label} gekopieerd`,
    scan: 'Scan met je wallet',
    qrLabel: 'QR-code van deze transactie, voor een wallet-app',
    openInWallet: 'Openen in wallet',
    openInXaman: 'Openen in Xaman',
    orByHand: 'Of verstuur het zelf',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'Wachten op je transactie',
    seenHeading: 'We zien je transactie',
    seen: 'Het netwerk bevestigt je transactie. Dit duurt een paar seconden.',
    partialHeading: (remaining) => `Nog ${remaining} te versturen`,
    partial: (received, remaining) =>
      `${received} is binnengekomen. Stuur ook de resterende ${remaining}, met dezelfde gegevens.`,
    received: (received, expected) => `${received} van ${expected} ontvangen`,
    paidHeading: 'Factuur betaald',
    paid: (merchant) => `Bedankt. ${merchant} heeft je betaling ontvangen.`,
    acceptedHeading: 'Factuur voldaan',
    accepted: (merchant) => `${merchant} heeft deze factuur als betaald geaccepteerd.`,
    overpaidHeading: 'Factuur betaald, maar te veel',
    overpaid: (excess, merchant) =>
      `Je hebt ${excess} te veel gestuurd. ${merchant} weet ervan; vraag de verkoper om het terug te sturen.`,
    paidLateHeading: 'Je transactie kwam te laat',
    paidLate: (received, merchant) =>
      `${received} is binnengekomen nadat de factuur was verlopen. ${merchant} weet ervan en beslist wat ermee gebeurt.`,
    expiredHeading: 'Deze factuur is verlopen',
    expired: (merchant) => `Stuur geen geld meer. Vraag ${merchant} om een nieuwe factuur.`,
    underpaidHeading: 'Deze factuur is verlopen en deels betaald',
    underpaid: (received, merchant) =>
      `${received} is op tijd binnengekomen. Stuur niets meer: vraag ${merchant} hoe het verder moet.`,
    cancelledHeading: 'Deze factuur is geannuleerd',
    cancelled: 'Stuur geen geld meer.',
    paidOn: 'Betaald op',
    receivedLabel: 'Ontvangen',
    expectedLabel: 'Verschuldigd',
  },

  wallet: {
    use: {
      freighter: 'Ondertekenen met Freighter',
      gemwallet: 'Versturen met GemWallet',
      crossmark: 'Versturen met Crossmark',
      sandbox: 'Sandbox-wallet gebruiken',
    },
    names: { freighter: 'Freighter', gemwallet: 'GemWallet', crossmark: 'Crossmark', sandbox: 'De sandbox-wallet' },
    connecting: 'Verbinding maken met je wallet',
    signing: 'Bevestig de transactie in je wallet',
    sending: 'Je transactie wordt verstuurd',
    sent: 'Je transactie is onderweg',
    failedHeading: 'De transactie is niet verstuurd',
    unknownHeading: 'Het netwerk gaf geen antwoord',
    install: 'Freighter installeren',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'het hoofdnetwerk', test: 'het testnetwerk' },
    unknownNetwork: (passphrase) => `het netwerk “${passphrase}”`,
    failure: {
      not_installed: (wallet) => `${wallet} is niet geïnstalleerd in deze browser of staat uit voor deze pagina.`,
      locked: (wallet) => `${wallet} is vergrendeld. Open en ontgrendel je wallet en probeer het opnieuw.`,
      wrong_network: (wallet, network) =>
        `${wallet} staat op een ander netwerk. Kies in je wallet ${network} en probeer het opnieuw.`,
      rejected: 'Je hebt het in de wallet geweigerd. Er is niets verstuurd.',
      wallet_failed: 'De wallet kon de transactie niet ondertekenen. Er is niets verstuurd.',
      account_not_found:
        'Dit account bestaat nog niet op het netwerk. Zet er eerst saldo op of gebruik een ander account.',
      no_trustline: (asset) =>
        `Dit account kan geen ${asset} aanhouden: de trustline daarvoor ontbreekt. Gebruik een ander account.`,
      insufficient_balance: 'Het saldo van dit account is niet genoeg voor het bedrag en de netwerkkosten.',
      transaction_failed: 'Het netwerk heeft de transactie geweigerd. Er is niets verstuurd. Probeer het opnieuw.',
      network_unreachable:
        'Het netwerk was niet bereikbaar; voor zover bekend is er niets verstuurd. Probeer het zo meteen opnieuw.',
      wrong_state: 'Voor deze factuur kan geen transactie meer worden gedaan.',
      rate_limited: 'Te veel pogingen. Wacht een minuut en probeer het dan opnieuw.',
      unreachable: 'We zijn niet bereikbaar. Controleer je verbinding en probeer het opnieuw.',
      failed: 'Er ging bij ons iets mis. Probeer het opnieuw.',
      outcome_unknown:
        'We weten niet of je transactie is aangekomen. Wacht even voordat je het opnieuw probeert: komt die aan, dan zie je dat op deze pagina.',
    },
  },

  shop: {
    goOn: 'Verder naar betalen',
    choose: 'Kies een product om het te bekijken en verder te gaan.',
    all: 'Alle producten',
    share: 'Deze pagina delen',
    qr: 'QR-code met het adres van deze pagina',
    stale: 'Deze pagina stond lang open en is daarom opnieuw geladen. Er is niets afgeschreven.',
    expiredHeading: 'Deze link is verlopen',
    expired: (merchant) => `Via deze link kan niet meer worden betaald. Vraag ${merchant} om een nieuwe link.`,
    inactiveHeading: 'Deze link is niet meer in gebruik',
    inactive: (merchant) => `Hier is op dit moment niets te koop. Vraag ${merchant} om een andere link.`,
  },

  subscription: {
    title: 'Abonnement',
    price: (amount, every) => `${amount} ${every}`,
    every: {
      DAILY: 'per dag',
      WEEKLY: 'per week',
      MONTHLY: 'per maand',
      QUARTERLY: 'per drie maanden',
      YEARLY: 'per jaar',
    },
    trial: (days, price) => `${days === 1 ? '1\u00a0dag' : `${days}\u00a0dagen`} gratis, daarna ${price}`,
    email: 'E-mailadres',
    name: 'Naam',
    optional: 'optioneel',
    subscribe: 'Abonneren',
    subscribing: 'Een ogenblik',
    how: 'Voor elke periode krijg je op dit adres een factuur, met een link om die te betalen.',
    howTrial: 'Je hoeft niets te betalen tot de gratis dagen voorbij zijn. Daarna krijg je op dit adres de factuur.',
    problem: {
      emailMissing: 'Vul je e-mailadres in: daar ontvang je de facturen.',
      emailWrong: 'Dit is geen e-mailadres. Controleer de schrijfwijze, zoals naam@example.com.',
      nameLong: 'Dit is langer dan 200\u00a0tekens. Een kortere naam is genoeg.',
    },
    failedHeading: 'Dat is niet gelukt',
    failure: {
      invalid_request: 'Iets in het formulier was niet leesbaar. Controleer het e-mailadres en probeer het opnieuw.',
      rate_limited: 'Dit adres of je verbinding is te vaak gebruikt. Probeer het later opnieuw.',
      unreachable: 'We zijn niet bereikbaar. Controleer je verbinding en probeer het opnieuw.',
      failed: 'Er ging bij ons iets mis. Probeer het opnieuw.',
    },
    closedHeading: 'Niet meer beschikbaar',
    closed: (name, merchant) =>
      `Een nieuw abonnement op ${name} is niet meer mogelijk. Vraag ${merchant} naar een alternatief.`,
    trialHeading: 'Je gratis dagen zijn ingegaan',
    trialUntil: 'Gratis tot',
    trialThen: (price) => `Daarna betaal je ${price}. De factuur komt per e-mail.`,
    activeHeading: 'Je abonnement is actief',
    active: (name, merchant) =>
      `${merchant} heeft je eerste betaling voor ${name} ontvangen. De factuur voor elke periode komt per e-mail.`,
    receipt: 'Betaalbewijs bekijken',
    pendingHeading: 'Je abonnement is aangemaakt',
    pending: 'De factuur komt per e-mail. Het abonnement gaat in zodra die is betaald.',
    startOver: 'Opnieuw beginnen',
  },

  reminders: {
    heading: 'Herinneringen stoppen',
    question: (merchant) => `Wil je van ${merchant} geen herinneringen meer per e-mail ontvangen?`,
    stop: 'Herinneringen stoppen',
    stoppedHeading: 'Herinneringen gestopt',
    stopped: (merchant) =>
      `${merchant} stuurt je geen herinneringen meer per e-mail. Wat nog openstaat, kun je nog steeds gewoon betalen.`,
  },

  problem: {
    notFoundTitle: 'Link niet gevonden',
    notFound:
      'Bij deze link hoort geen betaling. Controleer of het adres volledig is of vraag de verkoper om een nieuwe link.',
    problemTitle: 'Er ging iets mis',
    problem:
      'Deze pagina kon niet worden getoond. Laad de pagina zo meteen opnieuw. Wat je al hebt betaald, wordt niet nog een keer afgeschreven.',
    reload: 'Opnieuw laden',
    tooManyTitle: 'Te veel pogingen',
    tooMany: 'Wacht een minuut en laad deze pagina dan opnieuw.',
  },
}
