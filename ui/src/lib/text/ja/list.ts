// Japanese for en/list.ts.
import type { list as english } from '../en/list';
import { restrictions } from './palette';

export const list: typeof english = {
  list: {
    title: 'マイ アプリ',
    all: 'すべて',
    otherApps: 'その他のアプリ',
    onlyGroup: 'アプリ',
    filterLabel: '表示',
    more: 'その他',
    moreFilters: 'その他の表示',
    arrangement: '並べ方',
    tilesLayout: 'タイル',
    listLayout: 'リスト',
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
    unreadableRows: (n) => `${n.text} 個のアプリを読み取れませんでした`,
    keysOpen: '開く',
    keysAlternate: { browser: 'ブラウザーで開く', window: 'ウィンドウで開く' },
    keysDetails: '詳細',
    keysFavorite: 'お気に入り',
    keysClear: 'クリア',
  },
  banner: {
    recovered: 'アプリは最新の状態に戻りました。',
    dismiss: '閉じる',
  },
};
