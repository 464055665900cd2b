// Japanese for en/settings.ts.
import type { Density, Layout, SignInMethod, Theme } from '../../ipc/types';
import type { settings as english } from '../en/settings';
import { keys } from './palette';

const themes: Record<Theme, string> = { system: 'システム', light: 'ライト', dark: 'ダーク' };
const layouts: Record<Layout, string> = { auto: '自動', tiles: 'タイル', list: 'リスト' };
const densities: Record<Density, string> = { comfortable: '標準', compact: 'コンパクト' };

const signInMethods: Record<SignInMethod, { label: string; description: string }> = {
  webview: {
    label: 'ウィンドウ',
    description: '会社のサインイン ページが Portico とは別に開きます。',
  },
  browser: {
    label: 'ブラウザー',
    description: 'パスキー、セキュリティ キー、ブラウザーに保存したパスワードを使う場合。',
  },
  portal: {
    label: 'ポータルのページ',
    description: '会社が Portico を設定していない場合。Web と同じようにサインインします。',
  },
};

export const settings: typeof english = {
  settings: {
    title: '設定',
    done: '完了',
    theme: '外観',
    themes,
    language: '言語',
    systemLanguage: 'システム',
    layout: 'アプリの表示',
    layouts,
    layoutHint: '自動: アプリが多いときやウィンドウが狭いときはリストになります。',
    density: '間隔',
    densities,
    notifications: 'アプリが変わったら通知する',
    notificationsHint: 'Portico の実行中に別の作業をしているとき、デスクトップ通知で知らせます。',
    opensIn: 'アプリを開く場所',
    askEachTime: '毎回確認する',
    localCopy: 'アプリ一覧のコピーをこのコンピューターに保存する',
    localCopyHint: '起動後すぐに、オフラインでもアプリを表示できます。パスワードは含まれません。',
    idleLock: 'ロックまでの時間',
    idleLockHint: '操作がないときにロックします。ロックを解除するとセッションを再開します。',
    never: 'しない',
    minutes: (minutes) => `${minutes.text} 分`,
    signIn: 'サインイン方法',
    signInMethods,
    check: 'このテナントを確認',
    checkHint: '会社のサーバーが Portico 用に設定されているかを調べ、必要な設定値を示します。',
    managed: '会社が設定しています',
    unknownKeys: '設定ファイルの認識できない項目:',
    version: (version) => `Portico ${version}`,
  },
  shortcuts: {
    title: 'キーボード ショートカット',
    close: '閉じる',
    anyLetter: '任意の文字',
    keys,
    groups: { find: '検索', move: '移動', app: '選択中のアプリ', portico: 'Portico' },
    actions: {
      search: 'アプリを検索',
      clear: '検索をクリア、開いているものを閉じる',
      palette: 'どのプログラムからでもクイック検索',
      arrows: 'アプリ間を移動',
      firstLast: '最初と最後のアプリ',
      pages: '1 ページ上または下へ',
      chips: '次のカテゴリ、タグ、フォルダー (Shift で前へ)',
      open: '開く',
      openAlternate: 'もう一方の場所 (ブラウザーまたはウィンドウ) で開く',
      openWith: '別の場所で開く (ブラウザーやプロファイルを選択)',
      openPrivate: 'ブラウザーのプライベート ウィンドウで開く',
      openFavorite: '1 番目から 9 番目のお気に入りを開く',
      details: '詳細',
      toggleFavorite: 'お気に入りに追加または削除',
      reorder: 'お気に入りを移動',
      actions: '操作',
      refresh: '更新',
      accounts: 'アカウント',
      settings: '設定',
      lock: 'ロック',
      quit: 'Portico を終了',
      help: 'この一覧',
    },
  },
};
