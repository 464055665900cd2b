// Japanese for en/problems.ts. A space stands after a host, none after the words that stand for one.
import type { Code } from '../../ipc/types';
import type { MessageArgs, Message } from '../message';

const server = (about: MessageArgs) => (about.isHostUnknown ? 'サーバー' : `${about.host} `);
const kept = (about: MessageArgs) => (about.asOf ? `${about.asOf} 時点のアプリは残っています。` : '');
const unchanged = '何も変更されていません。';
const again = '再試行してください。';
const inAMinute = '1 分後に再試行してください。';
const tellCode = '下のコードを IT 部門に伝えてください。';
const notSignedIn = 'サインインしていません。';
const checkAddress = '会社のアドレスを確認してください。';

const unread = (about: MessageArgs): Message => ({
  title: `${server(about)}の応答を読み取れませんでした。`,
  body: `${kept(about)}${unchanged}${inAMinute}`,
  remedy: 'retry',
});
const noAnswer = (): Message => ({
  title: 'サインイン ページから有効な応答がありませんでした。',
  body: `${notSignedIn}再試行し、繰り返す場合は、${tellCode}`,
  remedy: 'signIn',
});
const insecure = (about: MessageArgs, why: string): Message => ({
  title: `${server(about)}への接続は安全ではありません。`,
  body: `${why}何も送信されていません。${kept(about)}IT 部門に連絡してください。`,
  remedy: 'retry',
});
const network = (about: MessageArgs, lead: string): Message => ({
  title: lead,
  body: about.asOf
    ? `${about.asOf} 時点のアプリです。一覧は自動的に再読み込みされます。`
    : `${unchanged}ネットワークを確認してから再試行してください。`,
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Message => ({ title: lead, body: rest, remedy: 'none' });
const unsaved = (why: string): Message => ({
  title: '設定を保存できませんでした。',
  body: `${why}以前の設定のままです。`,
  remedy: 'none',
});
const notSetUp = (lead: string): Message => ({
  title: lead,
  body: `${unchanged}IT 部門に Portico の設定を依頼してください。「このテナントを確認」で設定値を確認できます。`,
  remedy: 'signIn',
});
const unkept = (why: string): Message => ({
  title: 'このコンピューターにはセッションを保存できません。',
  body: `${why}Portico を閉じるまではサインインしたままです。`,
  remedy: 'none',
});
const notAccepted = (about: MessageArgs): Message => ({
  title: `${server(about)}は Portico を受け入れていません。`,
  body: `${about.reason ? `Application ID「${about.reason}」で設定されています。` : ''}${unchanged}IT 部門にこのアプリの設定の確認を依頼してください。`,
  remedy: 'retry',
});
const fault = (about: MessageArgs): Message => ({
  title: `${server(about)}でエラーが発生しました。`,
  body: `${kept(about)}${unchanged}${inAMinute}`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: MessageArgs) => Message> = {
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
    title: 'サインインの応答がこの要求のものではなかったため、使用しませんでした。',
    body: `${notSignedIn}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({
    title: 'サインインはキャンセルされました。',
    body: unchanged,
    remedy: 'signIn',
  }),
  'E-AUTH-DENIED': (a) => ({
    title: `${server(a)}のページで、サインインがキャンセルまたは拒否されました。`,
    body: `${unchanged}再試行するか、アクセス権について IT 部門にお問い合わせください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    title: 'サインインに 10 分以上かかったため、中止しました。',
    body: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    title: 'サインインの応答が会社のものではないサーバーから届いたため、使用しませんでした。',
    body: `${notSignedIn}再試行し、繰り返す場合は、IT 部門に連絡してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    title: 'サインイン ページが転送を繰り返したため、中止しました。',
    body: `${notSignedIn}再試行し、繰り返す場合は、${tellCode}`,
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    title: `${server(a)}のサインイン ページを表示できませんでした。`,
    body: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    title: 'サインイン ページが動作を停止しました。',
    body: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    title: `${server(a)}のサインイン ページが空白のままです。`,
    body: `${unchanged}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    title: 'サインイン ページが先に進みません。',
    body: `ページは完了しましたが、応答がありませんでした。${notSignedIn}${again}`,
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    title: 'サインイン ページが別のウィンドウを開こうとしていますが、ここでは開けません。',
    body: `${unchanged}ブラウザーでは開けます。`,
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    title:
      'サインイン ページがパスキーまたはセキュリティ キーを求めていますが、このウィンドウでは使えません。',
    body: `${unchanged}ブラウザーで使うか、ページ上で別の方法を選択してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    title: `${server(a)}では、このようなウィンドウでのサインインが許可されていません。`,
    body: `${unchanged}ブラウザーではサインインできます。`,
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
    title: `ブラウザーから戻るためのポート${a.reason ? ` ${a.reason} ` : ''}を別のプログラムが使用しています。`,
    body: `${unchanged}そのプログラムを閉じてから再試行してください。`,
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    title: `${server(a)}は Portico にクライアント シークレットを求めています。`,
    body: '管理者から受け取ってください。サインイン時に一度だけ入力を求められます。',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    title: `${server(a)}は会社のポータルではありません。`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    title: `${server(a)}がサインイン コードを拒否しました。`,
    body: `期限切れか、すでに使用された可能性があります。${kept(a)}もう一度サインインしてください。`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    title: `${server(a)}にこのアプリ${a.reason ? ` (Application ID「${a.reason}」) ` : ''}が登録されていません。`,
    body: `${unchanged}IT 部門に Portico の設定または Application ID の確認を依頼してください。`,
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': fault,

  'E-SESSION-ENDED': (a) => ({
    title: 'セッションが終了しました。',
    body: a.asOf
      ? `${a.asOf} 時点のアプリです。開くにはサインインしてください。`
      : '続けるにはサインインしてください。',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    title: '別の Portico がセッションを更新しています。',
    body: `${kept(a)}しばらくしてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    title: 'このコンピューターではサインアウトしました。',
    body: `${server(a)}に通知できませんでしたが、サーバー側のセッションは自動的に終了します。`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    title: '会社が追加の確認を求めています。',
    body: `${kept(a)}もう一度サインインして確認してください。`,
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
    title: `${server(a)}ではなく、ネットワークが Web ページを返しました。`,
    body: `ゲスト Wi-Fi のサインイン ページかもしれません。${kept(a)}ブラウザーを開いてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    title: `プロキシ${a.reason ? ` ${a.reason} ` : ''}が接続を拒否しました。`,
    body: `${kept(a)}このコンピューターのプロキシ設定を確認してから再試行してください。`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    title: `${server(a)}がこの要求を別のアドレスに転送しようとしたため、中止しました。`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, '証明書の期限が切れています。'),
  'E-TLS-NAME': (a) => insecure(a, '証明書が別のアドレスのものです。'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'このコンピューターは証明書を信頼していません。'),
  'E-TLS-CLOCK': (a) => ({
    title: 'このコンピューターの時計が正しくないようです。',
    body: `${server(a)}の証明書はまだ有効ではありません。何も送信されていません。${kept(a)}時計を合わせてから再試行してください。`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, '双方で使える保護の方法がありませんでした。'),

  'E-API-FORMAT': (a) => ({
    title: 'アプリ一覧を読み取れませんでした。',
    body: `${kept(a)}1 分後に再試行し、続く場合は、${tellCode}`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    title: 'アプリ一覧が大きすぎて読み取れません。',
    body: `${kept(a)}${tellCode}`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    title: 'アプリ一覧を表示する権限がありません。',
    body: `${kept(a)}IT 部門にポータルの利用権限を依頼してください。`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    title: `${server(a)}が混み合っています。`,
    body: `${kept(a)}${a.until ? `${a.until} までお待ちください。` : inAMinute}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    title: `${server(a)}が応答できませんでした。`,
    body: `${kept(a)}${unchanged}再試行するか、${tellCode}`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    title: `${server(a)}に会社のポータルがありません。`,
    body: `${kept(a)}${checkAddress}`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': fault,

  'E-DISK-FULL': () => unsaved('このコンピューターに空き容量がありません。'),
  'E-DISK-READONLY': () => unsaved('Portico がフォルダーに書き込めません。'),
  'E-DISK-CORRUPT': () => ({
    title: '破損したファイルを取り除きました。',
    body: 'Portico はそのまま続行しました。アプリに影響はありません。設定を確認してください。',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    title: a.reason
      ? `リンクに、許可されていない「${a.reason}」が使われています。`
      : '許可されていない種類のリンクです。',
    body: '何も開いていません。ブラウザーで開くか、IT 部門にリンクの修正を依頼してください。',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    title: 'ブラウザーを起動できませんでした。',
    body: 'リンクをコピーして、ブラウザーに貼り付けてください。',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    title: `開く場所${a.reason ? `「${a.reason}」` : ''}がこのコンピューターにありません。`,
    body: '何も開いていません。ブラウザーで開くか、設定で別の場所を選んでください。',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    title: 'このアプリは一覧にありません。',
    body: 'その間に一覧が変わりました。更新してください。',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    title: '会社の Portico 用設定を読み取れませんでした。',
    body: '読み取れるまでは、ご自身の設定を使います。IT 部門に連絡してください。',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    title: 'これは会社が設定しています。',
    body: `${unchanged}変更が必要な場合は IT 部門にお問い合わせください。`,
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    title: 'Portico で問題が発生しました。',
    body: `${kept(a)}何も送信されていません。再試行し、繰り返す場合は、${tellCode}`,
    remedy: 'retry',
  }),
};
