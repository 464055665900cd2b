// Japanese for en/window.ts.
import type { window as english } from '../en/app-window';

export const window: typeof english = {
  appWindow: {
    back: '戻る',
    reload: '再読み込み',
    encrypted: '暗号化されています',
    notEncrypted: '暗号化されていません',
    find: 'ページ内を検索',
    findPrevious: '前へ',
    findNext: '次へ',
    matchCount: (count) => `${count} 件見つかりました`,
    noMatches: '見つかりません',
    zoomOut: '縮小',
    zoomReset: '実際のサイズ',
    zoomIn: '拡大',
    print: '印刷',
    openInBrowser: '既定のブラウザーで開く',
    close: '閉じる',
    save: '保存',
    cancel: 'キャンセル',
    saved: (name) => `${name} を保存しました。`,
    notSaved: (name) => `${name} を保存できませんでした。`,
    loadFailed: 'このページを読み込めませんでした。',
    certificateError: (code) => `このページへの接続は安全ではありません (${code})。`,
    crashed: 'このページは停止しました。続けるには再読み込みしてください。',
    blocked: (address) =>
      `「${address}」はこのウィンドウでは開けません。「既定のブラウザーで開く」をお使いください。`,
    blockedWithoutBrowser: (address) => `「${address}」はこのウィンドウでは開けません。`,
  },
};
