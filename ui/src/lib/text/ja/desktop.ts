// Japanese for en/desktop.ts.
import type { desktop as english } from '../en/desktop';

export const desktop: typeof english = {
  headings: {
    appearance: '表示',
    opening: 'アプリを開く',
    computer: 'このコンピューター',
    session: 'セッションとプライバシー',
  },
  keepRunning: 'ウィンドウを閉じても実行を続ける',
  keepRunningHint: 'ウィンドウをすぐに再表示できます。終了するには、メニューの「Portico を終了」を選びます。',
  tray: 'トレイにアイコンを表示する',
  trayHint: 'お気に入りと検索をすぐに使えます。',
  trayUnavailable:
    'このデスクトップにはプログラムのアイコンが表示されません。拡張機能で表示できるデスクトップもあります。',
  shortcut: {
    label: 'クイック検索のキー',
    hint: 'どのプログラムからでも、このキーを押してアプリを探して開けます。',
    none: 'なし',
    record: 'キーを設定…',
    listening: 'キーを押してください…',
    cancelHint: 'Esc キーを押すと、変更せずに戻ります。',
    suggest: (keys) => `${keys} を使う`,
    remove: '削除',
    needsModifier: 'Ctrl、Alt、Super のいずれかと一緒に押してください。単独では文字入力に使うキーです。',
    unusable: 'このキーは使えません。英字、数字、スペース、F1 から F24 のいずれかを使ってください。',
    changed: (keys) => `クイック検索のキーは ${keys} です。`,
    removed: 'クイック検索のキーはなくなりました。',
    requesting: 'デスクトップが確認を求めています。',
    on: 'どのプログラムでも使えます。',
    managedByDesktop: (keys) =>
      `デスクトップが ${keys} に設定しました。デスクトップのキーボード設定で変更できます。`,
    managedByDesktopUnknown: 'キーはデスクトップが決めます。デスクトップのキーボード設定で変更できます。',
    taken: 'このキーは別のプログラムが使っています。別のキーを設定してください。',
    denied: 'デスクトップが許可しませんでした。もう一度確認するには、キーを設定し直してください。',
    unavailable:
      'このデスクトップではプログラムがキーを設定できません。デスクトップのキーボード設定で、次のコマンドを実行するキーを追加してください。',
    copy: 'コマンドをコピー',
  },
  native: {
    open: 'Portico を開く',
    search: '検索…',
    quit: 'Portico を終了',
    shortcut: '会社のアプリを検索',
    backgroundRunningTitle: 'Portico は実行を続けています',
    backgroundRunningBody:
      'ウィンドウを表示するには、もう一度起動します。終了するには、メニューの「Portico を終了」を選びます。',
  },
};
