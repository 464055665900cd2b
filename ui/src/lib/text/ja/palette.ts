// Japanese for en/palette.ts.
import type { Restriction } from '../../ipc/types';
import type * as english from '../en/palette';

export const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: '社内ネットワーク', meaning: '社内ネットワークでのみ開きます' },
  extraCheck: { word: '追加の確認', meaning: '開く前に追加の確認があります' },
  needsPassword: { word: 'パスワードが必要', meaning: 'まだ保存されていないパスワードが必要です' },
  certificate: { word: '証明書', meaning: 'このコンピューターに証明書が必要です' },
  shared: { word: '共有', meaning: '同僚から共有されています' },
  shareEnded: { word: '共有終了', meaning: '共有の期間が終わりました' },
  extension: { word: '拡張機能が必要', meaning: '会社のブラウザー拡張機能が必要です' },
  notWeb: { word: 'Web アプリ以外', meaning: 'ブラウザーでは開きません' },
};

export const search: typeof english.search = {
  label: 'アプリを検索',
  clear: '検索をクリア',
  results: '検索結果',
  tally: (hits, all) => `${all} 件中 ${hits} 件`,
  found: (n) => `${n.text} 個のアプリが見つかりました`,
  none: (query) => `「${query}」に一致するアプリはありません`,
  noneHint: '文字数を減らすか、名前の別の部分でお試しください。',
  clearButton: 'クリア',
  elsewhere: 'タグ、テンプレート、アドレスに一致',
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
  usual: 'お気に入りとよく使うアプリ',
  favourite: 'お気に入り',
  empty: '割り当てられたアプリはまだありません。',
  noneHint: 'Enter キーを押すと、Portico のウィンドウで検索します。',
  notReady: '先に Portico にサインインするか、ロックを解除してください。',
  noAnswer: 'Portico から応答がありません。Enter キーを押すと、もう一度試します。',
  notOpened: (app) => `${app} を開けませんでした。理由は Portico のウィンドウに表示されます。`,
  noWindow: 'Portico のウィンドウを表示できませんでした。',
  window: 'Portico を開く',
  keysOpen: '開く',
  keysClear: 'クリア',
  keysClose: '閉じる',
};
