// Japanese for en/personal.ts.
import type { AppChangeKind } from '../../ipc/types';
import type { preferences as english } from '../en/preferences';

const descriptions: Record<AppChangeKind, (about: { was: string | null; when: string | null }) => string> = {
  added: () => '割り当てられました',
  removed: () => '割り当てが解除されました',
  renamed: ({ was }) => (was ? `以前の名前: ${was}` : '名前が変わりました'),
  changed: () => '開き方が変わりました',
  ending: ({ when }) => (when ? `${when}に利用期限が切れます` : 'まもなく利用期限が切れます'),
  ended: () => '利用期限が切れました',
};

const notificationLines: Record<AppChangeKind, (names: string) => string> = {
  added: (names) => `新しいアプリ: ${names}`,
  removed: (names) => `割り当て解除: ${names}`,
  renamed: (names) => `名前の変更: ${names}`,
  changed: (names) => `変更: ${names}`,
  ending: (names) => `まもなく期限切れ: ${names}`,
  ended: (names) => `期限切れ: ${names}`,
};

export const preferences: typeof english = {
  groups: {
    favorites: 'お気に入り',
    recent: '最近使ったアプリ',
    newApps: '新しいアプリ',
    shared: '共有アプリ',
    attention: '確認が必要',
    hidden: '非表示',
    markSeen: '確認済みにする',
    noFavorites: 'アプリに星を付けると、ここに表示されます。',
    tag: (name) => `タグ: ${name}`,
    folder: (name) => `フォルダー: ${name}`,
    showing: (title, n) => `${title}、${n.text} 個のアプリ`,
  },
  tile: {
    newBadge: '新規',
    newDescription: '新しいアプリ',
    endsWhen: (when) => `期限: ${when}`,
    favorite: (name) => `お気に入り: ${name}`,
    actions: (name) => `${name} の操作`,
  },
  actions: {
    open: '開く',
    details: '詳細',
    addFavorite: 'お気に入りに追加',
    removeFavorite: 'お気に入りから削除',
    moveFirst: '先頭に移動',
    moveEarlier: '前に移動',
    moveLater: '後ろに移動',
    copyLink: 'リンクをコピー',
    hide: '非表示にする',
    show: '再表示する',
    favoriteAdded: (name) => `${name} をお気に入りに追加しました`,
    favoriteRemoved: (name) => `${name} をお気に入りから削除しました`,
    appHidden: (name) => `${name} を非表示にしました`,
    appShown: (name) => `${name} を再表示しました`,
    newMarkedSeen: '新しいアプリをすべて確認済みにしました',
    moved: (name, place, of) => `${name}、${of} 個中 ${place} 番目`,
  },
  activityFeed: {
    title: '新着情報',
    open: '新着情報',
    unread: (n) => `未読 ${n.text} 件`,
    empty: '最初の一覧から変更はありません。',
    emptyHint: '会社がアプリを割り当て、変更、解除すると、ここに表示されます。',
    unreadMark: '未読',
    close: '閉じる',
    descriptions,
    notificationLines,
    notificationTitle: 'アプリが変わりました',
    moreNames: (n) => `他 ${n.text} 個`,
  },
};
