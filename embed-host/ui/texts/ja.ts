import type { Texts } from './en.ts'

/**
 * Japanese. Polite (です・ます), with お支払い for the payer's paying. The card's bank is カード会社, a transfer on a ledger
 * is 送金. Names stand bare; codes, plans and other words that are not known as names stand in 「」.
 */
export const texts: Texts = {
  direction: 'ltr',
  stripeLocale: 'ja',

  widget: {
    title: 'お支払い',
    close: '閉じる',
    busyReason: 'お支払いを処理しています。しばらくお待ちください。',
  },

  common: {
    testMode: 'テストモード',
    testModeMeaning: 'これはテストです。実際のお金は動きません。',
    offline: 'オフラインです。接続が回復すると、このページは自動的に更新されます。',
    needsScript: 'こちらでお支払いいただくには、ブラウザーのJavaScriptを有効にして、ページを再読み込みしてください。',
    copy: 'コピー',
    copied: 'コピーしました',
    copyFailed: 'コピーできませんでした。テキストを選択して、手動でコピーしてください。',
    tryAgain: '再試行',
    backTo: (merchant) => `${merchant}に戻る`,
    returnTo: (merchant) => `${merchant}に戻る`,
    print: '領収書を印刷',
  },

  methods: { card: 'カード', paypal: 'PayPal', ideal: 'iDEAL', bancontact: 'Bancontact' },
  providers: { stripe: 'Stripe', airwallex: 'Airwallex', mollie: 'Mollie', paypal: 'PayPal' },

  title: {
    payment: (amount, merchant) => `${merchant}へのお支払い ${amount}`,
    paid: (merchant) => `${merchant}へのお支払い完了`,
    closed: (merchant) => `${merchant}へのお支払い`,
    invoice: (title, merchant) => `${title}（${merchant}）`,
  },

  payment: {
    due: 'お支払い金額',
    subtotal: '小計',
    discount: (code) => `割引（${code}）`,
    total: '合計',
    methodLegend: 'お支払い方法を選択してください',
    cardHeading: 'カード情報',
    loading: 'カード情報の入力欄を読み込んでいます',
    preparing: (place) => `${place}でのお支払いを準備しています`,
    connecting: (place) => `${place}に接続しています`,
    goOn: (place, by) =>
      by
        ? `${by}が運営する${place}のページに移動します。手続きが終わると、このページに戻ります。`
        : `${place}のページに移動します。手続きが終わると、このページに戻ります。`,
    pay: (amount) => `${amount}を支払う`,
    processing: 'お支払いを処理しています',
    waitingForBank: 'カード会社の確認待ちです',
    waitingForBankHint:
      'カード会社がご本人であることを確認しています。表示される案内に従うか、カード会社のアプリをご確認ください。',
    keepOpen: 'このページを閉じずにお待ちください。',
    slow: '通常より時間がかかっています。このページは閉じてもかまいません。二重に請求されることはなく、結果はこのリンクから確認できます。',
    waitingFor: (place) => `${place}の確認待ちです`,
    waitingForHint: (place) => `${place}に結果を問い合わせています。このページを閉じずにお待ちください。`,
    finishInWindow: (place) => `${place}のウィンドウで手続きを完了してから、このページにお戻りください。`,
    windowLost: (place) =>
      `${place}のウィンドウで手続きを完了してください。ウィンドウを閉じた場合は、最初からやり直してください。`,
    showWindow: (place) => `${place}のウィンドウを表示`,
    leaving: (place) => `${place}に移動しています。移動しない場合は、ボタンを押してください。`,
    continueTo: (place) => `${place}に進む`,
    continuePayment: 'お支払いを続ける',
    startOver: '最初からやり直す',
    turnedBack: (place) =>
      place
        ? `${place}での手続きが中断されました。請求は発生していません。`
        : 'お支払いが完了する前に手続きが中断されました。請求は発生していません。',
    priceChanged:
      'クーポンの利用回数が上限に達していたため、適用を取り消しました。請求は発生していません。新しい金額をご確認ください。',
    closeWindowHeading: 'このウィンドウは閉じてかまいません',
    closeWindow: 'この後の状況は、お支払いを始めたページに表示されます。',
    nothingDue: 'お支払いいただく金額はありません。',
    complete: '注文を確定する',
    completing: '注文を確定しています',
    notCompleted: '注文を確定できませんでした。もう一度お試しください。',
    privacy: (provider, merchant) =>
      `カード情報は${provider ?? '決済サービス会社'}に直接送信されます。${merchant}がカード情報を見ることはありません。`,
    privacyElsewhere: (place, merchant) =>
      `${place}で入力した情報は${place}だけが取り扱います。${merchant}がその情報を見ることはありません。`,
    incomplete: 'カード情報に未入力または誤りがあります。ご確認ください。',
    notStarted: 'お支払いを開始できませんでした。請求は発生していません。もう一度お試しください。',
    failedHeading: 'お支払いが完了しませんでした',
    failed: 'カードへの請求は発生していません。もう一度お試しいただくか、別のカードをご利用ください。',
    failedElsewhere: '請求は発生していません。もう一度お試しいただくか、別の方法でお支払いください。',
    unavailableHeading: '現在、カードでのお支払いをご利用いただけません',
    unavailableElsewhereHeading: (place) => `現在、${place}をご利用いただけません`,
    unavailable: '請求は発生していません。しばらくしてから、もう一度お試しください。',
    scriptFailedHeading: 'カード情報の入力欄を読み込めませんでした',
    scriptFailed: '接続をご確認ください。コンテンツブロッカーが原因の場合もあります。',
    scriptFailedElsewhereHeading: 'このお支払い方法を読み込めませんでした',
    noMethodHeading: 'オンラインではお支払いいただけません',
    noMethod: (merchant) =>
      `現在、${merchant}ではこのお支払いを受け付けられません。別のお支払い方法を販売者にお問い合わせください。`,
    cancelledHeading: 'このお支払いはキャンセルされました',
    cancelled: 'お支払いいただくことはできません。請求は発生していません。',
    expiredHeading: 'この決済リンクは有効期限が切れています',
    expired: (merchant) =>
      `お支払いいただくことはできません。新しいリンクについては、${merchant}にお問い合わせください。`,
  },

  decline: {
    heading: 'カードが承認されませんでした',
    insufficient_funds: 'カードの残高または利用可能額が不足しています。別のカードをご利用ください。',
    expired_card: 'カードの有効期限が切れています。別のカードをご利用ください。',
    incorrect_cvc: 'セキュリティコードが正しくありません。ご確認のうえ、もう一度お試しください。',
    incorrect_number: 'カード番号が正しくありません。ご確認のうえ、もう一度お試しください。',
    authentication_failed:
      'カード会社がご本人であることを確認できませんでした。もう一度お試しいただくか、別のカードをご利用ください。',
    processing_error: '現在このカードを処理できません。しばらくしてから、もう一度お試しください。',
    declined:
      'カード会社から理由は通知されていません。別のカードをご利用いただくか、カード会社にお問い合わせください。',
    elsewhereHeading: (place) => `${place}でのお支払いは承認されませんでした`,
    elsewhere: '請求は発生していません。もう一度お試しいただくか、別の方法でお支払いください。',
  },

  coupon: {
    add: 'クーポンコードを入力',
    label: 'クーポンコード',
    apply: '適用',
    applying: '確認中',
    remove: '削除',
    removeItem: (code) => `クーポン「${code}」を削除`,
    applied: (code, discount) => `クーポン「${code}」により${discount}割引されました。`,
    empty: 'コードを入力してください。',
    failure: {
      coupon_unknown: 'このコードは存在しません。入力内容をご確認ください。',
      coupon_not_applicable: 'このコードは今回のお支払いには適用できません。',
      coupon_used_up: 'このコードは利用回数の上限に達しています。',
      wrong_state: 'この金額は変更できなくなりました。',
      rate_limited: '試行回数が多すぎます。1分ほど待ってから、もう一度お試しください。',
      unreachable: 'サーバーに接続できませんでした。接続をご確認のうえ、もう一度お試しください。',
      failed: 'システムで問題が発生しました。もう一度お試しください。',
    },
  },

  receipt: {
    succeededHeading: 'お支払いが完了しました',
    succeeded: (merchant) => `ありがとうございます。${merchant}がお支払いを受領しました。`,
    freeHeading: '注文が完了しました',
    free: (merchant) => `ありがとうございます。${merchant}がご注文を承りました。請求は発生していません。`,
    alreadyPaidHeading: 'お支払い済みです',
    alreadyPaid: 'このお支払いは完了しています。お手続きは必要ありません。',
    refundedHeading: 'お支払いは返金されました',
    refunded: '全額が返金されました。明細に反映されるまで数日かかることがあります。',
    partlyRefundedHeading: 'お支払いの一部が返金されました',
    partlyRefunded: '一部の金額が返金されました。明細に反映されるまで数日かかることがあります。',
    amount: '金額',
    merchant: '販売者',
    description: '内容',
    paid: 'お支払い日時',
    created: '作成日時',
    reference: '照会番号',
  },

  invoice: {
    due: '送金する金額',
    anyAmount: (asset) => `任意の額の${asset}`,
    order: '注文番号',
    timeLeft: '送金期限まで',
    quote: (price, rate, asset) => `${price}（1 ${asset} = ${rate}）`,
    quoteOfPart: (price, rate, asset) => `総額 ${price}（1 ${asset} = ${rate}）`,
    quoteLeft: 'この価格の有効期限まで',
    quoteOverHeading: '価格の有効期限が切れました',
    quoteOver: '今は送金しないでください。金額が変わっている可能性があります。',
    quoteRenewed: (amount) => `価格が更新されました。${amount}を送金してください。`,
    quoteWasOver: '価格の有効期限が切れていました。新しい金額をご確認のうえ、もう一度お試しください。',
    quoteFailedHeading: '新しい価格を取得できませんでした',
    quoteFailed: '今は送金しないでください。しばらくしてから、もう一度お試しください。',
    noRateHeading: '現在、交換レートを取得できません',
    noRate: '今は送金しないでください。必要な金額をお伝えできません。数分後にもう一度お試しください。',
    renewQuote: '新しい価格を取得',
    amount: '金額',
    network: 'ネットワーク',
    asset: '通貨',
    address: 'アドレス',
    issuedBy: (issuer) => `発行者：${issuer}`,
    showIssuer: '発行者をすべて表示',
    hideIssuer: '発行者を省略表示',
    references: { Memo: 'メモ（Memo）', 'Destination Tag': '宛先タグ（Destination Tag）' },
    referenceRequired: {
      Memo: 'メモは必須です。メモがないと、送金をこの請求書と照合できません。',
      'Destination Tag': '宛先タグは必須です。宛先タグがないと、送金をこの請求書と照合できません。',
    },
    copyItem: (label) => `${label}をコピー`,
    copiedItem: (label) => `${label}をコピーしました`,
    scan: 'ウォレットでスキャン',
    qrLabel: 'この送金のQRコード（ウォレットアプリ用）',
    openInWallet: 'ウォレットで開く',
    openInXaman: 'Xamanで開く',
    orByHand: 'または手動で送金',
    networks: { STELLAR: 'Stellar', XRPL: 'XRP Ledger' },
    waiting: '送金を待っています',
    seenHeading: '送金を検出しました',
    seen: 'ネットワークが送金を承認しています。数秒で完了します。',
    partialHeading: (remaining) => `残り ${remaining}`,
    partial: (received, remaining) =>
      `${received}が届きました。残りの${remaining}を、同じ送金先情報で送金してください。`,
    received: (received, expected) => `${expected}のうち${received}を受領済み`,
    paidHeading: '請求書のお支払いが完了しました',
    paid: (merchant) => `ありがとうございます。${merchant}が送金を受領しました。`,
    acceptedHeading: '請求書は決済済みです',
    accepted: (merchant) => `${merchant}がこの請求書を支払い済みとして承認しました。`,
    overpaidHeading: '請求額を超えて支払われました',
    overpaid: (excess, merchant) =>
      `請求額より${excess}多く送金されました。${merchant}はこのことを把握しています。超過分の返金は販売者にご依頼ください。`,
    paidLateHeading: '送金が期限に間に合いませんでした',
    paidLate: (received, merchant) =>
      `請求書の期限が切れた後に${received}が届きました。${merchant}はこのことを把握しており、取り扱いを判断します。`,
    expiredHeading: 'この請求書は期限が切れています',
    expired: (merchant) =>
      `この請求書には送金しないでください。新しい請求書については、${merchant}にお問い合わせください。`,
    underpaidHeading: 'この請求書は一部支払いのまま期限が切れました',
    underpaid: (received, merchant) =>
      `期限内に${received}が届きました。これ以上送金せず、今後の手続きについて${merchant}にお問い合わせください。`,
    cancelledHeading: 'この請求書はキャンセルされました',
    cancelled: 'この請求書には送金しないでください。',
    paidOn: 'お支払い日時',
    receivedLabel: '受領額',
    expectedLabel: '請求額',
  },

  wallet: {
    use: {
      freighter: 'Freighterで署名',
      gemwallet: 'GemWalletで送金',
      crossmark: 'Crossmarkで送金',
      sandbox: 'テスト用ウォレットを使う',
    },
    names: {
      freighter: 'Freighter',
      gemwallet: 'GemWallet',
      crossmark: 'Crossmark',
      sandbox: 'テスト用ウォレット',
    },
    connecting: 'ウォレットに接続しています',
    signing: 'ウォレットで送金を承認してください',
    sending: '送金しています',
    sent: '送金しました。着金を確認しています',
    failedHeading: '送金されませんでした',
    unknownHeading: 'ネットワークから応答がありません',
    install: 'Freighterを入手',
    networkNames: {
      'Public Global Stellar Network ; September 2015': 'Main Net',
      'Test SDF Network ; September 2015': 'Test Net',
      'Test SDF Future Network ; October 2022': 'Future Net',
    },
    xrplNetworks: { live: 'メインネットワーク', test: 'テストネットワーク' },
    unknownNetwork: (passphrase) => `ネットワーク「${passphrase}」`,
    failure: {
      not_installed: (wallet) =>
        `${wallet}がこのブラウザーにインストールされていないか、このページで無効になっています。`,
      locked: (wallet) => `${wallet}がロックされています。開いてロックを解除し、もう一度お試しください。`,
      wrong_network: (wallet, network) =>
        `${wallet}は別のネットワークに設定されています。${network}に切り替えて、もう一度お試しください。`,
      rejected: 'ウォレットで拒否されました。送金は行われていません。',
      wallet_failed: 'ウォレットが送金に署名できませんでした。送金は行われていません。',
      account_not_found:
        'このアカウントはまだネットワーク上に存在しません。先に入金するか、別のアカウントをご利用ください。',
      no_trustline: (asset) =>
        `このアカウントは${asset}を保有できません（トラストラインが未設定です）。別のアカウントをご利用ください。`,
      insufficient_balance: 'アカウントの残高が、送金額とネットワーク手数料に足りません。',
      transaction_failed: 'ネットワークが送金を拒否しました。送金は行われていません。もう一度お試しください。',
      network_unreachable:
        'ブロックチェーンのネットワークに接続できなかったため、送金が行われたことは確認されていません。しばらくしてから、もう一度お試しください。',
      wrong_state: 'この請求書への送金の受付は終了しました。',
      rate_limited: '試行回数が多すぎます。1分ほど待ってから、もう一度お試しください。',
      unreachable: 'サーバーに接続できませんでした。接続をご確認のうえ、もう一度お試しください。',
      failed: 'システムで問題が発生しました。もう一度お試しください。',
      outcome_unknown:
        '送金が届いたかどうか確認できていません。再試行する前に、しばらくお待ちください。届いた場合は、このページに表示されます。',
    },
  },

  shop: {
    goOn: 'お支払いに進む',
    choose: '商品を選ぶと、詳細を確認して手続きに進めます。',
    all: 'すべての商品',
    share: 'このページを共有',
    qr: 'このページのアドレスのQRコード',
    stale: 'ページが長時間開かれていたため、再読み込みしました。請求は発生していません。',
    expiredHeading: 'このリンクは有効期限が切れています',
    expired: (merchant) =>
      `このリンクからはお支払いいただけません。新しいリンクについては、${merchant}にお問い合わせください。`,
    inactiveHeading: 'このリンクは現在使われていません',
    inactive: (merchant) =>
      `現在、ここで購入できる商品はありません。別のリンクについては、${merchant}にお問い合わせください。`,
  },

  subscription: {
    title: 'サブスクリプション',
    price: (amount, every) => `${every} ${amount}`,
    every: {
      DAILY: '毎日',
      WEEKLY: '毎週',
      MONTHLY: '毎月',
      QUARTERLY: '3か月ごと',
      YEARLY: '毎年',
    },
    trial: (days, price) => `${days}日間無料、その後は${price}`,
    email: 'メールアドレス',
    name: 'お名前',
    optional: '任意',
    subscribe: '登録する',
    subscribing: 'お待ちください',
    how: '期間ごとの請求書を、お支払い用のリンクとともにこのアドレスにお送りします。',
    howTrial: '無料期間が終わるまで、お支払いは必要ありません。終了後、このアドレスに請求書をお送りします。',
    problem: {
      emailMissing: '請求書をお送りするメールアドレスを入力してください。',
      emailWrong: 'メールアドレスの形式が正しくありません。ご確認ください（例：name@example.com）。',
      nameLong: '200文字を超えています。短くして入力してください。',
    },
    failedHeading: '登録できませんでした',
    failure: {
      invalid_request: '入力内容を読み取れませんでした。メールアドレスをご確認のうえ、もう一度お試しください。',
      rate_limited: 'このアドレスまたは接続からの利用回数が多すぎます。時間をおいて、もう一度お試しください。',
      unreachable: 'サーバーに接続できませんでした。接続をご確認のうえ、もう一度お試しください。',
      failed: 'システムで問題が発生しました。もう一度お試しください。',
    },
    closedHeading: '提供は終了しました',
    closed: (name, merchant) =>
      `「${name}」は新規登録の受付を終了しました。代わりのプランについては、${merchant}にお問い合わせください。`,
    trialHeading: '無料期間が始まりました',
    trialUntil: '無料期間の終了：',
    trialThen: (price) => `その後の料金は${price}です。請求書はメールでお送りします。`,
    activeHeading: 'サブスクリプションが開始されました',
    active: (name, merchant) =>
      `${merchant}が「${name}」の初回のお支払いを受領しました。期間ごとの請求書はメールでお送りします。`,
    receipt: '領収書を表示',
    pendingHeading: 'サブスクリプションを受け付けました',
    pending: '請求書をメールでお送りします。お支払いが完了すると、サブスクリプションが開始されます。',
    startOver: '最初からやり直す',
  },

  reminders: {
    heading: 'リマインダーの停止',
    question: (merchant) => `${merchant}からのリマインダーメールの受信を停止しますか？`,
    stop: '停止する',
    stoppedHeading: 'リマインダーを停止しました',
    stopped: (merchant) =>
      `今後、${merchant}からリマインダーメールは届きません。未払い分は、これまでどおりお支払いいただけます。`,
  },

  problem: {
    notFoundTitle: 'リンクが見つかりません',
    notFound:
      'このリンクに対応するお支払いはありません。アドレスが途中で切れていないか確認するか、新しいリンクを販売者にお問い合わせください。',
    problemTitle: '問題が発生しました',
    problem:
      'このページを表示できませんでした。しばらくしてから再読み込みしてください。すでにお支払い済みの金額が再び請求されることはありません。',
    reload: '再読み込み',
    tooManyTitle: '試行回数が多すぎます',
    tooMany: '1分ほど待ってから、このページを再読み込みしてください。',
  },
}
