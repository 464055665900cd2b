// Japanese for en/details.ts.
import type { AppKind, Origin, Restriction } from '../../ipc/types';
import type { details as english, RestrictionArgs } from '../en/details';

const kinds: Record<AppKind, string> = {
  saml: '自動でサインイン (SAML)',
  oAuth: '自動でサインイン (OpenID Connect)',
  bookmark: 'リンク (開いた先でサインインが必要な場合があります)',
  password: '保存したパスワードでサインイン',
  desktop: 'デスクトップ アプリ',
  mobile: 'スマートフォン アプリ',
  account: '特権アカウント',
  other: 'Web アプリ',
};

const until = (day: string | null) => (day ? ` (${day}まで)` : '');

const origins: Record<Origin, (about: RestrictionArgs) => string> = {
  assigned: () => '会社から割り当てられました',
  optional: () => '会社が提供するものから選択しました',
  personal: () => '自分で追加しました',
  shared: (about) => `${about.sharedBy ?? '同僚'} が共有${until(about.date)}`,
};

const restrictions: Record<Restriction, (about: RestrictionArgs) => string> = {
  companyNetwork: () => '社内ネットワークでのみ開きます。オフィスまたは VPN で接続してから開いてください。',
  extraCheck: () =>
    'コードやスマートフォンなどによる追加の確認があります。アプリを開くと表示されますので、ご用意ください。',
  needsPassword: () =>
    'サインインにパスワードを使いますが、まだ保存されていません。開くと Portico が一度だけお尋ねし、会社が保管します。',
  certificate: () =>
    '会社がコンピューターに入れた証明書が必要です。ブラウザーなら提示できますが、Portico のウィンドウではできません。',
  shared: (about) =>
    `${about.sharedBy ?? '同僚'} が共有しています${until(about.date)}。延長が必要な場合は依頼してください。`,
  shareEnded: (about) =>
    `${about.sharedBy ?? '同僚'} が共有していました${until(about.date)}。期間が終わりましたので、もう一度共有を依頼してください。`,
  extension: () =>
    'パスワードを入力する、会社のポータルのブラウザー拡張機能が必要です。拡張機能のあるブラウザーで開いてください。',
  notWeb: () =>
    'ブラウザーでは動作しません。コンピューターやスマートフォンのプログラムから探すか、IT 部門にお問い合わせください。',
};

export const details: typeof english = {
  title: 'アプリの詳細',
  close: '詳細を閉じる',
  back: '一覧に戻る',
  openNow: '今すぐ開く',
  open: '開く',
  beforeOpening: '開く前に',
  blockedTitle: '開けない理由',
  restrictions,
  copyMessageTo: (who) => `${who} へのメッセージをコピー`,
  copyMessage: '相手へのメッセージをコピー',
  extendMessage: (app, day) =>
    day
      ? `こんにちは。「${app}」の共有を延長していただけますか？ 利用期限は${day}です。`
      : `こんにちは。「${app}」をもう一度共有していただけますか？`,
  endedMessage: (app, day) =>
    `こんにちは。「${app}」をもう一度共有していただけますか？ ${day ? `${day}に` : ''}利用期限が切れました。`,
  facts: {
    kind: '種類',
    template: 'テンプレート',
    category: 'カテゴリ',
    tags: 'タグ',
    folders: 'フォルダー',
    host: 'アドレス',
    userName: 'ユーザー名',
    origin: '追加の経緯',
    ends: '利用期限',
    ended: '期限切れ',
    parent: '親アプリ',
    opensIn: '開く場所',
    openCount: '開いた回数',
    lastOpenedAt: '最後に開いた日時',
  },
  registration: 'アカウントの取得方法',
  kinds,
  origins,
  openedTimes: (n) => `${n.text} 回`,
  never: 'ここからはまだ開いていません',
  loading: '情報を取得しています…',
  removed: 'このアプリは一覧にありません。',
  removedHint: '会社が割り当てを解除したか、別の場所に移した可能性があります。',
};
