// The Japanese messages of the UI. A space separates Japanese and Latin words, but not brackets.
import { setupCheck } from './ja/setup-check';
import { desktop } from './ja/desktop';
import { details } from './ja/details';
import { list } from './ja/list';
import { launches } from './ja/launch';
import { palette, search } from './ja/palette';
import { preferences } from './ja/preferences';
import { problems } from './ja/problems';
import { session } from './ja/session';
import { settings } from './ja/settings';
import { window } from './ja/app-window';
import type { Messages } from './en';

export const ja: Messages = {
  name: 'Portico',
  ...session,
  ...list,
  ...launches,
  search,
  palette,
  ...preferences,
  ...settings,
  ...window,
  desktop,
  details,
  setupCheck,
  problem: {
    remedies: {
      retry: '再試行',
      signIn: 'サインイン',
      changeTenant: 'アドレスを変更',
      copyLink: 'リンクをコピー',
      openInBrowser: 'ブラウザーで開く',
    },
    messages: problems,
    serverMessage: (words) => `サーバーからの応答:「${words}」`,
    transactionId: (id) => `要求 ${id}`,
    host: 'サーバー',
  },
};
