import type { Texts } from './en.ts'

/**
 * German. Says "Sie". A transfer on a ledger is an "Überweisung", an asset a "Währung", and "Wallet" is feminine. Names
 * of networks follow "Wählen Sie dort" and stand in the accusative; names of plans stand in quotes.
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'de',

  widget: {
    title: 'Kasse',
    close: 'Schließen',
    busyReason: 'Bitte warten Sie, Ihre Zahlung wird verarbeitet.',
  },

  common: {
    testMode: 'Testmodus',
    testModeMeaning: 'Dies ist ein Test. Es fließt kein echtes Geld.',
    offline: 'Sie sind offline. Sobald die Verbindung wieder da ist, aktualisiert sich diese Seite von selbst.',
    needsScript: 'Um hier zu bezahlen, aktivieren Sie bitte JavaScript in Ihrem Browser und laden Sie die Seite neu.',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Kopieren nicht möglich. Markieren Sie den Text und kopieren Sie ihn von Hand.',
    tryAgain: 'Erneut versuchen',
    backTo: (merchant) => `Zurück zu ${merchant}`,
    returnTo: (merchant) => `Zurück zu ${merchant}`,
    print: 'Beleg drucken',
  },

  methods: { card: 'Karte', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${amount} an ${merchant}`,
    paid: (merchant) => `Bezahlt an ${merchant}`,
    closed: (merchant) => `Zahlung an ${merchant}`,
    invoice: (title, merchant) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Zu zahlen',
    subtotal: 'Zwischensumme',
    discount: (code) => `Rabatt (${code})`,
    total: 'Gesamtbetrag',
    methodLegend: 'Wie möchten Sie bezahlen?',
    cardHeading: 'Kartendaten',
    loading: 'Kartenformular wird geladen',
    preparing: (place) => `Ihre Zahlung mit ${place} wird vorbereitet`,
    connecting: (place) => `Verbindung zu ${place} wird hergestellt`,
    goOn: (place, by) =>
      by
        ? `Für ${place} geht es auf einer Seite von ${by} weiter. Danach kommen Sie hierher zurück.`
        : `Weiter geht es auf der Seite von ${place}. Danach kommen Sie hierher zurück.`,
    pay: (amount) => `${amount} bezahlen`,
    processing: 'Zahlung wird verarbeitet',
    waitingForBank: 'Warten auf Ihre Bank',
    waitingForBankHint:
      'Ihre Bank möchte sichergehen, dass Sie es sind. Folgen Sie ihren Anweisungen oder sehen Sie in der Banking-App nach.',
    keepOpen: 'Bitte lassen Sie diese Seite geöffnet.',
    slow: 'Das dauert länger als üblich. Sie können diese Seite schließen: Es wird nichts doppelt abgebucht, und unter diesem Link sehen Sie, wie die Zahlung ausgegangen ist.',
    waitingFor: (place) => `Warten auf ${place}`,
    waitingForHint: (place) =>
      `Wir fragen bei ${place} nach, wie die Zahlung ausgegangen ist. Bitte lassen Sie diese Seite geöffnet.`,
    finishInWindow: (place) =>
      `Schließen Sie die Zahlung im Fenster von ${place} ab und kommen Sie dann hierher zurück.`,
    windowLost: (place) =>
      `Schließen Sie die Zahlung im Fenster von ${place} ab. Falls Sie es geschlossen haben, beginnen Sie von vorn.`,
    showWindow: (place) => `Fenster von ${place} zeigen`,
    leaving: (place) => `Sie werden zu ${place} weitergeleitet. Falls nichts geschieht, nutzen Sie die Schaltfläche.`,
    continueTo: (place) => `Weiter zu ${place}`,
    continuePayment: 'Zahlung fortsetzen',
    startOver: 'Von vorn beginnen',
    turnedBack: (place) =>
      place
        ? `Sie haben die Zahlung bei ${place} abgebrochen. Es wurde nichts abgebucht.`
        : 'Sie haben die Zahlung abgebrochen. Es wurde nichts abgebucht.',
    priceChanged:
      'Der Gutschein war bereits aufgebraucht und wurde entfernt. Es wurde nichts abgebucht: Bitte prüfen Sie den neuen Betrag.',
    closeWindowHeading: 'Sie können dieses Fenster schließen',
    closeWindow: 'Wie es mit der Zahlung weitergeht, sehen Sie auf der Seite, auf der Sie begonnen haben.',
    nothingDue: 'Es ist nichts mehr zu bezahlen.',
    complete: 'Bestellung abschließen',
    completing: 'Bestellung wird abgeschlossen',
    notCompleted: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
    privacy: (provider, merchant) =>
      `Ihre Kartendaten gehen direkt an ${provider ?? 'den Zahlungsdienstleister'}. ${merchant} bekommt sie nie zu sehen.`,
    privacyElsewhere: (place, merchant) =>
      `Was Sie bei ${place} eingeben, bleibt dort. ${merchant} bekommt es nie zu sehen.`,
    incomplete: 'Einige Kartendaten fehlen oder stimmen nicht. Bitte prüfen Sie Ihre Angaben.',
    notStarted: 'Das hat nicht geklappt. Es wurde nichts abgebucht. Bitte versuchen Sie es noch einmal.',
    failedHeading: 'Die Zahlung ist fehlgeschlagen',
    failed: 'Ihre Karte wurde nicht belastet. Versuchen Sie es noch einmal oder verwenden Sie eine andere Karte.',
    failedElsewhere: 'Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder bezahlen Sie auf andere Weise.',
    unavailableHeading: 'Kartenzahlung ist gerade nicht möglich',
    unavailableElsewhereHeading: (place) => `${place} ist gerade nicht verfügbar`,
    unavailable: 'Es wurde nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.',
    scriptFailedHeading: 'Das Kartenformular konnte nicht geladen werden',
    scriptFailed: 'Prüfen Sie Ihre Verbindung. Auch ein Werbe- oder Inhaltsblocker kann die Ursache sein.',
    scriptFailedElsewhereHeading: 'Diese Zahlungsart konnte nicht geladen werden',
    noMethodHeading: 'Hier ist keine Online-Zahlung möglich',
    noMethod: (merchant) =>
      `${merchant} kann diese Zahlung derzeit nicht annehmen. Bitte fragen Sie dort nach einer anderen Möglichkeit.`,
    cancelledHeading: 'Diese Zahlung wurde storniert',
    cancelled: 'Sie ist nicht mehr möglich. Es wurde nichts abgebucht.',
    expiredHeading: 'Dieser Zahlungslink ist abgelaufen',
    expired: (merchant) => `Hier kann nicht mehr bezahlt werden. Bitten Sie ${merchant} um einen neuen Link.`,
  },

  decline: {
    heading: 'Ihre Karte wurde abgelehnt',
    insufficient_funds: 'Diese Karte ist nicht ausreichend gedeckt. Bitte verwenden Sie eine andere Karte.',
    expired_card: 'Diese Karte ist abgelaufen. Bitte verwenden Sie eine andere Karte.',
    incorrect_cvc: 'Der Sicherheitscode (CVC) stimmt nicht. Bitte prüfen Sie ihn und versuchen Sie es noch einmal.',
    incorrect_number: 'Die Kartennummer stimmt nicht. Bitte prüfen Sie sie und versuchen Sie es noch einmal.',
    authentication_failed:
      'Ihre Bank konnte nicht bestätigen, dass Sie es sind. Versuchen Sie es noch einmal oder verwenden Sie eine andere Karte.',
    processing_error: 'Die Karte konnte gerade nicht verarbeitet werden. Bitte versuchen Sie es gleich noch einmal.',
    declined:
      'Ihre Bank hat keinen Grund genannt. Bitte verwenden Sie eine andere Karte oder fragen Sie bei Ihrer Bank nach.',
    elsewhereHeading: (place) => `${place} hat die Zahlung nicht angenommen`,
    elsewhere: 'Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder bezahlen Sie auf andere Weise.',
  },

  coupon: {
    add: 'Gutscheincode eingeben',
    label: 'Gutscheincode',
    apply: 'Einlösen',
    applying: 'Wird geprüft',
    remove: 'Entfernen',
    removeItem: (code) => `Gutschein ${code} entfernen`,
    applied: (code, discount) => `Gutschein ${code} eingelöst: ${discount} Rabatt.`,
    empty: 'Geben Sie zuerst einen Code ein.',
    failure: {
      coupon_unknown: 'Diesen Code gibt es nicht. Bitte prüfen Sie die Schreibweise.',
      coupon_not_applicable: 'Dieser Code gilt nicht für diese Zahlung.',
      coupon_used_up: 'Dieser Code wurde bereits so oft eingelöst, wie es erlaubt ist.',
      wrong_state: 'Der Betrag kann nicht mehr geändert werden.',
      rate_limited: 'Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.',
      unreachable: 'Wir waren nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      failed: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
    },
  },

  receipt: {
    succeededHeading: 'Zahlung erfolgreich',
    succeeded: (merchant) => `Vielen Dank. ${merchant} hat Ihre Zahlung erhalten.`,
    freeHeading: 'Bestellung abgeschlossen',
    free: (merchant) => `Vielen Dank. ${merchant} hat Ihre Bestellung erhalten. Es wurde nichts abgebucht.`,
    alreadyPaidHeading: 'Bereits bezahlt',
    alreadyPaid: 'Diese Zahlung ist abgeschlossen. Sie müssen nichts weiter tun.',
    refundedHeading: 'Zahlung erstattet',
    refunded:
      'Der gesamte Betrag wurde erstattet. Bis die Erstattung auf Ihrem Konto erscheint, kann es einige Tage dauern.',
    partlyRefundedHeading: 'Zahlung teilweise erstattet',
    partlyRefunded:
      'Ein Teil des Betrags wurde erstattet. Bis die Erstattung auf Ihrem Konto erscheint, kann es einige Tage dauern.',
    amount: 'Betrag',
    merchant: 'Händler',
    description: 'Beschreibung',
    paid: 'Bezahlt am',
    created: 'Erstellt am',
    reference: 'Referenz',
  },

  invoice: {
    due: 'Zu senden',
    anyAmount: (asset) => `Beliebiger Betrag in ${asset}`,
    order: 'Bestellung',
    timeLeft: 'Verbleibende Zeit zum Senden',
    quote: (price, rate, asset) => `${price} zum Kurs von ${rate} für 1\u00a0${asset}`,
    quoteOfPart: (price, rate, asset) => `Gesamtpreis ${price}, zum Kurs von ${rate} für 1\u00a0${asset}`,
    quoteLeft: 'Dieser Preis gilt noch',
    quoteOverHeading: 'Dieser Preis gilt nicht mehr',
    quoteOver: 'Senden Sie jetzt kein Geld: Der Betrag kann sich geändert haben.',
    quoteRenewed: (amount) => `Neuer Preis: Senden Sie ${amount}.`,
    quoteWasOver: 'Der Preis galt nicht mehr. Bitte prüfen Sie den neuen Betrag und versuchen Sie es dann noch einmal.',
    quoteFailedHeading: 'Wir konnten keinen neuen Preis abrufen',
    quoteFailed: 'Senden Sie jetzt kein Geld. Bitte versuchen Sie es gleich noch einmal.',
    noRateHeading: 'Zurzeit gibt es keinen Wechselkurs',
    noRate:
      'Senden Sie jetzt kein Geld: Wir können nicht sagen, wie viel es sein müsste. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    renewQuote: 'Neuen Preis abrufen',
    amount: 'Betrag',
    network: 'Netzwerk',
    asset: 'Währung',
    address: 'Adresse',
    issuedBy: (issuer) => `ausgegeben von ${issuer}`,
    showIssuer: 'Emittent vollständig anzeigen',
    hideIssuer: 'Emittent gekürzt anzeigen',
    references: { Memo: 'Memo', 'Destination Tag': 'Destination-Tag' },
    referenceRequired: {
      Memo: 'Das Memo ist erforderlich. Ohne Memo kann die Überweisung dieser Rechnung nicht zugeordnet werden.',
      'Destination Tag':
        'Der Destination-Tag ist erforderlich. Ohne ihn kann die Überweisung dieser Rechnung nicht zugeordnet werden.',
    },
    copyItem: (label) => `${label} kopieren`,
    copiedItem: (label) => `${label} kopiert`,
    scan: 'Mit Ihrer Wallet scannen',
    qrLabel: 'QR-Code dieser Überweisung für eine Wallet-App',
    openInWallet: 'In der Wallet öffnen',
    openInXaman: 'In Xaman öffnen',
    orByHand: 'Oder von Hand senden',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'Wir warten auf Ihre Überweisung',
    seenHeading: 'Überweisung erkannt',
    seen: 'Das Netzwerk bestätigt Ihre Überweisung. Das dauert einige Sekunden.',
    partialHeading: (remaining) => `Noch offen: ${remaining}`,
    partial: (received, remaining) =>
      `Eingegangen: ${received}. Bitte senden Sie die restlichen ${remaining} mit denselben Angaben.`,
    received: (received, expected) => `${received} von ${expected} eingegangen`,
    paidHeading: 'Rechnung bezahlt',
    paid: (merchant) => `Vielen Dank. ${merchant} hat Ihre Überweisung erhalten.`,
    acceptedHeading: 'Rechnung beglichen',
    accepted: (merchant) => `${merchant} hat diese Rechnung als bezahlt anerkannt.`,
    overpaidHeading: 'Rechnung bezahlt, aber zu viel gesendet',
    overpaid: (excess, merchant) =>
      `Sie haben ${excess} mehr gesendet als nötig. ${merchant} weiß davon. Bitten Sie dort um Rückzahlung.`,
    paidLateHeading: 'Ihre Überweisung kam zu spät',
    paidLate: (received, merchant) =>
      `Der Betrag von ${received} ging erst nach Ablauf der Rechnung ein. ${merchant} weiß davon und entscheidet, was damit geschieht.`,
    expiredHeading: 'Diese Rechnung ist abgelaufen',
    expired: (merchant) => `Senden Sie kein Geld mehr. Bitten Sie ${merchant} um eine neue Rechnung.`,
    underpaidHeading: 'Diese Rechnung ist abgelaufen und nur teilweise bezahlt',
    underpaid: (received, merchant) =>
      `Der Betrag von ${received} ging rechtzeitig ein. Senden Sie kein weiteres Geld: Fragen Sie ${merchant}, wie es weitergeht.`,
    cancelledHeading: 'Diese Rechnung wurde storniert',
    cancelled: 'Senden Sie kein Geld mehr.',
    paidOn: 'Bezahlt am',
    receivedLabel: 'Eingegangen',
    expectedLabel: 'Rechnungsbetrag',
  },

  wallet: {
    use: {
      freighter: 'Mit Freighter signieren',
      gemwallet: 'Mit GemWallet senden',
      crossmark: 'Mit Crossmark senden',
      sandbox: 'Test-Wallet verwenden',
    },
    names: { freighter: 'Freighter', gemwallet: 'GemWallet', crossmark: 'Crossmark', sandbox: 'Die Test-Wallet' },
    connecting: 'Verbindung zu Ihrer Wallet wird hergestellt',
    signing: 'Bestätigen Sie die Überweisung in Ihrer Wallet',
    sending: 'Ihre Überweisung wird gesendet',
    sent: 'Ihre Überweisung ist unterwegs',
    failedHeading: 'Die Überweisung wurde nicht gesendet',
    unknownHeading: 'Das Netzwerk hat nicht geantwortet',
    install: 'Freighter installieren',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'das Hauptnetz (Mainnet)', test: 'das Testnetz (Testnet)' },
    unknownNetwork: (passphrase) => `das Netzwerk „${passphrase}“`,
    failure: {
      not_installed: (wallet) =>
        `${wallet} ist in diesem Browser nicht installiert oder für diese Seite ausgeschaltet.`,
      locked: (wallet) =>
        `${wallet} ist gesperrt. Öffnen und entsperren Sie die Wallet und versuchen Sie es noch einmal.`,
      wrong_network: (wallet, network) =>
        `${wallet} ist auf ein anderes Netzwerk eingestellt. Wählen Sie dort ${network} und versuchen Sie es noch einmal.`,
      rejected: 'Sie haben in der Wallet abgelehnt. Es wurde nichts gesendet.',
      wallet_failed: 'Die Wallet konnte die Überweisung nicht signieren. Es wurde nichts gesendet.',
      account_not_found:
        'Dieses Konto gibt es im Netzwerk noch nicht. Laden Sie es zuerst auf oder verwenden Sie ein anderes.',
      no_trustline: (asset) =>
        `Dieses Konto kann ${asset} nicht halten, weil ihm die Trustline dafür fehlt. Verwenden Sie ein anderes Konto.`,
      insufficient_balance: 'Das Guthaben dieses Kontos reicht nicht für den Betrag und die Netzwerkgebühr.',
      transaction_failed:
        'Das Netzwerk hat die Überweisung abgelehnt. Es wurde nichts gesendet. Bitte versuchen Sie es noch einmal.',
      network_unreachable:
        'Das Netzwerk war nicht erreichbar. Soweit wir wissen, wurde nichts gesendet. Versuchen Sie es gleich noch einmal.',
      wrong_state: 'Für diese Rechnung wird keine Überweisung mehr angenommen.',
      rate_limited: 'Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.',
      unreachable: 'Wir waren nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      failed: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
      outcome_unknown:
        'Wir wissen nicht, ob Ihre Überweisung angekommen ist. Warten Sie einen Moment, bevor Sie es noch einmal versuchen: Sobald sie ankommt, sehen Sie es auf dieser Seite.',
    },
  },

  shop: {
    goOn: 'Weiter zur Zahlung',
    choose: 'Wählen Sie ein Produkt, um es anzusehen und fortzufahren.',
    all: 'Alle Produkte',
    share: 'Diese Seite teilen',
    qr: 'QR-Code mit der Adresse dieser Seite',
    stale: 'Diese Seite war lange geöffnet und wurde deshalb neu geladen. Es wurde nichts abgebucht.',
    expiredHeading: 'Dieser Link ist abgelaufen',
    expired: (merchant) =>
      `Über diesen Link kann nicht mehr bezahlt werden. Bitten Sie ${merchant} um einen neuen Link.`,
    inactiveHeading: 'Dieser Link wird nicht mehr verwendet',
    inactive: (merchant) => `Hier gibt es derzeit nichts zu kaufen. Bitten Sie ${merchant} um einen anderen Link.`,
  },

  subscription: {
    title: 'Abonnement',
    price: (amount, every) => `${amount} ${every}`,
    every: {
      DAILY: 'pro Tag',
      WEEKLY: 'pro Woche',
      MONTHLY: 'pro Monat',
      QUARTERLY: 'alle drei Monate',
      YEARLY: 'pro Jahr',
    },
    trial: (days, price) => `${days === 1 ? '1\u00a0Tag' : `${days}\u00a0Tage`} kostenlos, danach ${price}`,
    email: 'E-Mail-Adresse',
    name: 'Name',
    optional: 'optional',
    subscribe: 'Abonnieren',
    subscribing: 'Einen Moment',
    how: 'Die Rechnung für jeden Zeitraum kommt an diese Adresse, mit einem Link zum Bezahlen.',
    howTrial:
      'Solange die kostenlosen Tage laufen, ist nichts zu bezahlen. Danach kommt die Rechnung an diese Adresse.',
    problem: {
      emailMissing: 'Geben Sie Ihre E-Mail-Adresse ein: Dorthin kommen die Rechnungen.',
      emailWrong: 'Das ist keine E-Mail-Adresse. Bitte prüfen Sie die Schreibweise, zum Beispiel name@example.com.',
      nameLong: 'Das sind mehr als 200\u00a0Zeichen. Ein kürzerer Name genügt.',
    },
    failedHeading: 'Das hat nicht geklappt',
    failure: {
      invalid_request:
        'Eine Angabe im Formular war nicht lesbar. Prüfen Sie die E-Mail-Adresse und versuchen Sie es noch einmal.',
      rate_limited:
        'Diese Adresse oder Ihre Verbindung wurde zu oft verwendet. Bitte versuchen Sie es später noch einmal.',
      unreachable: 'Wir waren nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      failed: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
    },
    closedHeading: 'Nicht mehr erhältlich',
    closed: (name, merchant) =>
      `„${name}“ kann nicht mehr neu abonniert werden. Fragen Sie ${merchant}, was es stattdessen gibt.`,
    trialHeading: 'Ihre kostenlosen Tage haben begonnen',
    trialUntil: 'Kostenlos bis',
    trialThen: (price) => `Danach kostet das Abo ${price}. Die Rechnung kommt per E-Mail.`,
    activeHeading: 'Ihr Abo ist aktiv',
    active: (name, merchant) =>
      `${merchant} hat Ihre erste Zahlung für „${name}“ erhalten. Die Rechnung für jeden Zeitraum kommt per E-Mail.`,
    receipt: 'Beleg ansehen',
    pendingHeading: 'Ihr Abo ist angelegt',
    pending: 'Die Rechnung kommt per E-Mail. Das Abo beginnt, sobald sie bezahlt ist.',
    startOver: 'Von vorn beginnen',
  },

  reminders: {
    heading: 'Erinnerungen abbestellen',
    question: (merchant) => `Möchten Sie von ${merchant} keine Erinnerungen mehr per E-Mail erhalten?`,
    stop: 'Erinnerungen abbestellen',
    stoppedHeading: 'Erinnerungen abbestellt',
    stopped: (merchant) =>
      `${merchant} erinnert Sie nicht mehr per E-Mail. Was noch offen ist, können Sie weiterhin wie bisher bezahlen.`,
  },

  problem: {
    notFoundTitle: 'Link nicht gefunden',
    notFound:
      'Zu diesem Link gibt es keine Zahlung. Prüfen Sie, ob die Adresse vollständig ist, oder bitten Sie den Händler um einen neuen Link.',
    problemTitle: 'Etwas ist schiefgegangen',
    problem:
      'Diese Seite konnte nicht angezeigt werden. Bitte laden Sie sie gleich noch einmal. Was Sie schon bezahlt haben, wird nicht noch einmal abgebucht.',
    reload: 'Neu laden',
    tooManyTitle: 'Zu viele Versuche',
    tooMany: 'Bitte warten Sie eine Minute und laden Sie diese Seite dann neu.',
  },
}
