import type { Texts } from './en.ts'

/**
 * Spanish, for Spain and America alike. Says "usted", mostly without the pronoun, and words known on both sides
 * ("enlace", "escribir", "billetera"). Expired is "caducado": a "factura vencida" would be an overdue one. No adjective
 * agrees with a wallet's name, as its gender is open; names of networks are feminine and follow "a".
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'es',

  widget: {
    title: 'Pago',
    close: 'Cerrar',
    busyReason: 'Espere, por favor: su pago se está procesando.',
  },

  common: {
    testMode: 'Modo de prueba',
    testModeMeaning: 'Esto es una prueba. No se mueve dinero real.',
    offline: 'No tiene conexión. Esta página se actualizará sola cuando la conexión vuelva.',
    needsScript: 'Para pagar aquí, active JavaScript en su navegador y vuelva a cargar la página.',
    copy: 'Copiar',
    copied: 'Copiado',
    copyFailed: 'No se pudo copiar. Seleccione el texto y cópielo a mano.',
    tryAgain: 'Intentar de nuevo',
    backTo: (merchant) => `Volver a ${merchant}`,
    returnTo: (merchant) => `Volver a ${merchant}`,
    print: 'Imprimir recibo',
  },

  methods: { card: 'Tarjeta', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${amount} a ${merchant}`,
    paid: (merchant) => `Pagado a ${merchant}`,
    closed: (merchant) => `Pago a ${merchant}`,
    invoice: (title, merchant) => `${title}, ${merchant}`,
  },

  payment: {
    due: 'Importe a pagar',
    subtotal: 'Subtotal',
    discount: (code) => `Descuento (${code})`,
    total: 'Total',
    methodLegend: '¿Cómo desea pagar?',
    cardHeading: 'Datos de la tarjeta',
    loading: 'Cargando el formulario de la tarjeta',
    preparing: (place) => `Preparando su pago con ${place}`,
    connecting: (place) => `Conectando con ${place}`,
    goOn: (place, by) =>
      by
        ? `El pago continúa en una página de ${place} gestionada por ${by}. Al terminar, volverá aquí.`
        : `El pago continúa en la página de ${place}. Al terminar, volverá aquí.`,
    pay: (amount) => `Pagar ${amount}`,
    processing: 'Procesando su pago',
    waitingForBank: 'Esperando a su banco',
    waitingForBankHint:
      'Su banco quiere confirmar que se trata de usted. Siga sus indicaciones o abra la aplicación del banco.',
    keepOpen: 'No cierre esta página, por favor.',
    slow: 'Esto tarda más de lo habitual. Puede cerrar esta página: no se le cobrará dos veces, y en este enlace podrá ver el resultado.',
    waitingFor: (place) => `Esperando a ${place}`,
    waitingForHint: (place) =>
      `Estamos consultando a ${place} el resultado del pago. No cierre esta página, por favor.`,
    finishInWindow: (place) => `Termine el pago en la ventana de ${place} y luego vuelva aquí.`,
    windowLost: (place) => `Termine el pago en la ventana de ${place}. Si la ha cerrado, empiece de nuevo.`,
    showWindow: (place) => `Ver la ventana de ${place}`,
    leaving: (place) => `Redirigiendo a ${place}. Si no ocurre nada, use el botón.`,
    continueTo: (place) => `Continuar en ${place}`,
    continuePayment: 'Continuar con el pago',
    startOver: 'Empezar de nuevo',
    turnedBack: (place) =>
      place
        ? `Ha salido de ${place} sin terminar el pago; no se le ha cobrado nada.`
        : 'Ha vuelto atrás sin terminar el pago; no se le ha cobrado nada.',
    priceChanged: 'El cupón ya estaba agotado y se ha quitado. No se le ha cobrado nada: compruebe el nuevo importe.',
    closeWindowHeading: 'Puede cerrar esta ventana',
    closeWindow: 'En la página donde empezó verá cómo sigue el pago.',
    nothingDue: 'No queda nada por pagar.',
    complete: 'Completar pedido',
    completing: 'Completando su pedido',
    notCompleted: 'No ha funcionado. Inténtelo de nuevo, por favor.',
    privacy: (provider, merchant) =>
      `Los datos de su tarjeta van directamente ${provider ? `a ${provider}` : 'al proveedor de pagos'}. ${merchant} nunca los ve.`,
    privacyElsewhere: (place, merchant) => `Lo que escriba en ${place} se queda allí. ${merchant} nunca lo ve.`,
    incomplete: 'Algunos datos de la tarjeta faltan o son incorrectos. Revíselos, por favor.',
    notStarted: 'No ha funcionado, y no se le ha cobrado nada. Inténtelo de nuevo, por favor.',
    failedHeading: 'No se ha podido realizar el pago',
    failed: 'No se ha cobrado nada en su tarjeta. Puede intentarlo de nuevo o usar otra tarjeta.',
    failedElsewhere: 'No se le ha cobrado nada. Puede intentarlo de nuevo o pagar de otra forma.',
    unavailableHeading: 'El pago con tarjeta no está disponible en este momento',
    unavailableElsewhereHeading: (place) => `${place} no está disponible en este momento`,
    unavailable: 'No se le ha cobrado nada. Inténtelo de nuevo dentro de un momento.',
    scriptFailedHeading: 'No se ha podido cargar el formulario de la tarjeta',
    scriptFailed: 'Compruebe su conexión. También puede deberse a un bloqueador de contenido.',
    scriptFailedElsewhereHeading: 'No se ha podido cargar esta forma de pago',
    noMethodHeading: 'Este pago no se puede hacer en línea',
    noMethod: (merchant) =>
      `${merchant} no puede recibir este pago en este momento. Pregunte allí por otra forma de pagar.`,
    cancelledHeading: 'Este pago se ha cancelado',
    cancelled: 'Ya no se puede realizar. No se le ha cobrado nada.',
    expiredHeading: 'Este enlace de pago ha caducado',
    expired: (merchant) => `Aquí ya no se puede pagar. Pida un enlace nuevo a ${merchant}.`,
  },

  decline: {
    heading: 'Su tarjeta ha sido rechazada',
    insufficient_funds: 'Esta tarjeta no tiene fondos suficientes. Use otra tarjeta, por favor.',
    expired_card: 'Esta tarjeta ha caducado. Use otra tarjeta, por favor.',
    incorrect_cvc: 'El código de seguridad (CVC) no es correcto. Revíselo e inténtelo de nuevo.',
    incorrect_number: 'El número de la tarjeta no es correcto. Revíselo e inténtelo de nuevo.',
    authentication_failed:
      'Su banco no ha podido confirmar que se trataba de usted. Inténtelo de nuevo o use otra tarjeta.',
    processing_error: 'No se ha podido procesar la tarjeta. Inténtelo de nuevo dentro de un momento.',
    declined: 'Su banco no ha indicado el motivo. Use otra tarjeta o consulte a su banco.',
    elsewhereHeading: (place) => `${place} no ha aceptado el pago`,
    elsewhere: 'No se le ha cobrado nada. Inténtelo de nuevo o pague de otra forma.',
  },

  coupon: {
    add: 'Añadir código de cupón',
    label: 'Código de cupón',
    apply: 'Aplicar',
    applying: 'Comprobando',
    remove: 'Quitar',
    removeItem: (code) => `Quitar el cupón ${code}`,
    applied: (code, discount) => `Cupón ${code} aplicado: ${discount} de descuento.`,
    empty: 'Escriba primero un código.',
    failure: {
      coupon_unknown: 'Ese código no existe. Compruebe que esté bien escrito.',
      coupon_not_applicable: 'Este código no es válido para este pago.',
      coupon_used_up: 'Este código ya ha alcanzado su límite de usos.',
      wrong_state: 'El importe ya no se puede cambiar.',
      rate_limited: 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
      unreachable: 'No se ha podido conectar con nosotros. Compruebe su conexión e inténtelo de nuevo.',
      failed: 'Algo ha fallado por nuestra parte. Inténtelo de nuevo, por favor.',
    },
  },

  receipt: {
    succeededHeading: 'Pago realizado',
    succeeded: (merchant) => `Gracias. ${merchant} ha recibido su pago.`,
    freeHeading: 'Pedido completado',
    free: (merchant) => `Gracias. ${merchant} ha recibido su pedido. No se le ha cobrado nada.`,
    alreadyPaidHeading: 'Ya está pagado',
    alreadyPaid: 'Este pago está completo. No tiene que hacer nada más.',
    refundedHeading: 'Pago reembolsado',
    refunded: 'Se ha devuelto el importe completo. El banco puede tardar unos días en mostrarlo.',
    partlyRefundedHeading: 'Pago reembolsado en parte',
    partlyRefunded: 'Se ha devuelto una parte del importe. El banco puede tardar unos días en mostrarlo.',
    amount: 'Importe',
    merchant: 'Comercio',
    description: 'Descripción',
    paid: 'Fecha de pago',
    created: 'Fecha de creación',
    reference: 'Referencia',
  },

  invoice: {
    due: 'Importe a enviar',
    anyAmount: (asset) => `Cualquier importe en ${asset}`,
    order: 'Pedido',
    timeLeft: 'Tiempo restante para enviar',
    quote: (price, rate, asset) => `${price} al cambio de ${rate} por 1\u00a0${asset}`,
    quoteOfPart: (price, rate, asset) => `Precio total ${price}, al cambio de ${rate} por 1\u00a0${asset}`,
    quoteLeft: 'Este precio es válido durante',
    quoteOverHeading: 'Este precio ya no es válido',
    quoteOver: 'No envíe dinero ahora: el importe puede haber cambiado.',
    quoteRenewed: (amount) => `Precio actualizado: envíe ${amount}.`,
    quoteWasOver: 'El precio ya no era válido. Compruebe el nuevo importe e inténtelo de nuevo.',
    quoteFailedHeading: 'No hemos podido obtener un precio nuevo',
    quoteFailed: 'No envíe dinero ahora. Inténtelo de nuevo dentro de un momento.',
    noRateHeading: 'En este momento no hay tipo de cambio',
    noRate:
      'No envíe dinero ahora: no podemos decirle cuánto tendría que ser. Inténtelo de nuevo dentro de unos minutos.',
    renewQuote: 'Obtener un precio nuevo',
    amount: 'Importe',
    network: 'Red',
    asset: 'Activo',
    address: 'Dirección',
    issuedBy: (issuer) => `emitido por ${issuer}`,
    showIssuer: 'Mostrar el emisor completo',
    hideIssuer: 'Ocultar el emisor completo',
    references: { Memo: 'Memo', 'Destination Tag': 'Etiqueta de destino' },
    referenceRequired: {
      Memo: 'El memo es obligatorio. Sin él, la transferencia no se puede asociar a esta factura.',
      'Destination Tag':
        'La etiqueta de destino (destination tag) es obligatoria. Sin ella, la transferencia no se puede asociar a esta factura.',
    },
    copyItem: (label) => `Copiar ${label.toLowerCase()}`,
    copiedItem: (label) => `Copiado: ${label.toLowerCase()}`,
    scan: 'Escanee con su billetera',
    qrLabel: 'Código QR de esta transferencia, para una aplicación de billetera',
    openInWallet: 'Abrir en la billetera',
    openInXaman: 'Abrir en Xaman',
    orByHand: 'O haga la transferencia a mano',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'Esperando su transferencia',
    seenHeading: 'Transferencia detectada',
    seen: 'La red está confirmando su transferencia. Tarda unos segundos.',
    partialHeading: (remaining) => `Falta por enviar: ${remaining}`,
    partial: (received, remaining) =>
      `Importe recibido: ${received}. Envíe el resto, ${remaining}, con los mismos datos.`,
    received: (received, expected) => `Recibido: ${received} de ${expected}`,
    paidHeading: 'Factura pagada',
    paid: (merchant) => `Gracias. ${merchant} ha recibido su transferencia.`,
    acceptedHeading: 'Factura saldada',
    accepted: (merchant) => `${merchant} ha dado esta factura por pagada.`,
    overpaidHeading: 'Factura pagada, pero ha enviado de más',
    overpaid: (excess, merchant) =>
      `Ha enviado ${excess} más de lo debido. ${merchant} lo sabe; pida allí que se lo devuelvan.`,
    paidLateHeading: 'Su transferencia ha llegado tarde',
    paidLate: (received, merchant) =>
      `El importe de ${received} llegó cuando la factura ya había caducado. ${merchant} lo sabe y decidirá qué hacer con él.`,
    expiredHeading: 'Esta factura ha caducado',
    expired: (merchant) => `No envíe dinero: ya no es válida. Pida una factura nueva a ${merchant}.`,
    underpaidHeading: 'Esta factura ha caducado, pagada solo en parte',
    underpaid: (received, merchant) =>
      `El importe de ${received} llegó a tiempo. No envíe nada más: pregunte a ${merchant} cómo continuar.`,
    cancelledHeading: 'Esta factura se ha cancelado',
    cancelled: 'No envíe dinero: ya no es válida.',
    paidOn: 'Fecha de pago',
    receivedLabel: 'Recibido',
    expectedLabel: 'Importe de la factura',
  },

  wallet: {
    use: {
      freighter: 'Firmar con Freighter',
      gemwallet: 'Enviar con GemWallet',
      crossmark: 'Enviar con Crossmark',
      sandbox: 'Usar la billetera de prueba',
    },
    names: {
      freighter: 'Freighter',
      gemwallet: 'GemWallet',
      crossmark: 'Crossmark',
      sandbox: 'La billetera de prueba',
    },
    connecting: 'Conectando con su billetera',
    signing: 'Confirme la transferencia en su billetera',
    sending: 'Enviando su transferencia',
    sent: 'Su transferencia está en camino',
    failedHeading: 'La transferencia no se ha enviado',
    unknownHeading: 'La red no ha respondido',
    install: 'Instalar Freighter',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'la red principal (Mainnet)', test: 'la red de prueba (Testnet)' },
    unknownNetwork: (passphrase) => `la red «${passphrase}»`,
    failure: {
      not_installed: (wallet) =>
        `${wallet} no está disponible: falta instalar la extensión en este navegador o activarla para esta página.`,
      locked: (wallet) => `${wallet} tiene el bloqueo activado. Abra la extensión, desbloquéela e inténtelo de nuevo.`,
      wrong_network: (wallet, network) => `${wallet} está en otra red. Cambie a ${network} e inténtelo de nuevo.`,
      rejected: 'Ha rechazado la transferencia en la billetera. No se ha enviado nada.',
      wallet_failed: 'La billetera no ha podido firmar la transferencia. No se ha enviado nada.',
      account_not_found: 'Esta cuenta aún no existe en la red. Añádale fondos primero o use otra.',
      no_trustline: (asset) =>
        `Esta cuenta no puede tener ${asset}: le falta la línea de confianza (trustline). Use otra cuenta.`,
      insufficient_balance: 'El saldo de esta cuenta no alcanza para el importe y la comisión de la red.',
      transaction_failed: 'La red ha rechazado la transferencia. No se ha enviado nada. Inténtelo de nuevo, por favor.',
      network_unreachable:
        'No se ha podido conectar con la red. Que sepamos, no se ha enviado nada. Inténtelo de nuevo dentro de un momento.',
      wrong_state: 'Esta factura ya no admite transferencias.',
      rate_limited: 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
      unreachable: 'No se ha podido conectar con nosotros. Compruebe su conexión e inténtelo de nuevo.',
      failed: 'Algo ha fallado por nuestra parte. Inténtelo de nuevo, por favor.',
      outcome_unknown:
        'No sabemos si su transferencia ha llegado. Espere un momento antes de intentarlo de nuevo: cuando llegue, lo verá en esta página.',
    },
  },

  shop: {
    goOn: 'Continuar al pago',
    choose: 'Elija un producto para verlo y continuar.',
    all: 'Todos los productos',
    share: 'Compartir esta página',
    qr: 'Código QR con la dirección de esta página',
    stale: 'Esta página llevaba mucho tiempo abierta y se ha vuelto a cargar. No se le ha cobrado nada.',
    expiredHeading: 'Este enlace ha caducado',
    expired: (merchant) => `Ya no se puede pagar con él. Pida un enlace nuevo a ${merchant}.`,
    inactiveHeading: 'Este enlace ya no se usa',
    inactive: (merchant) => `Aquí no hay nada a la venta en este momento. Pida otro enlace a ${merchant}.`,
  },

  subscription: {
    title: 'Suscripción',
    price: (amount, every) => `${amount} ${every}`,
    every: {
      DAILY: 'al día',
      WEEKLY: 'a la semana',
      MONTHLY: 'al mes',
      QUARTERLY: 'cada tres meses',
      YEARLY: 'al año',
    },
    trial: (days, price) => `${days === 1 ? '1\u00a0día' : `${days}\u00a0días`} gratis, después ${price}`,
    email: 'Correo electrónico',
    name: 'Nombre',
    optional: 'opcional',
    subscribe: 'Suscribirse',
    subscribing: 'Un momento',
    how: 'La factura de cada periodo llega a esta dirección, con un enlace para pagarla.',
    howTrial: 'No hay nada que pagar hasta que terminen los días gratis. Después, la factura llega a esta dirección.',
    problem: {
      emailMissing: 'Escriba su correo electrónico: allí llegarán las facturas.',
      emailWrong: 'Esto no es un correo electrónico. Compruebe cómo está escrito, por ejemplo nombre@example.com.',
      nameLong: 'Tiene más de 200\u00a0caracteres. Basta con un nombre más corto.',
    },
    failedHeading: 'No ha funcionado',
    failure: {
      invalid_request:
        'Algún dato del formulario no se ha podido leer. Revise el correo electrónico e inténtelo de nuevo.',
      rate_limited: 'Esta dirección o su conexión se ha usado demasiadas veces. Inténtelo de nuevo más tarde.',
      unreachable: 'No se ha podido conectar con nosotros. Compruebe su conexión e inténtelo de nuevo.',
      failed: 'Algo ha fallado por nuestra parte. Inténtelo de nuevo, por favor.',
    },
    closedHeading: 'Ya no está disponible',
    closed: (name, merchant) =>
      `«${name}» ya no admite nuevas suscripciones. Pregunte a ${merchant} qué ofrece en su lugar.`,
    trialHeading: 'Sus días gratis han comenzado',
    trialUntil: 'Gratis hasta el',
    trialThen: (price) => `Después, la suscripción cuesta ${price}. La factura llega por correo electrónico.`,
    activeHeading: 'Su suscripción está activa',
    active: (name, merchant) =>
      `${merchant} ha recibido su primer pago de «${name}». La factura de cada periodo llega por correo electrónico.`,
    receipt: 'Ver recibo',
    pendingHeading: 'Su suscripción está registrada',
    pending: 'La factura llega por correo electrónico. La suscripción comienza en cuanto se pague.',
    startOver: 'Empezar de nuevo',
  },

  reminders: {
    heading: 'Desactivar recordatorios',
    question: (merchant) => `¿Desea dejar de recibir los recordatorios de ${merchant} por correo electrónico?`,
    stop: 'Desactivar recordatorios',
    stoppedHeading: 'Recordatorios desactivados',
    stopped: (merchant) =>
      `${merchant} ya no le enviará recordatorios por correo electrónico. Lo que quede por pagar se puede seguir pagando como antes.`,
  },

  problem: {
    notFoundTitle: 'Enlace no encontrado',
    notFound:
      'No hay ningún pago en este enlace. Compruebe que la dirección esté completa o pida un enlace nuevo al comercio.',
    problemTitle: 'Algo ha fallado',
    problem:
      'No se ha podido mostrar esta página. Vuelva a cargarla dentro de un momento. Lo que ya haya pagado no se le cobrará otra vez.',
    reload: 'Volver a cargar',
    tooManyTitle: 'Demasiados intentos',
    tooMany: 'Espere un minuto y vuelva a cargar esta página.',
  },
}
