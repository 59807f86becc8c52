import type { Texts } from './en.ts'

/**
 * French. Says "vous", and no participle that agrees with the payer ("débité(e)"). A merchant's name never follows "de"
 * or "à", which would elide or contract before some: "Contactez …", "chez …". A transfer on a ledger is a "transfert"
 * (a "virement" is a bank's), a wallet a "portefeuille". U+202F stands before ; : ! ? and inside « ».
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'fr',

  widget: {
    title: 'Paiement',
    close: 'Fermer',
    busyReason: 'Veuillez patienter, votre paiement est en cours de traitement.',
  },

  common: {
    testMode: 'Mode test',
    testModeMeaning: 'Ceci est un test. Aucune somme réelle n’est en jeu.',
    offline: 'Vous êtes hors ligne. Cette page se mettra à jour d’elle-même dès le retour de la connexion.',
    needsScript: 'Pour payer ici, activez JavaScript dans votre navigateur, puis rechargez la page.',
    copy: 'Copier',
    copied: 'Copié',
    copyFailed: 'La copie a échoué. Sélectionnez le texte et copiez-le vous-même.',
    tryAgain: 'Réessayer',
    backTo: (merchant) => `Retour chez ${merchant}`,
    returnTo: (merchant) => `Retour chez ${merchant}`,
    print: 'Imprimer le reçu',
  },

  methods: { card: 'Carte bancaire', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${amount} pour ${merchant}`,
    paid: (merchant) => `Paiement effectué – ${merchant}`,
    closed: (merchant) => `Paiement – ${merchant}`,
    invoice: (title, merchant) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Montant à payer',
    subtotal: 'Sous-total',
    discount: (code) => `Réduction (${code})`,
    total: 'Total',
    methodLegend: 'Comment souhaitez-vous payer\u202f?',
    cardHeading: 'Informations de la carte',
    loading: 'Chargement du formulaire de carte',
    preparing: (place) => `Préparation de votre paiement par ${place}`,
    connecting: (place) => `Connexion à ${place}`,
    goOn: (place, by) =>
      by
        ? `Le paiement se poursuit sur une page ${place} gérée par ${by}. Vous reviendrez ensuite ici.`
        : `Le paiement se poursuit sur la page ${place}. Vous reviendrez ensuite ici.`,
    pay: (amount) => `Payer ${amount}`,
    processing: 'Paiement en cours',
    waitingForBank: 'En attente de votre banque',
    waitingForBankHint:
      'Votre banque veut s’assurer qu’il s’agit bien de vous. Suivez ses instructions ou ouvrez son application.',
    keepOpen: 'Veuillez garder cette page ouverte.',
    slow: 'Cela prend plus de temps que d’habitude. Vous pouvez fermer cette page\u202f: vous ne paierez pas deux fois, et ce lien vous montrera le résultat.',
    waitingFor: (place) => `Nous attendons ${place}`,
    waitingForHint: (place) => `Nous demandons à ${place} si le paiement a abouti. Veuillez garder cette page ouverte.`,
    finishInWindow: (place) => `Terminez le paiement dans la fenêtre ${place}, puis revenez ici.`,
    windowLost: (place) =>
      `Terminez le paiement dans la fenêtre ${place}. Si vous l’avez fermée, recommencez depuis le début.`,
    showWindow: (place) => `Afficher la fenêtre ${place}`,
    leaving: (place) => `Redirection vers ${place}. Si rien ne se passe, utilisez le bouton.`,
    continueTo: (place) => `Continuer vers ${place}`,
    continuePayment: 'Continuer le paiement',
    startOver: 'Recommencer',
    turnedBack: (place) =>
      place
        ? `Vous avez quitté ${place} avant la fin du paiement\u202f; rien n’a été débité.`
        : 'Vous avez interrompu le paiement avant la fin\u202f; rien n’a été débité.',
    priceChanged:
      'Le code promo avait atteint sa limite d’utilisation et a été retiré. Rien n’a été débité\u202f: vérifiez le nouveau montant.',
    closeWindowHeading: 'Vous pouvez fermer cette fenêtre',
    closeWindow: 'La suite du paiement s’affiche sur la page où vous avez commencé.',
    nothingDue: 'Il ne reste rien à payer.',
    complete: 'Valider la commande',
    completing: 'Validation de la commande',
    notCompleted: 'Cela n’a pas fonctionné. Veuillez réessayer.',
    privacy: (provider, merchant) =>
      `Les informations de votre carte sont transmises directement ${provider ? `à ${provider}` : 'au prestataire de paiement'}. ${merchant} ne les voit jamais.`,
    privacyElsewhere: (place, merchant) =>
      `Ce que vous saisissez sur la page ${place} y reste. ${merchant} ne le voit jamais.`,
    incomplete: 'Certaines informations de la carte manquent ou sont incorrectes. Veuillez les vérifier.',
    notStarted: 'Cela n’a pas fonctionné, et rien n’a été débité. Veuillez réessayer.',
    failedHeading: 'Le paiement n’a pas abouti',
    failed: 'Votre carte n’a pas été débitée. Vous pouvez réessayer ou utiliser une autre carte.',
    failedElsewhere: 'Rien n’a été débité. Vous pouvez réessayer ou payer d’une autre façon.',
    unavailableHeading: 'Le paiement par carte est momentanément indisponible',
    unavailableElsewhereHeading: (place) => `${place} est momentanément indisponible`,
    unavailable: 'Rien n’a été débité. Veuillez réessayer dans un instant.',
    scriptFailedHeading: 'Le formulaire de carte n’a pas pu être chargé',
    scriptFailed: 'Vérifiez votre connexion. Un bloqueur de contenu peut aussi en être la cause.',
    scriptFailedElsewhereHeading: 'Ce moyen de paiement n’a pas pu être chargé',
    noMethodHeading: 'Le paiement en ligne n’est pas possible ici',
    noMethod: (merchant) =>
      `${merchant} ne peut pas accepter ce paiement pour le moment. Demandez-lui un autre moyen de payer.`,
    cancelledHeading: 'Ce paiement a été annulé',
    cancelled: 'Il ne peut plus être effectué. Rien n’a été débité.',
    expiredHeading: 'Ce lien de paiement a expiré',
    expired: (merchant) => `Il n’est plus possible de payer ici. Contactez ${merchant} pour obtenir un nouveau lien.`,
  },

  decline: {
    heading: 'Votre carte a été refusée',
    insufficient_funds: 'Les fonds disponibles sur cette carte sont insuffisants. Veuillez utiliser une autre carte.',
    expired_card: 'Cette carte a expiré. Veuillez utiliser une autre carte.',
    incorrect_cvc: 'Le code de sécurité (CVC) est incorrect. Veuillez le vérifier et réessayer.',
    incorrect_number: 'Le numéro de carte est incorrect. Veuillez le vérifier et réessayer.',
    authentication_failed: 'Votre banque n’a pas pu confirmer votre identité. Réessayez ou utilisez une autre carte.',
    processing_error: 'La carte n’a pas pu être traitée pour le moment. Veuillez réessayer dans un instant.',
    declined: 'Votre banque n’a pas précisé pourquoi. Veuillez utiliser une autre carte ou contacter votre banque.',
    elsewhereHeading: (place) => `${place} n’a pas accepté le paiement`,
    elsewhere: 'Rien n’a été débité. Réessayez ou payez d’une autre façon.',
  },

  coupon: {
    add: 'Ajouter un code promo',
    label: 'Code promo',
    apply: 'Appliquer',
    applying: 'Vérification',
    remove: 'Retirer',
    removeItem: (code) => `Retirer le code promo ${code}`,
    applied: (code, discount) => `Code promo ${code} appliqué\u202f: ${discount} de réduction.`,
    empty: 'Saisissez d’abord un code.',
    failure: {
      coupon_unknown: 'Ce code n’existe pas. Vérifiez son orthographe.',
      coupon_not_applicable: 'Ce code ne s’applique pas à ce paiement.',
      coupon_used_up: 'Ce code a atteint son nombre maximal d’utilisations.',
      wrong_state: 'Le montant ne peut plus être modifié.',
      rate_limited: 'Trop de tentatives. Veuillez patienter une minute, puis réessayer.',
      unreachable: 'Impossible de nous joindre. Vérifiez votre connexion et réessayez.',
      failed: 'Une erreur s’est produite de notre côté. Veuillez réessayer.',
    },
  },

  receipt: {
    succeededHeading: 'Paiement réussi',
    succeeded: (merchant) => `Merci. ${merchant} a bien reçu votre paiement.`,
    freeHeading: 'Commande validée',
    free: (merchant) => `Merci. ${merchant} a bien reçu votre commande. Rien n’a été débité.`,
    alreadyPaidHeading: 'Déjà payé',
    alreadyPaid: 'Ce paiement est terminé. Vous n’avez plus rien à faire.',
    refundedHeading: 'Paiement remboursé',
    refunded:
      'La totalité du montant a été remboursée. Quelques jours peuvent s’écouler avant que votre banque ne l’affiche.',
    partlyRefundedHeading: 'Paiement partiellement remboursé',
    partlyRefunded:
      'Une partie du montant a été remboursée. Quelques jours peuvent s’écouler avant que votre banque ne l’affiche.',
    amount: 'Montant',
    merchant: 'Marchand',
    description: 'Description',
    paid: 'Payé le',
    created: 'Créé le',
    reference: 'Référence',
  },

  invoice: {
    due: 'Montant à envoyer',
    anyAmount: (asset) => `Montant libre en ${asset}`,
    order: 'Commande',
    timeLeft: 'Temps restant pour l’envoi',
    quote: (price, rate, asset) => `${price} au cours de ${rate} pour 1\u00a0${asset}`,
    quoteOfPart: (price, rate, asset) => `Prix total ${price}, au cours de ${rate} pour 1\u00a0${asset}`,
    quoteLeft: 'Ce prix reste valable',
    quoteOverHeading: 'Ce prix n’est plus valable',
    quoteOver: 'N’envoyez pas d’argent maintenant\u202f: le montant a pu changer.',
    quoteRenewed: (amount) => `Le prix a été actualisé\u202f: envoyez ${amount}.`,
    quoteWasOver: 'Le prix n’était plus valable. Vérifiez le nouveau montant, puis réessayez.',
    quoteFailedHeading: 'Nous n’avons pas pu obtenir un nouveau prix',
    quoteFailed: 'N’envoyez pas d’argent maintenant. Veuillez réessayer dans un instant.',
    noRateHeading: 'Aucun taux de change n’est disponible pour le moment',
    noRate:
      'N’envoyez pas d’argent maintenant\u202f: nous ne pouvons pas dire quel serait le montant. Veuillez réessayer dans quelques minutes.',
    renewQuote: 'Obtenir un nouveau prix',
    amount: 'Montant',
    network: 'Réseau',
    asset: 'Actif',
    address: 'Adresse',
    issuedBy: (issuer) => `émis par ${issuer}`,
    showIssuer: 'Afficher l’émetteur complet',
    hideIssuer: 'Masquer l’émetteur complet',
    references: { Memo: 'Mémo', 'Destination Tag': 'Tag de destination' },
    referenceRequired: {
      Memo: 'Le mémo est obligatoire. Sans lui, le transfert ne peut pas être associé à cette facture.',
      'Destination Tag':
        'Le tag de destination est obligatoire. Sans lui, le transfert ne peut pas être associé à cette facture.',
    },
    copyItem: (label) => `Copier\u202f: ${label.toLowerCase()}`,
    copiedItem: (label) => `Copié\u202f: ${label.toLowerCase()}`,
    scan: 'Scannez avec votre portefeuille',
    qrLabel: 'Code QR de ce transfert, pour une application de portefeuille',
    openInWallet: 'Ouvrir dans le portefeuille',
    openInXaman: 'Ouvrir dans Xaman',
    orByHand: 'Ou saisissez le transfert vous-même',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'En attente de votre transfert',
    seenHeading: 'Transfert détecté',
    seen: 'Le réseau confirme votre transfert. Cela prend quelques secondes.',
    partialHeading: (remaining) => `Reste à envoyer\u202f: ${remaining}`,
    partial: (received, remaining) =>
      `Montant reçu\u202f: ${received}. Veuillez envoyer le reste, soit ${remaining}, avec les mêmes informations.`,
    received: (received, expected) => `Reçu\u202f: ${received} sur ${expected}`,
    paidHeading: 'Facture payée',
    paid: (merchant) => `Merci. ${merchant} a bien reçu votre transfert.`,
    acceptedHeading: 'Facture réglée',
    accepted: (merchant) => `${merchant} considère cette facture comme payée.`,
    overpaidHeading: 'Facture payée, mais vous avez trop envoyé',
    overpaid: (excess, merchant) =>
      `Vous avez envoyé ${excess} de trop. ${merchant} le sait\u202f: demandez-lui de vous rembourser cet excédent.`,
    paidLateHeading: 'Votre transfert est arrivé trop tard',
    paidLate: (received, merchant) =>
      `Le montant de ${received} est arrivé après l’expiration de la facture. ${merchant} le sait et décidera de la suite à donner.`,
    expiredHeading: 'Cette facture a expiré',
    expired: (merchant) => `N’envoyez plus d’argent. Contactez ${merchant} pour obtenir une nouvelle facture.`,
    underpaidHeading: 'Cette facture a expiré, payée en partie',
    underpaid: (received, merchant) =>
      `Le montant de ${received} est arrivé à temps. N’envoyez rien de plus\u202f: contactez ${merchant} pour connaître la suite.`,
    cancelledHeading: 'Cette facture a été annulée',
    cancelled: 'N’envoyez plus d’argent.',
    paidOn: 'Payée le',
    receivedLabel: 'Reçu',
    expectedLabel: 'Montant dû',
  },

  wallet: {
    use: {
      freighter: 'Signer avec Freighter',
      gemwallet: 'Envoyer avec GemWallet',
      crossmark: 'Envoyer avec Crossmark',
      sandbox: 'Utiliser le portefeuille de test',
    },
    names: {
      freighter: 'Freighter',
      gemwallet: 'GemWallet',
      crossmark: 'Crossmark',
      sandbox: 'Le portefeuille de test',
    },
    connecting: 'Connexion à votre portefeuille',
    signing: 'Confirmez le transfert dans votre portefeuille',
    sending: 'Envoi de votre transfert',
    sent: 'Votre transfert est en route',
    failedHeading: 'Le transfert n’a pas été envoyé',
    unknownHeading: 'Le réseau n’a pas répondu',
    install: 'Installer Freighter',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'le réseau principal (Mainnet)', test: 'le réseau de test (Testnet)' },
    unknownNetwork: (passphrase) => `le réseau «\u202f${passphrase}\u202f»`,
    failure: {
      not_installed: (wallet) => `${wallet} n’est pas installé dans ce navigateur, ou est désactivé pour cette page.`,
      locked: (wallet) => `${wallet} est verrouillé. Ouvrez-le, déverrouillez-le, puis réessayez.`,
      wrong_network: (wallet, network) =>
        `${wallet} est réglé sur un autre réseau. Sélectionnez-y ${network}, puis réessayez.`,
      rejected: 'Vous avez refusé le transfert dans le portefeuille. Rien n’a été envoyé.',
      wallet_failed: 'Le portefeuille n’a pas pu signer le transfert. Rien n’a été envoyé.',
      account_not_found:
        'Ce compte n’existe pas encore sur le réseau. Approvisionnez-le d’abord ou utilisez-en un autre.',
      no_trustline: (asset) =>
        `Ce compte ne peut pas détenir l’actif ${asset}\u202f: il lui manque la ligne de confiance (trustline). Utilisez un autre compte.`,
      insufficient_balance: 'Le solde de ce compte ne suffit pas pour le montant et les frais de réseau.',
      transaction_failed: 'Le réseau a refusé le transfert. Rien n’a été envoyé. Veuillez réessayer.',
      network_unreachable:
        'Le réseau était injoignable. À notre connaissance, rien n’a été envoyé. Réessayez dans un instant.',
      wrong_state: 'Cette facture n’accepte plus de transfert.',
      rate_limited: 'Trop de tentatives. Veuillez patienter une minute, puis réessayer.',
      unreachable: 'Impossible de nous joindre. Vérifiez votre connexion et réessayez.',
      failed: 'Une erreur s’est produite de notre côté. Veuillez réessayer.',
      outcome_unknown:
        'Nous ne savons pas si votre transfert est arrivé. Attendez un instant avant de réessayer\u202f: cette page l’indiquera dès son arrivée.',
    },
  },

  shop: {
    goOn: 'Passer au paiement',
    choose: 'Choisissez un produit pour le voir et continuer.',
    all: 'Tous les produits',
    share: 'Partager cette page',
    qr: 'Code QR de l’adresse de cette page',
    stale: 'Cette page était ouverte depuis longtemps, elle a donc été rechargée. Rien n’a été débité.',
    expiredHeading: 'Ce lien a expiré',
    expired: (merchant) => `Il ne permet plus de payer. Contactez ${merchant} pour obtenir un nouveau lien.`,
    inactiveHeading: 'Ce lien n’est plus utilisé',
    inactive: (merchant) =>
      `Il n’y a rien à acheter ici pour le moment. Contactez ${merchant} pour obtenir un autre lien.`,
  },

  subscription: {
    title: 'Abonnement',
    price: (amount, every) => `${amount} ${every}`,
    every: {
      DAILY: 'par jour',
      WEEKLY: 'par semaine',
      MONTHLY: 'par mois',
      QUARTERLY: 'tous les trois mois',
      YEARLY: 'par an',
    },
    trial: (days, price) => `${days < 2 ? `${days}\u00a0jour gratuit` : `${days}\u00a0jours gratuits`}, puis ${price}`,
    email: 'Adresse e-mail',
    name: 'Nom',
    optional: 'facultatif',
    subscribe: 'S’abonner',
    subscribing: 'Un instant',
    how: 'La facture de chaque période est envoyée à cette adresse, avec un lien pour la payer.',
    howTrial: 'Rien n’est à payer avant la fin des jours gratuits. La facture est ensuite envoyée à cette adresse.',
    problem: {
      emailMissing: 'Saisissez votre adresse e-mail\u202f: les factures y seront envoyées.',
      emailWrong: 'Ceci n’est pas une adresse e-mail. Vérifiez qu’elle est bien écrite, par exemple nom@example.com.',
      nameLong: 'Ce nom dépasse 200\u00a0caractères. Un nom plus court suffit.',
    },
    failedHeading: 'Cela n’a pas fonctionné',
    failure: {
      invalid_request: 'Une partie du formulaire n’a pas pu être lue. Vérifiez l’adresse e-mail et réessayez.',
      rate_limited: 'Cette adresse ou votre connexion a été utilisée trop souvent. Veuillez réessayer plus tard.',
      unreachable: 'Impossible de nous joindre. Vérifiez votre connexion et réessayez.',
      failed: 'Une erreur s’est produite de notre côté. Veuillez réessayer.',
    },
    closedHeading: 'Cette offre n’est plus proposée',
    closed: (name, merchant) =>
      `Il n’est plus possible de s’abonner à l’offre «\u202f${name}\u202f». Contactez ${merchant} pour connaître les autres offres.`,
    trialHeading: 'Vos jours gratuits ont commencé',
    trialUntil: 'Gratuit jusqu’au',
    trialThen: (price) => `Ensuite, l’abonnement coûte ${price}. La facture arrive par e-mail.`,
    activeHeading: 'Votre abonnement est actif',
    active: (name, merchant) =>
      `${merchant} a bien reçu votre premier paiement pour «\u202f${name}\u202f». La facture de chaque période arrive par e-mail.`,
    receipt: 'Voir le reçu',
    pendingHeading: 'Votre abonnement est enregistré',
    pending: 'La facture arrive par e-mail. L’abonnement commence dès qu’elle est payée.',
    startOver: 'Recommencer',
  },

  reminders: {
    heading: 'Arrêter les rappels',
    question: (merchant) => `Souhaitez-vous ne plus recevoir par e-mail les rappels envoyés par ${merchant}\u202f?`,
    stop: 'Arrêter les rappels',
    stoppedHeading: 'Rappels arrêtés',
    stopped: (merchant) =>
      `${merchant} ne vous enverra plus de rappels par e-mail. Ce qui reste à payer peut toujours l’être comme avant.`,
  },

  problem: {
    notFoundTitle: 'Lien introuvable',
    notFound:
      'Aucun paiement ne correspond à ce lien. Vérifiez que l’adresse est complète ou demandez un nouveau lien au marchand.',
    problemTitle: 'Une erreur s’est produite',
    problem:
      'Cette page n’a pas pu être affichée. Veuillez la recharger dans un instant. Ce que vous avez déjà payé ne sera pas débité une seconde fois.',
    reload: 'Recharger',
    tooManyTitle: 'Trop de tentatives',
    tooMany: 'Veuillez patienter une minute, puis recharger cette page.',
  },
}
