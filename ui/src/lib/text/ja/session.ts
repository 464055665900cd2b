// Japanese for en/session.ts.
import type { ConfirmReason, SignInStep, SignInMethod } from '../../ipc/types';
import type { session as english } from '../en/session';

const confirmReasons: Record<ConfirmReason, string> = {
  unknownHost: 'このサービスで通常使われるアドレスではありません。独自のアドレスを使う会社もあります。',
  ipAddress: '名前ではなく数字です。会社で使われることはほとんどありません。',
  internationalName: '他の文字と見間違えやすい文字が含まれています。コンピューターが読む形で表示しています。',
  port: '通常とは異なるポートを使用しています。',
  path: 'ホストの後に、ポータルのものではないパスが続いています。',
  shortName: '入力した短い名前は、このアドレスにつながります。',
  rewritten: '入力した文字の見た目と実際の意味が異なります。実際の意味はこのとおりです。',
};

type Steps = Record<SignInStep, { title: string; body: string }>;

const inWindow: Steps = {
  checking: { title: '準備しています', body: '会社のサーバーにサインイン方法を確認しています。' },
  opening: {
    title: 'サインイン ウィンドウを開いています',
    body: 'まもなく会社のサインイン ページが表示されます。',
  },
  page: {
    title: '別のウィンドウでサインインしてください',
    body: '会社のサインイン ページが開いています。パスワードはそのページにだけ入力してください。',
  },
  finishing: { title: 'サインインしています', body: 'アプリを取得しています。' },
};
const inBrowser: Steps = {
  ...inWindow,
  opening: {
    title: 'ブラウザーを開いています',
    body: 'まもなくブラウザーに会社のサインイン ページが表示されます。',
  },
  page: {
    title: 'ブラウザーが開いています',
    body: 'ブラウザーでサインインしてから、ここに戻ってください。',
  },
};
const steps: Record<SignInMethod, Steps> = { webview: inWindow, portal: inWindow, browser: inBrowser };

const bodies: Record<SignInMethod, (host: string) => string> = {
  webview: (host) => `会社のページ (${host}) が別のウィンドウで開きます。`,
  browser: (host) => `会社のページ (${host}) がブラウザーで開きます。`,
  portal: (host) => `会社のポータル (${host}) が別のウィンドウで開きます。`,
};

export const session: typeof english = {
  tagline: '会社のすべてのアプリを、ひとつの入口から。',
  passwordNote: 'パスワードは会社のページにだけ入力します。他の場所では入力しません。',

  firstRun: {
    title: 'どちらにお勤めですか？',
    address: '会社のアドレス',
    hint: 'わからない場合は IT 部門にお問い合わせください。「acme」のような短い名前でもかまいません。',
    submit: 'サインイン',
    discovering: '確認しています…',
    or: 'または',
    demo: 'デモを試す',
    back: '戻る',
  },
  confirm: {
    title: 'この会社でよろしいですか？',
    body: '使用する前に、アドレスをご確認ください。',
    address: 'アドレス',
    yes: 'はい、続けます',
    no: '別のアドレスを使う',
    reasons: confirmReasons,
  },
  signedOut: {
    title: (company) => `${company} にサインイン`,
    bodies,
    signIn: 'サインイン',
    changeTenant: '別の会社を使う',
    otherAccounts: '別のアカウントで続ける',
  },
  signingIn: {
    steps,
    pageHost: 'ページの所有者',
    showWindow: 'サインイン ウィンドウを表示',
    cancel: 'キャンセル',
    retry: '再試行',
    continueInBrowser: 'ブラウザーで続ける',
    passkey: 'パスキーまたはセキュリティ キーをお使いですか？',
    copyLink: 'サインイン用リンクをコピー',
    openAgain: 'もう一度開く',
  },
  secret: {
    title: 'クライアント シークレット',
    body: (company) =>
      `${company} は Portico にクライアント シークレットを求めています。管理者から受け取ってください。このコンピューターのキーリングにだけ保存されます。`,
    label: 'クライアント シークレット',
    save: '保存してサインイン',
    saving: '保存しています…',
    empty: '先にシークレットを入力するか貼り付けてください。',
    signInWithout: 'シークレットなしでサインイン',
    cancel: 'キャンセル',
  },
  sessionBanner: {
    restoring: 'セッションを再開しています…',
    restoringKeyring: 'キーリングのロック解除を求められることがあります。',
    signingIn: 'サインインしています…',
    pageOpen: (host) => `${host} のページが別のウィンドウで開いています。`,
    showWindow: 'ウィンドウを表示',
    replacing: '更新しています…',
    replacingBody: 'アプリは開いたままです。サインインを求められることがあります。',
    signedOut: 'サインアウトしています。',
    cachedList: (asOf) => (asOf ? `${asOf} 時点のアプリです。` : '前回のアプリです。'),
    signedInAgain: 'サインインしました。',
  },
  sessionExpiry: {
    endsAt: (time) => `セッション終了: ${time}`,
    endsIn: (minutes) => `セッション終了まで ${minutes.text} 分`,
    endsNow: 'セッションは 1 分以内に終了します',
    announce: (minutes) => `セッションは ${minutes.text} 分以内に終了します。`,
    renew: '今すぐ更新',
  },
  keyring: {
    notSaved: 'このコンピューターにはセッションを保存できません',
    reasons: {
      'E-KEY-ABSENT': 'キーリングがありません',
      'E-KEY-LOCKED': 'キーリングがロックされています',
      'E-KEY-DENIED': 'キーリングに拒否されました',
      'E-KEY-TOOBIG': 'セッションがキーリングの上限を超えています',
    },
    withReason: (what, reason) => (reason ? `${what} (${reason})。` : `${what}。`),
    body: 'Portico を閉じるまではサインインしたままです。',
    notRestored: 'このコンピューターのセッションを再開できませんでした',
    notRestoredBody: 'キーリングのロックを解除してから再試行するか、サインインしてください。',
    retry: '再試行',
    busy: 'キーリングに確認しています…',
  },
  locked: {
    title: 'Portico はロックされています',
    body: 'しばらく操作がなかったか、ロックされました。ロックを解除するとセッションを再開します。',
    account: 'アカウント',
    unlock: 'ロックを解除',
    signOut: 'サインアウト',
  },
  accounts: {
    menu: 'アカウント',
    requiresSignIn: 'サインインが必要です',
    add: 'アカウントを追加…',
    lock: 'ロック',
    signOut: 'サインアウト',
    signOutAll: 'すべてのアカウントからサインアウト',
    forget: 'このアカウントを削除…',
  },
  forget: {
    title: 'このアカウントを削除しますか？',
    body: 'このコンピューターから次のものが削除されます:',
    removedItems: [
      'セッション (サインアウトします)',
      'アプリ一覧のコピーとアイコン',
      'このメニューのアカウント',
    ],
    keptNote: '会社のアプリとアカウントはそのまま残ります。いつでももう一度サインインできます。',
    yes: 'アカウントを削除',
    no: 'キャンセル',
  },
};
