import type { Texts } from './en.ts'

const DAYS = new Intl.PluralRules('ar')

/** Three days to ten, and eleven and more, have forms of their own. */
function countOfDays(days: number): string {
  switch (DAYS.select(days)) {
    case 'one':
      return 'يوم واحد'
    case 'two':
      return 'يومان'
    case 'few':
      return `${days} أيام`
    case 'many':
      return `${days} يومًا`
    default:
      return `${days} يوم`
  }
}

/** Keeps the order of what is inserted, and that of the sentence around it, whichever way it is written. */
function isolate(inserted: string): string {
  return `\u2068${inserted}\u2069`
}

/**
 * Arabic, in the modern standard. Speaks so that neither the payer's gender nor that of an inserted name shows: verbal
 * nouns and "يُرجى" instead of imperatives, names after "إلى", "من", "لدى" instead of as subjects. Wallets are feminine.
 */
export const texts: Texts = {
  direction: 'rtl',
  stripeLocale: 'ar',

  widget: {
    title: 'الدفع',
    close: 'إغلاق',
    busyReason: 'يُرجى الانتظار، جارٍ تنفيذ عملية الدفع.',
  },

  common: {
    testMode: 'وضع الاختبار',
    testModeMeaning: 'هذا اختبار، ولا تُنقل فيه أي أموال حقيقية.',
    offline: 'لا يوجد اتصال بالإنترنت. ستُحدَّث هذه الصفحة تلقائيًا عند عودة الاتصال.',
    needsScript: 'للدفع هنا، يُرجى تفعيل JavaScript في المتصفح ثم إعادة تحميل الصفحة.',
    copy: 'نسخ',
    copied: 'تم النسخ',
    copyFailed: 'تعذّر النسخ. يُرجى تحديد النص ونسخه يدويًا.',
    tryAgain: 'إعادة المحاولة',
    backTo: (merchant) => `الرجوع إلى ${isolate(merchant)}`,
    returnTo: (merchant) => `العودة إلى ${isolate(merchant)}`,
    print: 'طباعة الإيصال',
  },

  methods: { card: 'بطاقة', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `دفع ${isolate(amount)} إلى ${isolate(merchant)}`,
    paid: (merchant) => `تم الدفع إلى ${isolate(merchant)}`,
    closed: (merchant) => `دفعة إلى ${isolate(merchant)}`,
    invoice: (title, merchant) => `${isolate(title)}، ${isolate(merchant)}`,
  },

  payment: {
    due: 'المبلغ المستحق',
    subtotal: 'المجموع الفرعي',
    discount: (code) => `الخصم (${isolate(code)})`,
    total: 'الإجمالي',
    methodLegend: 'ما طريقة الدفع المناسبة لك؟',
    cardHeading: 'بيانات البطاقة',
    loading: 'جارٍ تحميل نموذج البطاقة',
    preparing: (place) => `جارٍ تجهيز الدفع عبر ${isolate(place)}`,
    connecting: (place) => `جارٍ الاتصال بخدمة ${isolate(place)}`,
    goOn: (place, by) =>
      by
        ? `سيتم نقلك إلى صفحة ${isolate(place)} التي تديرها شركة ${isolate(by)} لمتابعة الدفع، وعند الانتهاء ستتم إعادتك إلى هنا.`
        : `سيتم نقلك إلى صفحة ${isolate(place)} لمتابعة الدفع، وعند الانتهاء ستتم إعادتك إلى هنا.`,
    pay: (amount) => `دفع ${isolate(amount)}`,
    processing: 'جارٍ تنفيذ عملية الدفع',
    waitingForBank: 'بانتظار البنك',
    waitingForBankHint: 'يريد البنك التحقق من هويتك. يُرجى اتباع التعليمات الظاهرة أو مراجعة تطبيق البنك.',
    keepOpen: 'يُرجى إبقاء هذه الصفحة مفتوحة.',
    slow: 'تستغرق العملية وقتًا أطول من المعتاد. يمكنك إغلاق هذه الصفحة: لن يُخصم منك المبلغ مرتين، وستظهر النتيجة عبر هذا الرابط.',
    waitingFor: (place) => `بانتظار ${isolate(place)}`,
    waitingForHint: (place) => `نستعلم من ${isolate(place)} عن نتيجة الدفع. يُرجى إبقاء هذه الصفحة مفتوحة.`,
    finishInWindow: (place) => `يُرجى إتمام الدفع في نافذة ${isolate(place)} ثم العودة إلى هنا.`,
    windowLost: (place) => `يُرجى إتمام الدفع في نافذة ${isolate(place)}. إذا أُغلقت النافذة، فيُرجى البدء من جديد.`,
    showWindow: (place) => `عرض نافذة ${isolate(place)}`,
    leaving: (place) => `جارٍ نقلك إلى ${isolate(place)}. إذا لم يحدث شيء، فيُرجى استخدام الزر.`,
    continueTo: (place) => `المتابعة إلى ${isolate(place)}`,
    continuePayment: 'متابعة الدفع',
    startOver: 'البدء من جديد',
    turnedBack: (place) =>
      place
        ? `عدت من ${isolate(place)} دون إتمام الدفع، ولم يُخصم منك أي مبلغ.`
        : 'عدت قبل إتمام الدفع، ولم يُخصم منك أي مبلغ.',
    priceChanged: 'أُزيلت القسيمة لأن عدد مرات استخدامها قد استُنفد. لم يُخصم منك أي مبلغ: يُرجى مراجعة المبلغ الجديد.',
    closeWindowHeading: 'يمكنك إغلاق هذه النافذة',
    closeWindow: 'يمكنك متابعة سير الدفع في الصفحة التي بدأت منها.',
    nothingDue: 'لا يوجد مبلغ مستحق للدفع.',
    complete: 'إتمام الطلب',
    completing: 'جارٍ إتمام طلبك',
    notCompleted: 'تعذّر إتمام الطلب. يُرجى المحاولة مرة أخرى.',
    privacy: (provider, merchant) =>
      `تُرسل بيانات بطاقتك مباشرة إلى ${isolate(provider ?? 'مزوّد خدمة الدفع')}، ولا تظهر أبدًا لدى ${isolate(merchant)}.`,
    privacyElsewhere: (place, merchant) =>
      `البيانات المُدخلة في صفحة ${isolate(place)} تبقى هناك، ولا تظهر أبدًا لدى ${isolate(merchant)}.`,
    incomplete: 'بعض بيانات البطاقة ناقصة أو غير صحيحة. يُرجى التحقق منها.',
    notStarted: 'تعذّر بدء عملية الدفع، ولم يُخصم منك أي مبلغ. يُرجى المحاولة مرة أخرى.',
    failedHeading: 'لم تتم عملية الدفع',
    failed: 'لم يُخصم أي مبلغ من بطاقتك. يمكنك المحاولة مرة أخرى أو استخدام بطاقة أخرى.',
    failedElsewhere: 'لم يُخصم منك أي مبلغ. يمكنك المحاولة مرة أخرى أو الدفع بطريقة أخرى.',
    unavailableHeading: 'الدفع بالبطاقة غير متاح حاليًا',
    unavailableElsewhereHeading: (place) => `الدفع عبر ${isolate(place)} غير متاح حاليًا`,
    unavailable: 'لم يُخصم منك أي مبلغ. يُرجى المحاولة مرة أخرى بعد قليل.',
    scriptFailedHeading: 'تعذّر تحميل نموذج البطاقة',
    scriptFailed: 'يُرجى التحقق من اتصالك بالإنترنت. قد تكون أداة حظر المحتوى هي السبب أيضًا.',
    scriptFailedElsewhereHeading: 'تعذّر تحميل طريقة الدفع هذه',
    noMethodHeading: 'لا يمكن الدفع عبر الإنترنت',
    noMethod: (merchant) =>
      `لا تتوفر حاليًا لدى ${isolate(merchant)} طريقة لاستلام هذه الدفعة. يُرجى التواصل مع التاجر لطلب طريقة أخرى.`,
    cancelledHeading: 'أُلغيت هذه الدفعة',
    cancelled: 'لم يعد دفعها ممكنًا. لم يُخصم منك أي مبلغ.',
    expiredHeading: 'انتهت صلاحية رابط الدفع هذا',
    expired: (merchant) => `لم يعد الدفع ممكنًا. يُرجى طلب رابط جديد من ${isolate(merchant)}.`,
  },

  decline: {
    heading: 'رُفضت بطاقتك',
    insufficient_funds: 'لا يوجد رصيد كافٍ في هذه البطاقة. يُرجى استخدام بطاقة أخرى.',
    expired_card: 'انتهت صلاحية هذه البطاقة. يُرجى استخدام بطاقة أخرى.',
    incorrect_cvc: 'رمز الأمان (CVC) غير صحيح. يُرجى التحقق منه والمحاولة مرة أخرى.',
    incorrect_number: 'رقم البطاقة غير صحيح. يُرجى التحقق منه والمحاولة مرة أخرى.',
    authentication_failed: 'لم يتمكن البنك من التحقق من هويتك. يُرجى المحاولة مرة أخرى أو استخدام بطاقة أخرى.',
    processing_error: 'تعذّرت معالجة البطاقة الآن. يُرجى المحاولة مرة أخرى بعد قليل.',
    declined: 'لم يوضح البنك السبب. يُرجى استخدام بطاقة أخرى أو الاستفسار لدى البنك.',
    elsewhereHeading: (place) => `لم تُقبل الدفعة عبر ${isolate(place)}`,
    elsewhere: 'لم يُخصم منك أي مبلغ. يُرجى المحاولة مرة أخرى أو الدفع بطريقة أخرى.',
  },

  coupon: {
    add: 'إضافة رمز قسيمة',
    label: 'رمز القسيمة',
    apply: 'تطبيق',
    applying: 'جارٍ التحقق',
    remove: 'إزالة',
    removeItem: (code) => `إزالة القسيمة ${isolate(code)}`,
    applied: (code, discount) => `تمنحك القسيمة ${isolate(code)} خصمًا قدره ${isolate(discount)}.`,
    empty: 'يُرجى إدخال رمز أولًا.',
    failure: {
      coupon_unknown: 'لا يوجد رمز كهذا. يُرجى التحقق من كتابته.',
      coupon_not_applicable: 'لا ينطبق هذا الرمز على هذه الدفعة.',
      coupon_used_up: 'استُنفد عدد مرات استخدام هذا الرمز.',
      wrong_state: 'لم يعد تغيير المبلغ ممكنًا.',
      rate_limited: 'محاولات كثيرة جدًا. يُرجى الانتظار دقيقة ثم المحاولة مرة أخرى.',
      unreachable: 'تعذّر الاتصال بخادمنا. يُرجى التحقق من اتصالك بالإنترنت والمحاولة مرة أخرى.',
      failed: 'حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى.',
    },
  },

  receipt: {
    succeededHeading: 'تم الدفع بنجاح',
    succeeded: (merchant) => `شكرًا لك. وصلت دفعتك إلى ${isolate(merchant)}.`,
    freeHeading: 'اكتمل الطلب',
    free: (merchant) => `شكرًا لك. وصل طلبك إلى ${isolate(merchant)}. لم يُخصم منك أي مبلغ.`,
    alreadyPaidHeading: 'تم الدفع مسبقًا',
    alreadyPaid: 'اكتملت هذه الدفعة، ولا يلزم أي إجراء آخر.',
    refundedHeading: 'رُدّ المبلغ المدفوع',
    refunded: 'رُدّ المبلغ بالكامل. قد يستغرق ظهوره لدى البنك بضعة أيام.',
    partlyRefundedHeading: 'رُدّ جزء من المبلغ المدفوع',
    partlyRefunded: 'رُدّ جزء من المبلغ. قد يستغرق ظهوره لدى البنك بضعة أيام.',
    amount: 'المبلغ',
    merchant: 'التاجر',
    description: 'الوصف',
    paid: 'تاريخ الدفع',
    created: 'تاريخ الإنشاء',
    reference: 'الرقم المرجعي',
  },

  invoice: {
    due: 'المبلغ المطلوب إرساله',
    anyAmount: (asset) => `أي مبلغ من ${isolate(asset)}`,
    order: 'الطلب',
    timeLeft: 'الوقت المتبقي للإرسال',
    quote: (price, rate, asset) => `${isolate(price)} (${isolate(`1 ${asset} = ${rate}`)})`,
    quoteOfPart: (price, rate, asset) => `السعر الكامل ${isolate(price)} (${isolate(`1 ${asset} = ${rate}`)})`,
    quoteLeft: 'الوقت المتبقي لسريان هذا السعر',
    quoteOverHeading: 'انتهت صلاحية السعر',
    quoteOver: 'يُرجى عدم إرسال أي أموال الآن: ربما تغيّر المبلغ.',
    quoteRenewed: (amount) => `تغيّر السعر. المبلغ المطلوب إرساله الآن: ${isolate(amount)}.`,
    quoteWasOver: 'انتهت صلاحية السعر. يُرجى مراجعة المبلغ الجديد ثم المحاولة مرة أخرى.',
    quoteFailedHeading: 'تعذّر الحصول على سعر جديد',
    quoteFailed: 'يُرجى عدم إرسال أي أموال الآن. يُرجى المحاولة مرة أخرى بعد قليل.',
    noRateHeading: 'سعر الصرف غير متاح حاليًا',
    noRate: 'يُرجى عدم إرسال أي أموال الآن: لا يمكننا تحديد المبلغ المطلوب. يُرجى المحاولة مرة أخرى بعد بضع دقائق.',
    renewQuote: 'طلب سعر جديد',
    amount: 'المبلغ',
    network: 'الشبكة',
    asset: 'العملة',
    address: 'العنوان',
    issuedBy: (issuer) => `جهة الإصدار: ${isolate(issuer)}`,
    showIssuer: 'عرض جهة الإصدار كاملة',
    hideIssuer: 'إخفاء جهة الإصدار الكاملة',
    references: { Memo: 'المذكرة (Memo)', 'Destination Tag': 'وسم الوجهة (Destination Tag)' },
    referenceRequired: {
      Memo: 'المذكرة (Memo) إلزامية. من دونها لا يمكن مطابقة التحويل مع هذه الفاتورة.',
      'Destination Tag': 'وسم الوجهة (Destination Tag) إلزامي. من دونه لا يمكن مطابقة التحويل مع هذه الفاتورة.',
    },
    copyItem: (label) => `نسخ ${label}`,
    copiedItem: (label) => `تم النسخ: ${label}`,
    scan: 'مسح الرمز بمحفظتك',
    qrLabel: 'رمز QR لهذا التحويل، لاستخدامه في تطبيق محفظة',
    openInWallet: 'فتح في المحفظة',
    openInXaman: `فتح في ${isolate('Xaman')}`,
    orByHand: 'أو الإرسال يدويًا',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: 'بانتظار تحويلك',
    seenHeading: 'رُصد تحويلك',
    seen: 'تؤكد الشبكة تحويلك الآن. يستغرق ذلك بضع ثوانٍ.',
    partialHeading: (remaining) => `المتبقي: ${isolate(remaining)}`,
    partial: (received, remaining) =>
      `وصل ${isolate(received)}. يُرجى إرسال المبلغ المتبقي ${isolate(remaining)} بالبيانات نفسها.`,
    received: (received, expected) => `وصل ${isolate(received)} من أصل ${isolate(expected)}`,
    paidHeading: 'تم دفع الفاتورة',
    paid: (merchant) => `شكرًا لك. وصل تحويلك إلى ${isolate(merchant)}.`,
    acceptedHeading: 'تمت تسوية الفاتورة',
    accepted: (merchant) => `قُبلت هذه الفاتورة لدى ${isolate(merchant)} على أنها مدفوعة.`,
    overpaidHeading: 'دُفعت الفاتورة بمبلغ زائد',
    overpaid: (excess, merchant) =>
      `أرسلت ${isolate(excess)} زيادة على المبلغ المستحق. لدى ${isolate(merchant)} علم بذلك؛ يُرجى التواصل مع التاجر لطلب إعادة الزيادة.`,
    paidLateHeading: 'وصل تحويلك متأخرًا',
    paidLate: (received, merchant) =>
      `وصل ${isolate(received)} بعد انتهاء صلاحية الفاتورة. لدى ${isolate(merchant)} علم بذلك، وسيقرر التاجر ما سيُفعل بالمبلغ.`,
    expiredHeading: 'انتهت صلاحية هذه الفاتورة',
    expired: (merchant) => `يُرجى عدم إرسال أي أموال بعد الآن. لطلب فاتورة جديدة، يُرجى التواصل مع ${isolate(merchant)}.`,
    underpaidHeading: 'انتهت صلاحية هذه الفاتورة بعد دفع جزء منها',
    underpaid: (received, merchant) =>
      `وصل ${isolate(received)} في الوقت المحدد. يُرجى عدم إرسال المزيد. للاستفسار عن الخطوة التالية، يُرجى التواصل مع ${isolate(merchant)}.`,
    cancelledHeading: 'أُلغيت هذه الفاتورة',
    cancelled: 'يُرجى عدم إرسال أي أموال بعد الآن.',
    paidOn: 'تاريخ الدفع',
    receivedLabel: 'المبلغ المستلم',
    expectedLabel: 'المبلغ المستحق',
  },

  wallet: {
    use: {
      freighter: `التوقيع عبر ${isolate('Freighter')}`,
      gemwallet: `الإرسال عبر ${isolate('GemWallet')}`,
      crossmark: `الإرسال عبر ${isolate('Crossmark')}`,
      sandbox: 'استخدام محفظة الاختبار',
    },
    names: {
      freighter: 'محفظة Freighter',
      gemwallet: 'محفظة GemWallet',
      crossmark: 'محفظة Crossmark',
      sandbox: 'محفظة الاختبار',
    },
    connecting: 'جارٍ الاتصال بمحفظتك',
    signing: 'يُرجى تأكيد التحويل في محفظتك',
    sending: 'جارٍ إرسال تحويلك',
    sent: 'تحويلك في الطريق',
    failedHeading: 'لم يُرسل التحويل',
    unknownHeading: 'لم تستجب الشبكة',
    install: `الحصول على ${isolate('Freighter')}`,
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'الشبكة الرئيسية', test: 'شبكة الاختبار' },
    unknownNetwork: (passphrase) => `الشبكة «${isolate(passphrase)}»`,
    failure: {
      not_installed: (wallet) => `${isolate(wallet)} غير مثبّتة في هذا المتصفح، أو معطّلة لهذه الصفحة.`,
      locked: (wallet) => `${isolate(wallet)} مقفلة. يُرجى فتحها وإلغاء قفلها ثم المحاولة مرة أخرى.`,
      wrong_network: (wallet, network) =>
        `${isolate(wallet)} مضبوطة على شبكة أخرى. يُرجى تحويلها إلى ${isolate(network)} ثم المحاولة مرة أخرى.`,
      rejected: 'لقد رفضت التحويل في المحفظة. لم يُرسل أي شيء.',
      wallet_failed: 'تعذّر على المحفظة توقيع التحويل. لم يُرسل أي شيء.',
      account_not_found: 'هذا الحساب غير موجود على الشبكة بعد. يُرجى إيداع رصيد فيه أولًا أو استخدام حساب آخر.',
      no_trustline: (asset) =>
        `لا يمكن لهذا الحساب الاحتفاظ بعملة ${isolate(asset)}: لا يوجد فيه خط ثقة (trustline) لها. يُرجى استخدام حساب آخر.`,
      insufficient_balance: 'الرصيد في هذا الحساب لا يكفي للمبلغ ورسوم الشبكة.',
      transaction_failed: 'رفضت الشبكة التحويل. لم يُرسل أي شيء. يُرجى المحاولة مرة أخرى.',
      network_unreachable: 'تعذّر الوصول إلى الشبكة، ولا يوجد ما يدل على إرسال أي شيء. يُرجى المحاولة مرة أخرى بعد قليل.',
      wrong_state: 'لم تعد هذه الفاتورة تقبل أي تحويل.',
      rate_limited: 'محاولات كثيرة جدًا. يُرجى الانتظار دقيقة ثم المحاولة مرة أخرى.',
      unreachable: 'تعذّر الاتصال بخادمنا. يُرجى التحقق من اتصالك بالإنترنت والمحاولة مرة أخرى.',
      failed: 'حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى.',
      outcome_unknown:
        'لا نعلم ما إذا كان تحويلك قد وصل. يُرجى الانتظار قليلًا قبل إعادة المحاولة: سيظهر التحويل في هذه الصفحة عند وصوله.',
    },
  },

  shop: {
    goOn: 'المتابعة إلى الدفع',
    choose: 'يُرجى اختيار منتج لعرضه والمتابعة.',
    all: 'جميع المنتجات',
    share: 'مشاركة هذه الصفحة',
    qr: 'رمز QR لعنوان هذه الصفحة',
    stale: 'ظلت هذه الصفحة مفتوحة مدة طويلة، لذلك أُعيد تحميلها. لم يُخصم منك أي مبلغ.',
    expiredHeading: 'انتهت صلاحية هذا الرابط',
    expired: (merchant) => `لم يعد الدفع عبر هذا الرابط ممكنًا. يُرجى طلب رابط جديد من ${isolate(merchant)}.`,
    inactiveHeading: 'لم يعد هذا الرابط مستخدمًا',
    inactive: (merchant) => `لا يوجد هنا ما يمكن شراؤه حاليًا. يُرجى طلب رابط آخر من ${isolate(merchant)}.`,
  },

  subscription: {
    title: 'الاشتراك',
    price: (amount, every) => `${isolate(amount)} ${every}`,
    every: {
      DAILY: 'كل يوم',
      WEEKLY: 'كل أسبوع',
      MONTHLY: 'كل شهر',
      QUARTERLY: 'كل ثلاثة أشهر',
      YEARLY: 'كل سنة',
    },
    trial: (days, price) => `${countOfDays(days)} مجانًا، ثم ${isolate(price)}`,
    email: 'البريد الإلكتروني',
    name: 'الاسم',
    optional: 'اختياري',
    subscribe: 'اشتراك',
    subscribing: 'لحظة من فضلك',
    how: 'تصل فاتورة كل فترة إلى هذا العنوان مع رابط لدفعها.',
    howTrial: 'لا يُستحق أي مبلغ قبل انتهاء الأيام المجانية. بعد ذلك تصل الفاتورة إلى هذا العنوان.',
    problem: {
      emailMissing: 'يُرجى إدخال بريدك الإلكتروني: ستُرسل الفواتير إليه.',
      emailWrong: `هذا ليس عنوان بريد إلكتروني. يُرجى التحقق من كتابته، مثل ${isolate('name@example.com')}.`,
      nameLong: 'هذا الاسم أطول من 200 حرف. يكفي اسم أقصر.',
    },
    failedHeading: 'تعذّر الاشتراك',
    failure: {
      invalid_request: 'تعذّرت قراءة بعض ما في النموذج. يُرجى التحقق من البريد الإلكتروني والمحاولة مرة أخرى.',
      rate_limited: 'استُخدم هذا العنوان أو اتصالك مرات كثيرة جدًا. يُرجى المحاولة مرة أخرى لاحقًا.',
      unreachable: 'تعذّر الاتصال بخادمنا. يُرجى التحقق من اتصالك بالإنترنت والمحاولة مرة أخرى.',
      failed: 'حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى.',
    },
    closedHeading: 'لم يعد متاحًا',
    closed: (name, merchant) =>
      `لم يعد الاشتراك في ${isolate(name)} متاحًا للمشتركين الجدد. يُرجى الاستفسار من ${isolate(merchant)} عن البدائل المتاحة.`,
    trialHeading: 'بدأت أيامك المجانية',
    trialUntil: 'مجاني حتى',
    trialThen: (price) => `بعد ذلك يصبح السعر ${isolate(price)}. تصل الفاتورة بالبريد الإلكتروني.`,
    activeHeading: 'تم تفعيل اشتراكك',
    active: (name, merchant) =>
      `وصلت دفعتك الأولى مقابل ${isolate(name)} إلى ${isolate(merchant)}. تصل فاتورة كل فترة بالبريد الإلكتروني.`,
    receipt: 'عرض الإيصال',
    pendingHeading: 'تم إنشاء اشتراكك',
    pending: 'تصل الفاتورة بالبريد الإلكتروني. يبدأ الاشتراك عند دفعها.',
    startOver: 'البدء من جديد',
  },

  reminders: {
    heading: 'إيقاف التذكيرات',
    question: (merchant) => `إيقاف التذكيرات الواردة من ${isolate(merchant)} بالبريد الإلكتروني؟`,
    stop: 'إيقاف التذكيرات',
    stoppedHeading: 'أُوقفت التذكيرات',
    stopped: (merchant) =>
      `لن تصلك بعد الآن تذكيرات من ${isolate(merchant)} بالبريد الإلكتروني. ولا يزال بإمكانك دفع المبالغ غير المسددة كالسابق.`,
  },

  problem: {
    notFoundTitle: 'لم يُعثر على الرابط',
    notFound: 'لا توجد دفعة مرتبطة بهذا الرابط. يُرجى التحقق من اكتمال العنوان أو طلب رابط جديد من التاجر.',
    problemTitle: 'حدث خطأ',
    problem: 'تعذّر عرض هذه الصفحة. يُرجى إعادة تحميلها بعد قليل. ما دفعته بالفعل لن يُخصم مرة ثانية.',
    reload: 'إعادة التحميل',
    tooManyTitle: 'محاولات كثيرة جدًا',
    tooMany: 'يُرجى الانتظار دقيقة ثم إعادة تحميل هذه الصفحة.',
  },
}
