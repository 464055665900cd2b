// Japanese for en/list.ts.
import type { Restriction } from '../../ipc/types';
import type { list as english } from '../en/list';

const restrictions: Record<Restriction, { word: string; meaning: string }> = {
  companyNetwork: { word: '社内ネットワーク', meaning: '社内ネットワークでのみ開きます' },
  extraCheck: { word: '追加の確認', meaning: '開く前に追加の確認があります' },
  needsPassword: { word: 'パスワードが必要', meaning: 'まだ保存されていないパスワードが必要です' },
  certificate: { word: '証明書', meaning: 'このコンピューターに証明書が必要です' },
  shared: { word: '共有', meaning: '同僚から共有されています' },
  shareEnded: { word: '共有終了', meaning: '共有の期間が終わりました' },
  extension: { word: '拡張機能が必要', meaning: '会社のブラウザー拡張機能が必要です' },
  notWeb: { word: 'Web アプリ以外', meaning: 'ブラウザーでは開きません' },
};

export const list: typeof english = {
  search: {
    label: 'アプリを検索',
    clear: '検索をクリア',
    results: '検索結果',
    tally: (hits, all) => `${all} 件中 ${hits} 件`,
    found: (n) => `${n.text} 個のアプリが見つかりました`,
    none: (query) => `「${query}」に一致するアプリはありません`,
    noneHint: '文字数を減らすか、名前の別の部分でお試しください。',
    clearButton: 'クリア',
    elsewhere: 'タグ、テンプレート、アドレスに一致',
  },
  list: {
    title: 'マイ アプリ',
    all: 'すべて',
    other: 'その他のアプリ',
    only: 'アプリ',
    narrow: '表示',
    more: 'その他',
    moreToShow: 'その他の表示',
    arrangement: '並べ方',
    tiles: 'タイル',
    rows: 'リスト',
    loading: 'アプリを読み込んでいます',
    empty: 'まだアプリが割り当てられていません。',
    emptyHint: '会社がアプリを割り当てると、ここに表示されます。',
    failed: 'アプリを読み込めませんでした',
    restrictions,
  },
  account: {
    menu: 'メニュー',
    refresh: '更新',
    settings: '設定',
    shortcuts: 'キーボード ショートカット',
    signOut: 'サインアウト',
    offline: 'オフライン',
  },
  status: {
    apps: (n) => `${n.text} 個のアプリ`,
    updated: (time) => `${time} に更新`,
    asOf: (time) => `${time} 時点`,
    updating: '更新しています…',
    unreadable: (n) => `${n.text} 個のアプリを読み取れませんでした`,
    keysOpen: '開く',
    keysOther: { browser: 'ブラウザーで開く', window: 'ウィンドウで開く' },
    keysDetails: '詳細',
    keysStar: 'お気に入り',
    keysClear: 'クリア',
  },
  banner: {
    healed: 'アプリは最新の状態に戻りました。',
    dismiss: '閉じる',
  },
};
