// Japanese for en/problems.ts. A space stands after a host, none after the words that stand for one.
import type { Code } from '../../ipc/types';
import type { About, Telling } from '../problem';

const server = (about: About) => (about.unnamed ? 'サーバー' : `${about.host} `);
const kept = (about: About) => (about.asOf ? `${about.asOf} 時点のアプリは残っています。` : '');
const unchanged = '何も変更されていません。';
const again = '再試行してください。';
const inAMinute = '1 分後に再試行してください。';
const tellCode = '下のコードを IT 部門に伝えてください。';
const notSignedIn = 'サインインしていません。';
const checkAddress = '会社のアドレスを確認してください。';

const unread = (about: About): Telling => ({
  lead: `${server(about)}の応答を読み取れませんでした。`,
  rest: `${kept(about)}${unchanged}${inAMinute}`,
  remedy: 'retry',
});
const noAnswer = (): Telling => ({
  lead: 'サインイン ページから有効な応答がありませんでした。',
  rest: `${notSignedIn}再試行し、繰り返す場合は、${tellCode}`,
  remedy: 'signIn',
});
const insecure = (about: About, why: string): Telling => ({
  lead: `${server(about)}への接続は安全ではありません。`,
  rest: `${why}何も送信されていません。${kept(about)}IT 部門に連絡してください。`,
  remedy: 'retry',
});
const network = (about: About, lead: string): Telling => ({
  lead,
  rest: about.asOf
    ? `${about.asOf} 時点のアプリです。一覧は自動的に再読み込みされます。`
    : `${unchanged}ネットワークを確認してから再試行してください。`,
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Telling => ({ lead, rest, remedy: 'none' });
const unsaved = (why: string): Telling => ({
  lead: '設定を保存できませんでした。',
  rest: `${why}以前の設定のままです。`,
  remedy: 'none',
});
const notSetUp = (lead: string): Telling => ({
  lead,
  rest: `${unchanged}IT 部門に Portico の設定を依頼してください。「このテナントを確認」で設定値を確認できます。`,
  remedy: 'signIn',
});
const unkept = (why: string): Telling => ({
  lead: 'このコンピューターにはセッションを保存できません。',
  rest: `${why}Portico を閉じるまではサインインしたままです。`,
  remedy: 'none',
});
const notAccepted = (about: About): Telling => ({
  lead: `${server(about)}は Portico を受け入れていません。`,
  rest: `${about.reason ? `Application ID「${about.reason}」で設定されています。` : ''}${unchanged}IT 部門にこのアプリの設定の確認を依頼してください。`,
  remedy: 'retry',
});
const fault = (about: About): Telling => ({
  lead: `${server(about)}でエラーが発生しました。`,
  rest: `${kept(about)}${unchanged}${inAMinute}`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: About) => Telling> = {
  'E-ADDR-EMPTY': () =>
    badAddress('会社のアドレスを入力してください。', 'acme.my.idaptive.app のような形式です。'),
  'E-ADDR-FORM': () =>
    badAddress(
      'アドレスの形式ではありません。',
      '会社のアドレスは acme.my.idaptive.app のような形式です。「acme」だけでもかまいません。',
    ),
  'E-ADDR-HTTP': () =>
    badAddress(
      'このアドレスは安全ではありません。',
      'https で始まるアドレスを使うか、先頭の部分を省いてください。',
    ),
  'E-ADDR-SCHEME': (a) =>
    badAddress(
      a.reason ? `「${a.reason}:」で始まるアドレスは使えません。` : 'この種類のアドレスは使えません。',
      'https で始まるアドレスを使うか、先頭の部分を省いてください。',
    ),
  'E-ADDR-USER': () =>
    badAddress(
      'アドレスにユーザー名またはパスワードが含まれています。',
      '省いてください。サインインは会社のページで行います。',
    ),
  'E-ADDR-MAIL': () =>
    badAddress(
      'これはメール アドレスです。',
      'acme.my.idaptive.app のような会社のアドレスを入力してください。',
    ),
  'E-ADDR-UNKNOWN': (a) =>
    badAddress(
      a.reason ? `「${a.reason}」という会社は見つかりません。` : 'その名前の会社は見つかりません。',
      '綴りを確認するか、完全なアドレスを入力してください。',
    ),

  'E-AUTH-STATE': () => ({
    lead: 'サインインの応答がこの要求のものではなかったため、使用しませんでした。',
    rest: `${notSignedIn}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({
    lead: 'サインインはキャンセルされました。',
    rest: unchanged,
    remedy: 'signIn',
  }),
  'E-AUTH-DENIED': (a) => ({
    lead: `${server(a)}のページで、サインインがキャンセルまたは拒否されました。`,
    rest: `${unchanged}再試行するか、アクセス権について IT 部門にお問い合わせください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    lead: 'サインインに 10 分以上かかったため、中止しました。',
    rest: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    lead: 'サインインの応答が会社のものではないサーバーから届いたため、使用しませんでした。',
    rest: `${notSignedIn}再試行し、繰り返す場合は、IT 部門に連絡してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    lead: 'サインイン ページが転送を繰り返したため、中止しました。',
    rest: `${notSignedIn}再試行し、繰り返す場合は、${tellCode}`,
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    lead: `${server(a)}のサインイン ページを表示できませんでした。`,
    rest: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    lead: 'サインイン ページが動作を停止しました。',
    rest: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    lead: `${server(a)}のサインイン ページが空白のままです。`,
    rest: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    lead: 'サインイン ページが先に進みません。',
    rest: `ページは完了しましたが、応答がありませんでした。${notSignedIn}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    lead: 'サインイン ページが別のウィンドウを開こうとしていますが、ここでは開けません。',
    rest: `${unchanged}ブラウザーでは開けます。`,
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    lead: 'サインイン ページがパスキーまたはセキュリティ キーを求めていますが、このウィンドウでは使えません。',
    rest: `${unchanged}ブラウザーで使うか、ページ上で別の方法を選択してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    lead: `${server(a)}では、このようなウィンドウでのサインインが許可されていません。`,
    rest: `${unchanged}ブラウザーではサインインできます。`,
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) =>
    notSetUp(`${server(a)}では、Portico によるコードでのサインインが許可されていません。`),
  'E-AUTH-SCOPE': (a) =>
    notSetUp(
      `${server(a)}には、Portico が要求するスコープ${a.reason ? `「${a.reason}」` : ''}が登録されていません。`,
    ),
  'E-AUTH-REDIRECT': (a) => notSetUp(`${server(a)}には、Portico に戻るためのアドレスが登録されていません。`),
  'E-AUTH-PORT': (a) => ({
    lead: `ブラウザーから戻るためのポート${a.reason ? ` ${a.reason} ` : ''}を別のプログラムが使用しています。`,
    rest: `${unchanged}そのプログラムを閉じてから再試行してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    lead: `${server(a)}は Portico にクライアント シークレットを求めています。`,
    rest: '管理者から受け取ってください。サインイン時に一度だけ入力を求められます。',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    lead: `${server(a)}は会社のポータルではありません。`,
    rest: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    lead: `${server(a)}がサインイン コードを拒否しました。`,
    rest: `期限切れか、すでに使用された可能性があります。${kept(a)}もう一度サインインしてください。`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    lead: `${server(a)}にこのアプリ${a.reason ? ` (Application ID「${a.reason}」) ` : ''}が登録されていません。`,
    rest: `${unchanged}IT 部門に Portico の設定または Application ID の確認を依頼してください。`,
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': fault,

  'E-SESSION-ENDED': (a) => ({
    lead: 'セッションが終了しました。',
    rest: a.asOf
      ? `${a.asOf} 時点のアプリです。開くにはサインインしてください。`
      : '続けるにはサインインしてください。',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    lead: '別の Portico がセッションを更新しています。',
    rest: `${kept(a)}しばらくしてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    lead: 'このコンピューターではサインアウトしました。',
    rest: `${server(a)}に通知できませんでしたが、サーバー側のセッションは自動的に終了します。`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    lead: '会社が追加の確認を求めています。',
    rest: `${kept(a)}もう一度サインインして確認してください。`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => unkept('キーリングがありません。'),
  'E-KEY-LOCKED': () => unkept('キーリングがロックされています。'),
  'E-KEY-DENIED': () => unkept('キーリングに拒否されました。'),
  'E-KEY-TOOBIG': () => unkept('セッションがキーリングの上限を超えています。'),

  'E-NET-OFFLINE': (a) => network(a, 'オフラインです。'),
  'E-NET-DNS': (a) => network(a, `${server(a)}が見つかりませんでした。`),
  'E-NET-REFUSED': (a) => network(a, `${server(a)}が接続を拒否しました。`),
  'E-NET-TIMEOUT': (a) => network(a, `${server(a)}から時間内に応答がありませんでした。`),
  'E-NET-CUT': (a) => network(a, `${server(a)}への接続が切れました。`),
  'E-NET-PORTAL': (a) => ({
    lead: `${server(a)}ではなく、ネットワークが Web ページを返しました。`,
    rest: `ゲスト Wi-Fi のサインイン ページかもしれません。${kept(a)}ブラウザーを開いてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    lead: `プロキシ${a.reason ? ` ${a.reason} ` : ''}が接続を拒否しました。`,
    rest: `${kept(a)}このコンピューターのプロキシ設定を確認してから再試行してください。`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    lead: `${server(a)}がこの要求を別のアドレスに転送しようとしたため、中止しました。`,
    rest: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, '証明書の期限が切れています。'),
  'E-TLS-NAME': (a) => insecure(a, '証明書が別のアドレスのものです。'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'このコンピューターは証明書を信頼していません。'),
  'E-TLS-CLOCK': (a) => ({
    lead: 'このコンピューターの時計が正しくないようです。',
    rest: `${server(a)}の証明書はまだ有効ではありません。何も送信されていません。${kept(a)}時計を合わせてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, '双方で使える保護の方法がありませんでした。'),

  'E-API-FORMAT': (a) => ({
    lead: 'アプリ一覧を読み取れませんでした。',
    rest: `${kept(a)}1 分後に再試行し、続く場合は、${tellCode}`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    lead: 'アプリ一覧が大きすぎて読み取れません。',
    rest: `${kept(a)}${tellCode}`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    lead: 'アプリ一覧を表示する権限がありません。',
    rest: `${kept(a)}IT 部門にポータルの利用権限を依頼してください。`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    lead: `${server(a)}が混み合っています。`,
    rest: `${kept(a)}${a.until ? `${a.until} までお待ちください。` : inAMinute}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    lead: `${server(a)}が応答できませんでした。`,
    rest: `${kept(a)}${unchanged}再試行するか、${tellCode}`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    lead: `${server(a)}に会社のポータルがありません。`,
    rest: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': fault,

  'E-DISK-FULL': () => unsaved('このコンピューターに空き容量がありません。'),
  'E-DISK-READONLY': () => unsaved('Portico がフォルダーに書き込めません。'),
  'E-DISK-CORRUPT': () => ({
    lead: '破損したファイルを取り除きました。',
    rest: 'Portico はそのまま続行しました。アプリに影響はありません。設定を確認してください。',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    lead: a.reason
      ? `リンクに、許可されていない「${a.reason}」が使われています。`
      : '許可されていない種類のリンクです。',
    rest: '何も開いていません。ブラウザーで開くか、IT 部門にリンクの修正を依頼してください。',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    lead: 'ブラウザーを起動できませんでした。',
    rest: 'リンクをコピーして、ブラウザーに貼り付けてください。',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    lead: `開く場所${a.reason ? `「${a.reason}」` : ''}がこのコンピューターにありません。`,
    rest: '何も開いていません。ブラウザーで開くか、設定で別の場所を選んでください。',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    lead: 'このアプリは一覧にありません。',
    rest: 'その間に一覧が変わりました。更新してください。',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    lead: '会社の Portico 用設定を読み取れませんでした。',
    rest: '読み取れるまでは、ご自身の設定を使います。IT 部門に連絡してください。',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    lead: 'これは会社が設定しています。',
    rest: `${unchanged}変更が必要な場合は IT 部門にお問い合わせください。`,
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    lead: 'Portico で問題が発生しました。',
    rest: `${kept(a)}何も送信されていません。再試行し、繰り返す場合は、${tellCode}`,
    remedy: 'retry',
  }),
};
