// Japanese for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { label: string; description: string }> = {
  companyNetwork: { label: '社内ネットワーク', description: '社内ネットワークでのみ開きます' },
  extraCheck: { label: '追加の確認', description: '開く前に追加の確認があります' },
  needsPassword: { label: 'パスワードが必要', description: 'まだ保存されていないパスワードが必要です' },
  certificate: { label: '証明書', description: 'このコンピューターに証明書が必要です' },
  shared: { label: '共有', description: '同僚から共有されています' },
  shareEnded: { label: '共有終了', description: '共有の期間が終わりました' },
  extension: { label: '拡張機能が必要', description: '会社のブラウザー拡張機能が必要です' },
  notWeb: { label: 'Web アプリ以外', description: 'ブラウザーでは開きません' },
};

export const search: typeof english.search = {
  label: 'アプリを検索',
  clear: '検索をクリア',
  results: '検索結果',
  tally: (hits, all) => `${all} 件中 ${hits} 件`,
  matches: (n) => `${n.text} 個のアプリが見つかりました`,
  noMatches: (query) => `「${query}」に一致するアプリはありません`,
  noMatchesHint: '文字数を減らすか、名前の別の部分でお試しください。',
  clearButton: 'クリア',
  matchedElsewhere: 'タグ、テンプレート、アドレスに一致',
};

// As Japanese keyboards have them.
export const keys: typeof english.keys = {
  Ctrl: 'Ctrl',
  Shift: 'Shift',
  Alt: 'Alt',
  Esc: 'Esc',
  Enter: 'Enter',
  Tab: 'Tab',
  Space: 'Space',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PgUp: 'PgUp',
  PgDn: 'PgDn',
};

export const palette: typeof english.palette = {
  title: 'アプリを探して開く',
  defaultHeading: 'お気に入りとよく使うアプリ',
  favorite: 'お気に入り',
  empty: '割り当てられたアプリはまだありません。',
  noMatchesHint: 'Enter キーを押すと、Portico のウィンドウで検索します。',
  notReady: '先に Portico にサインインするか、ロックを解除してください。',
  noAnswer: 'Portico から応答がありません。Enter キーを押すと、もう一度試します。',
  notOpened: (app) => `${app} を開けませんでした。理由は Portico のウィンドウに表示されます。`,
  windowFailed: 'Portico のウィンドウを表示できませんでした。',
  openWindow: 'Portico を開く',
  keysOpen: '開く',
  keysClear: 'クリア',
  keysClose: '閉じる',
};
