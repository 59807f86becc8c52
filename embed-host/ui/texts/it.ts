import type { Texts } from './en.ts'

/**
 * Italian. Says "tu", as checkouts do in Italy. A coupon is a "codice sconto", a transfer on a ledger a "trasferimento"
 * (a "bonifico" goes through a bank), and a price that runs out a "quotazione". Nothing agrees with an inserted name.
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'it',

  widget: {
    title: 'Pagamento',
    close: 'Chiudi',
    busyReason: 'Attendi, il pagamento è in corso.',
  },

  common: {
    testMode: 'Modalità di test',
    testModeMeaning: 'Questa è una prova. Nessun denaro reale viene trasferito.',
    offline: 'Sei offline. La pagina si aggiorna da sola appena torna la connessione.',
    needsScript: 'Per pagare qui, attiva JavaScript nel browser e ricarica la pagina.',
    copy: 'Copia',
    copied: 'Copiato',
    copyFailed: 'Copia non riuscita. Seleziona il testo e copialo a mano.',
    tryAgain: 'Riprova',
    backTo: (merchant) => `Torna a ${merchant}`,
    returnTo: (merchant) => `Torna a ${merchant}`,
    print: 'Stampa ricevuta',
  },

  methods: { card: 'Carta', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${amount} a ${merchant}`,
    paid: (merchant) => `Pagato a ${merchant}`,
    closed: (merchant) => `Pagamento a ${merchant}`,
    invoice: (title, merchant) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Importo da pagare',
    subtotal: 'Subtotale',
    discount: (code) => `Sconto (${code})`,
    total: 'Totale',
    methodLegend: 'Come vuoi pagare?',
    cardHeading: 'Dati della carta',
    loading: 'Caricamento del modulo per la carta',
    preparing: (place) => `Preparazione del pagamento con ${place}`,
    connecting: (place) => `Connessione a ${place} in corso`,
    goOn: (place, by) =>
      by
        ? `Proseguirai su una pagina ${place} gestita da ${by} e, una volta finito, tornerai qui.`
        : `Proseguirai sulla pagina di ${place} e, una volta finito, tornerai qui.`,
    pay: (amount) => `Paga ${amount}`,
    processing: 'Pagamento in corso',
    waitingForBank: 'In attesa della tua banca',
    waitingForBankHint:
      'La banca vuole verificare che sia davvero tu. Segui le sue indicazioni o controlla la sua app.',
    keepOpen: 'Tieni aperta questa pagina.',
    slow: 'Ci vuole più tempo del solito. Puoi chiudere questa pagina: l’importo non ti verrà addebitato due volte e a questo link troverai l’esito.',
    waitingFor: (place) => `In attesa di ${place}`,
    waitingForHint: (place) => `Stiamo chiedendo l’esito a ${place}. Tieni aperta questa pagina.`,
    finishInWindow: (place) => `Completa il pagamento nella finestra di ${place}, poi torna qui.`,
    windowLost: (place) => `Completa il pagamento nella finestra di ${place}. Se l’hai chiusa, ricomincia da capo.`,
    showWindow: (place) => `Mostra la finestra di ${place}`,
    leaving: (place) => `Ti stiamo portando su ${place}. Se non succede nulla, usa il pulsante.`,
    continueTo: (place) => `Continua su ${place}`,
    continuePayment: 'Continua il pagamento',
    startOver: 'Ricomincia',
    turnedBack: (place) =>
      place
        ? `Hai interrotto il pagamento su ${place}: non ti è stato addebitato nulla.`
        : 'Hai interrotto il pagamento prima della fine: non ti è stato addebitato nulla.',
    priceChanged:
      'Il codice sconto era esaurito ed è stato rimosso. Non ti è stato addebitato nulla: controlla il nuovo importo.',
    closeWindowHeading: 'Puoi chiudere questa finestra',
    closeWindow: 'La pagina da cui hai iniziato mostra come prosegue il pagamento.',
    nothingDue: 'Non c’è più nulla da pagare.',
    complete: 'Completa l’ordine',
    completing: 'Completamento dell’ordine',
    notCompleted: 'Qualcosa non ha funzionato. Riprova.',
    privacy: (provider, merchant) =>
      `I dati della carta vanno direttamente ${provider ? `a ${provider}` : 'al fornitore dei servizi di pagamento'}. ${merchant} non li vede mai.`,
    privacyElsewhere: (place, merchant) => `I dati che inserisci su ${place} restano lì. ${merchant} non li vede mai.`,
    incomplete: 'Alcuni dati della carta mancano o non sono corretti. Controllali.',
    notStarted: 'Qualcosa non ha funzionato e non ti è stato addebitato nulla. Riprova.',
    failedHeading: 'Pagamento non riuscito',
    failed: 'Sulla carta non è stato addebitato nulla. Puoi riprovare o usare un’altra carta.',
    failedElsewhere: 'Non ti è stato addebitato nulla. Puoi riprovare o pagare in un altro modo.',
    unavailableHeading: 'Al momento non è possibile pagare con carta',
    unavailableElsewhereHeading: (place) => `Al momento ${place} non è disponibile`,
    unavailable: 'Non ti è stato addebitato nulla. Riprova tra poco.',
    scriptFailedHeading: 'Impossibile caricare il modulo per la carta',
    scriptFailed: 'Controlla la connessione. La causa può essere anche un blocco dei contenuti nel browser.',
    scriptFailedElsewhereHeading: 'Impossibile caricare questo metodo di pagamento',
    noMethodHeading: 'Questo importo non può essere pagato online',
    noMethod: (merchant) =>
      `Al momento ${merchant} non ha un metodo per ricevere questo pagamento. Chiedi al venditore come pagare in un altro modo.`,
    cancelledHeading: 'Questo pagamento è stato annullato',
    cancelled: 'Non è più possibile pagare. Non ti è stato addebitato nulla.',
    expiredHeading: 'Questo link di pagamento è scaduto',
    expired: (merchant) => `Non è più possibile pagare. Chiedi un nuovo link a ${merchant}.`,
  },

  decline: {
    heading: 'La carta è stata rifiutata',
    insufficient_funds: 'I fondi disponibili su questa carta non bastano. Usa un’altra carta.',
    expired_card: 'Questa carta è scaduta. Usa un’altra carta.',
    incorrect_cvc: 'Il codice di sicurezza non è corretto. Controllalo e riprova.',
    incorrect_number: 'Il numero della carta non è corretto. Controllalo e riprova.',
    authentication_failed: 'La banca non è riuscita a verificare la tua identità. Riprova o usa un’altra carta.',
    processing_error:
      'In questo momento non è stato possibile elaborare il pagamento con questa carta. Riprova tra poco.',
    declined: 'La banca non ha indicato il motivo. Usa un’altra carta o chiedi alla tua banca.',
    elsewhereHeading: (place) => `${place} non ha accettato il pagamento`,
    elsewhere: 'Non ti è stato addebitato nulla. Riprova o paga in un altro modo.',
  },

  coupon: {
    add: 'Aggiungi codice sconto',
    label: 'Codice sconto',
    apply: 'Applica',
    applying: 'Verifica del codice',
    remove: 'Rimuovi',
    removeItem: (code) => `Rimuovi il codice sconto ${code}`,
    applied: (code, discount) => `Con il codice sconto ${code} risparmi ${discount}.`,
    empty: 'Prima inserisci un codice.',
    failure: {
      coupon_unknown: 'Questo codice non esiste. Controlla di averlo scritto bene.',
      coupon_not_applicable: 'Questo codice non è valido per questo pagamento.',
      coupon_used_up: 'Questo codice è già stato usato il numero massimo di volte.',
      wrong_state: 'L’importo non può più essere modificato.',
      rate_limited: 'Troppi tentativi. Attendi un minuto e riprova.',
      unreachable: 'Impossibile contattare il servizio. Controlla la connessione e riprova.',
      failed: 'Si è verificato un problema da parte nostra. Riprova.',
    },
  },

  receipt: {
    succeededHeading: 'Pagamento riuscito',
    succeeded: (merchant) => `Grazie. ${merchant} ha ricevuto il tuo pagamento.`,
    freeHeading: 'Ordine completato',
    free: (merchant) => `Grazie. ${merchant} ha ricevuto il tuo ordine. Non ti è stato addebitato nulla.`,
    alreadyPaidHeading: 'Già pagato',
    alreadyPaid: 'Questo pagamento è completo. Non devi fare altro.',
    refundedHeading: 'Pagamento rimborsato',
    refunded: 'L’intero importo è stato rimborsato. La banca può impiegare qualche giorno per mostrarlo.',
    partlyRefundedHeading: 'Pagamento rimborsato in parte',
    partlyRefunded: 'Una parte dell’importo è stata rimborsata. La banca può impiegare qualche giorno per mostrarla.',
    amount: 'Importo',
    merchant: 'Venditore',
    description: 'Descrizione',
    paid: 'Pagato il',
    created: 'Creato il',
    reference: 'Riferimento',
  },

  invoice: {
    due: 'Importo da inviare',
    anyAmount: (asset) => `Qualsiasi importo in ${asset}`,
    order: 'Ordine',
    timeLeft: 'Tempo rimasto per l’invio',
    quote: (price, rate, asset) => `${price} al cambio di ${rate} per 1\u00a0${asset}`,
    quoteOfPart: (price, rate, asset) => `Prezzo totale ${price}, al cambio di ${rate} per 1\u00a0${asset}`,
    quoteLeft: 'Quotazione valida ancora per',
    quoteOverHeading: 'La quotazione è scaduta',
    quoteOver: 'Non inviare denaro adesso: l’importo potrebbe essere cambiato.',
    quoteRenewed: (amount) => `Nuova quotazione: invia ${amount}.`,
    quoteWasOver: 'La quotazione era scaduta. Controlla il nuovo importo, poi riprova.',
    quoteFailedHeading: 'Impossibile ottenere una nuova quotazione',
    quoteFailed: 'Non inviare denaro adesso. Riprova tra poco.',
    noRateHeading: 'Al momento non c’è un tasso di cambio',
    noRate: 'Non inviare denaro adesso: non possiamo dirti quale sarebbe l’importo. Riprova tra qualche minuto.',
    renewQuote: 'Aggiorna quotazione',
    amount: 'Importo',
    network: 'Rete',
    asset: 'Asset',
    address: 'Indirizzo',
    issuedBy: (issuer) => `emesso da ${issuer}`,
    showIssuer: 'Mostra emittente per intero',
    hideIssuer: 'Abbrevia emittente',
    references: { Memo: 'Memo', 'Destination Tag': 'Tag di destinazione' },
    referenceRequired: {
      Memo: 'Il memo è obbligatorio. Senza memo il trasferimento non può essere associato a questa fattura.',
      'Destination Tag':
        'Il tag di destinazione (destination tag) è obbligatorio. Senza questo tag il trasferimento non può essere associato a questa fattura.',
    },
    copyItem: (label) => `Copia ${label.toLowerCase()}`,
    copiedItem: (label) => `${label} copiato`,
    scan: 'Scansiona con il tuo wallet',
    qrLabel: 'Codice QR di questo trasferimento, per un’app wallet',
    openInWallet: 'Apri nel wallet',
    openInXaman: 'Apri in Xaman',
    orByHand: 'Oppure invia manualmente',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'In attesa del tuo trasferimento',
    seenHeading: 'Trasferimento rilevato',
    seen: 'La rete sta confermando il tuo trasferimento. Bastano pochi secondi.',
    partialHeading: (remaining) => `Ancora da inviare: ${remaining}`,
    partial: (received, remaining) =>
      `Importo ricevuto: ${received}. Invia l’importo mancante di ${remaining} con gli stessi dati.`,
    received: (received, expected) => `Ricevuti ${received} su ${expected}`,
    paidHeading: 'Fattura pagata',
    paid: (merchant) => `Grazie. ${merchant} ha ricevuto il tuo trasferimento.`,
    acceptedHeading: 'Fattura saldata',
    accepted: (merchant) => `${merchant} ha accettato questa fattura come pagata.`,
    overpaidHeading: 'Fattura pagata, con un’eccedenza',
    overpaid: (excess, merchant) =>
      `Hai inviato ${excess} in più del dovuto. ${merchant} ne è al corrente: chiedi al venditore di restituirti la differenza.`,
    paidLateHeading: 'Il tuo trasferimento è arrivato troppo tardi',
    paidLate: (received, merchant) =>
      `L’importo di ${received} è arrivato dopo la scadenza della fattura. ${merchant} ne è al corrente e deciderà come gestirlo.`,
    expiredHeading: 'Questa fattura è scaduta',
    expired: (merchant) => `Non inviare più denaro. Chiedi una nuova fattura a ${merchant}.`,
    underpaidHeading: 'Questa fattura è scaduta, pagata solo in parte',
    underpaid: (received, merchant) =>
      `Importo arrivato in tempo: ${received}. Non inviare altro denaro: chiedi a ${merchant} come procedere.`,
    cancelledHeading: 'Questa fattura è stata annullata',
    cancelled: 'Non inviare più denaro.',
    paidOn: 'Pagata il',
    receivedLabel: 'Ricevuto',
    expectedLabel: 'Dovuto',
  },

  wallet: {
    use: {
      freighter: 'Firma con Freighter',
      gemwallet: 'Invia con GemWallet',
      crossmark: 'Invia con Crossmark',
      sandbox: 'Usa il wallet sandbox',
    },
    names: { freighter: 'Freighter', gemwallet: 'GemWallet', crossmark: 'Crossmark', sandbox: 'Il wallet sandbox' },
    connecting: 'Connessione al wallet in corso',
    signing: 'Conferma il trasferimento nel wallet',
    sending: 'Invio del trasferimento',
    sent: 'Il trasferimento è partito',
    failedHeading: 'Il trasferimento non è stato inviato',
    unknownHeading: 'La rete non ha risposto',
    install: 'Installa Freighter',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'la rete principale', test: 'la rete di test' },
    unknownNetwork: (passphrase) => `la rete “${passphrase}”`,
    failure: {
      not_installed: (wallet) => `${wallet} non è installato in questo browser o è disattivato per questa pagina.`,
      locked: (wallet) => `${wallet} è bloccato. Aprilo, sbloccalo e riprova.`,
      wrong_network: (wallet, network) =>
        `${wallet} è impostato su un’altra rete. Seleziona ${network} nel wallet e riprova.`,
      rejected: 'Hai rifiutato nel wallet. Non è stato inviato nulla.',
      wallet_failed: 'Il wallet non è riuscito a firmare il trasferimento. Non è stato inviato nulla.',
      account_not_found: 'Questo account non esiste ancora sulla rete. Prima ricaricalo, oppure usane un altro.',
      no_trustline: (asset) =>
        `Questo account non può detenere ${asset}: gli manca la trustline necessaria. Usa un altro account.`,
      insufficient_balance: 'Il saldo di questo account non basta per l’importo e la commissione di rete.',
      transaction_failed: 'La rete ha rifiutato il trasferimento. Non è stato inviato nulla. Riprova.',
      network_unreachable:
        'Non è stato possibile raggiungere la rete: per quanto ne sappiamo non è stato inviato nulla. Riprova tra poco.',
      wrong_state: 'Questa fattura non accetta più trasferimenti.',
      rate_limited: 'Troppi tentativi. Attendi un minuto e riprova.',
      unreachable: 'Impossibile contattare il servizio. Controlla la connessione e riprova.',
      failed: 'Si è verificato un problema da parte nostra. Riprova.',
      outcome_unknown:
        'Non sappiamo se il trasferimento sia arrivato. Aspetta un momento prima di riprovare: se arriva, lo vedrai su questa pagina.',
    },
  },

  shop: {
    goOn: 'Vai al pagamento',
    choose: 'Scegli un prodotto per vederlo e proseguire.',
    all: 'Tutti i prodotti',
    share: 'Condividi questa pagina',
    qr: 'Codice QR con l’indirizzo di questa pagina',
    stale: 'Questa pagina era aperta da molto tempo, perciò è stata ricaricata. Non ti è stato addebitato nulla.',
    expiredHeading: 'Questo link è scaduto',
    expired: (merchant) => `Con questo link non è più possibile pagare. Chiedi un nuovo link a ${merchant}.`,
    inactiveHeading: 'Questo link non è più attivo',
    inactive: (merchant) => `Al momento qui non c’è nulla da acquistare. Chiedi un altro link a ${merchant}.`,
  },

  subscription: {
    title: 'Abbonamento',
    price: (amount, every) => `${amount} ${every}`,
    every: {
      DAILY: 'al giorno',
      WEEKLY: 'alla settimana',
      MONTHLY: 'al mese',
      QUARTERLY: 'ogni tre mesi',
      YEARLY: 'all’anno',
    },
    trial: (days, price) => `${days === 1 ? '1\u00a0giorno' : `${days}\u00a0giorni`} gratis, poi ${price}`,
    email: 'Email',
    name: 'Nome',
    optional: 'facoltativo',
    subscribe: 'Abbonati',
    subscribing: 'Un momento',
    how: 'A questo indirizzo riceverai la fattura di ogni periodo, con un link per pagarla.',
    howTrial:
      'Non c’è nulla da pagare fino al termine dei giorni gratuiti. Poi riceverai la fattura a questo indirizzo.',
    problem: {
      emailMissing: 'Inserisci il tuo indirizzo email: è lì che arrivano le fatture.',
      emailWrong: 'Questo non è un indirizzo email. Controlla com’è scritto, per esempio nome@example.com.',
      nameLong: 'Il testo supera i 200\u00a0caratteri. Basta un nome più breve.',
    },
    failedHeading: 'Qualcosa non ha funzionato',
    failure: {
      invalid_request: 'Alcuni dati del modulo non sono leggibili. Controlla l’indirizzo email e riprova.',
      rate_limited: 'Questo indirizzo, o la tua connessione, è stato usato troppe volte. Riprova più tardi.',
      unreachable: 'Impossibile contattare il servizio. Controlla la connessione e riprova.',
      failed: 'Si è verificato un problema da parte nostra. Riprova.',
    },
    closedHeading: 'Non più disponibile',
    closed: (name, merchant) =>
      `${name} non accetta più nuovi abbonamenti. Chiedi a ${merchant} quali alternative ci sono.`,
    trialHeading: 'I tuoi giorni gratuiti sono iniziati',
    trialUntil: 'Fine del periodo gratuito:',
    trialThen: (price) => `In seguito il prezzo è di ${price}. La fattura arriva via email.`,
    activeHeading: 'Abbonamento attivo',
    active: (name, merchant) =>
      `${merchant} ha ricevuto il tuo primo pagamento per ${name}. La fattura di ogni periodo arriva via email.`,
    pendingHeading: 'Abbonamento creato',
    pending: 'La fattura arriva via email. L’abbonamento inizia quando viene pagata.',
    startOver: 'Ricomincia',
  },

  reminders: {
    heading: 'Disattiva i promemoria',
    question: (merchant) => `Vuoi smettere di ricevere i promemoria di ${merchant} via email?`,
    stop: 'Disattiva i promemoria',
    stoppedHeading: 'Promemoria disattivati',
    stopped: (merchant) =>
      `${merchant} non ti invierà più promemoria via email. Ciò che resta da pagare si può pagare come prima.`,
  },

  problem: {
    notFoundTitle: 'Link non trovato',
    notFound:
      'A questo link non corrisponde nessun pagamento. Controlla che l’indirizzo sia completo o chiedine uno nuovo al venditore.',
    problemTitle: 'Qualcosa è andato storto',
    problem:
      'Non è stato possibile mostrare questa pagina. Ricaricala tra poco. Ciò che hai già pagato non verrà addebitato due volte.',
    reload: 'Ricarica',
    tooManyTitle: 'Troppi tentativi',
    tooMany: 'Attendi un minuto, poi ricarica questa pagina.',
  },
}
